import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { acceptances, configSuppressions } from '../../src/config/suppressions.ts';
import { ruleIndex } from '../../src/engine/rule-index.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { rule } from '../support/reports.ts';

const RULES = [rule('tls-min-version', { aliases: ['tls-version'] })];

test('resolves the rules of suppressions and matches their paths', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, {
    'secbaseline.yaml':
      'suppress:\n  - { rule: tls-version, path: "a/**", reason: x, expires: 2027-01-31 }\n',
  });
  const [entry] = configSuppressions(loadConfig({ root, explicit: null }), ruleIndex(RULES));
  assert.ok(entry);
  const { covers, ...rest } = entry;
  assert.deepEqual(rest, {
    rule: 'tls-min-version',
    reason: 'x',
    expires: '2027-01-31',
    path: 'secbaseline.yaml',
    line: 2,
  });
  assert.deepEqual([covers('a/b/c.conf'), covers('b.conf')], [true, false]);
});

test('says which paths are accepted as not analysed, and why', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'secbaseline.yaml': '\naccept:\n  - { path: chart, reason: rendered }\n' });
  const [entry] = acceptances(loadConfig({ root, explicit: null }));
  assert.ok(entry);
  const { covers, ...rest } = entry;
  assert.deepEqual(rest, { reason: 'rendered', path: 'secbaseline.yaml', line: 3 });
  assert.deepEqual([covers('chart/a/b.yaml'), covers('charts/a.yaml')], [true, false]);
});
