import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { loadUserRules, type ParsedRules } from '../../src/config/user-rules.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { SourceText } from '../../src/source/text.ts';
import { faultsOf } from '../support/faults.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { rule } from '../support/reports.ts';

const BUILT_IN = [rule('tls-min-version', { aliases: ['tls-version'] })];

/** Stands for the parser of rules: reads the id, and an alias after `as`. */
function parse(source: SourceText, area: string): ParsedRules {
  const [, id, alias] = /^id: (\S+)(?:\naliases: \[(\S+)\])?/.exec(source.text) ?? [];
  if (id === undefined) return { diagnostics: [{ message: 'no id', source, start: 0, end: 1 }] };
  return { rules: [rule(id, { area, origin: source.path, aliases: alias === undefined ? [] : [alias] })] };
}

function load(root: string): readonly Rule[] {
  return loadUserRules({ root, config: loadConfig({ root, explicit: null }), builtIn: BUILT_IN, parse });
}

function tree(t: TestContext, files: Readonly<Record<string, string>>, ruleDirs = '[rules]'): string {
  const root = temporaryFolder(t);
  writeTree(root, { 'secbaseline.yaml': `ruleDirs: ${ruleDirs}\n`, ...files });
  return root;
}

test('reads the rules of all folders, in order, with their area and origin', (t) => {
  const root = tree(
    t,
    {
      'rules/b.yaml': 'id: b',
      'rules/tls/a.yaml': 'id: a',
      'rules/README.md': '',
      'more/.x/c.yaml': 'id: c',
    },
    '[rules, more, rules/tls]',
  );
  assert.deepEqual(
    load(root).map(({ id, area, origin }) => [id, area, origin]),
    [
      ['b', 'custom', 'rules/b.yaml'],
      ['a', 'tls', 'rules/tls/a.yaml'],
      ['c', '.x', 'more/.x/c.yaml'],
    ],
  );
});

test('reads nothing where nothing is configured', (t) => {
  const root = temporaryFolder(t);
  assert.deepEqual(load(root), []);
});

test('reports the faults of all files and folders at once', (t) => {
  const root = tree(
    t,
    { 'rules/a.yaml': 'x', 'rules/b.yaml': 'y', 'empty/README.md': '', 'yml/a.yml': '', file: '' },
    '[rules, absent, empty, yml, file]',
  );
  assert.deepEqual(
    faultsOf(() => load(root)),
    [
      '1:1-2 no id',
      '1:1-2 no id',
      '1:19-25 there is no such folder',
      '1:27-32 this folder holds no rule: no file in it ends in .yaml',
      '1:34-37 `yml/a.yml` is not read: rename it to end in .yaml',
      '1:39-43 there is no such folder',
    ],
  );
});

test('refuses names that are taken', (t) => {
  const root = tree(t, {
    'rules/a.yaml': 'id: tls-min-version',
    'rules/b.yaml': 'id: tls-version',
    'rules/c.yaml': 'id: mine\naliases: [tls-version]',
    'rules/d.yaml': 'id: mine',
  });
  assert.deepEqual(
    faultsOf(() => load(root)),
    [
      '1:5-20 the name `tls-min-version` belongs to the built-in rule `tls-min-version` (choose another name)',
      '1:5-16 the name `tls-version` belongs to the built-in rule `tls-min-version` (choose another name)',
      '2:11-22 the name `tls-version` belongs to the built-in rule `tls-min-version` (choose another name)',
      '1:5-9 the name `mine` belongs to the rule in `rules/c.yaml` (choose another name)',
    ],
  );
});

test('does not leave the root through symbolic links', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'outside/a.yaml': 'id: a',
    'root/secbaseline.yaml': 'ruleDirs: [linked, rules]',
    'root/real/c.yaml': 'id: c',
  });
  const root = join(folder, 'root');
  symlinkSync(join(folder, 'outside'), join(root, 'linked'));
  mkdirSync(join(root, 'rules'));
  symlinkSync(join(folder, 'outside/a.yaml'), join(root, 'rules/a.yaml'));
  assert.deepEqual(
    faultsOf(() => load(root)),
    [
      '1:12-18 this folder leads out of the root by a symbolic link',
      '1:20-25 the rule `rules/a.yaml` cannot be read: a symbolic link leads out of the root',
    ],
  );
});

test('follows links that stay inside', (t) => {
  const root = tree(t, { 'real/c.yaml': 'id: c' }, '[linked]');
  symlinkSync('real', join(root, 'linked'));
  assert.deepEqual(
    load(root).map(({ origin }) => origin),
    ['linked/c.yaml'],
  );
});
