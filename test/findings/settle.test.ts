import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBaseline } from '../../src/findings/baseline.ts';
import { writeBaseline } from '../../src/findings/baseline-write.ts';
import type { SettleRequest } from '../../src/findings/settle.ts';
import type { ConfigSuppression } from '../../src/findings/suppression.ts';
import { sourceText } from '../../src/source/text.ts';
import {
  fact,
  judge,
  PROTOCOLS,
  scopeOf,
  settleFiles,
  TICKETS,
  TODAY,
  verdict,
} from '../support/verdicts.ts';

type Files = Readonly<Record<string, string>>;

/** `rule path:line` of each finding, with who silences it. */
function shown(files: Files, given: Partial<SettleRequest> = {}): string[] {
  return settleFiles(files, given).findings.map(({ rule, location, suppressed, target }) => {
    const where = location === null ? (target?.id ?? '') : `${location.path}:${location.startLine}`;
    return `${rule.rule.id} ${where}${suppressed === null ? '' : ` ${suppressed.by}`}`;
  });
}

function unused(files: Files, given: Partial<SettleRequest> = {}): string[] {
  return settleFiles(files, given).unusedSuppressions.map(
    ({ by, path, line, rule, why, suggestion }) =>
      `${by} ${path}:${line} ${rule} ${why}${suggestion === undefined ? '' : ` ${suggestion}`}`,
  );
}

function suppress(rule: string, prefix: string, given: Partial<ConfigSuppression> = {}): ConfigSuppression {
  const covers = (path: string) => path.startsWith(prefix);
  return { rule, covers, reason: 'accepted', expires: null, path: 'secbaseline.yaml', line: 7, ...given };
}

function baselineOf(files: Files) {
  const findings = settleFiles(files).findings;
  const scope = scopeOf(files);
  const text = writeBaseline({ findings, previous: null, scope, reason: null, expires: null, today: TODAY });
  return parseBaseline(sourceText('baseline.jsonl', text));
}

const TICKETS_ON = 'server a {\n  tickets on;\n}\n';
const IGNORED = 'server a {\n  tickets on; # secbaseline-ignore tls-session-tickets -- rotated daily\n}\n';

test('a comment silences its rule on its line or the next, and nothing else', () => {
  assert.deepEqual(shown({ 'a.conf': IGNORED }), ['tls-session-tickets a.conf:2 inline']);
  const [finding] = settleFiles({ 'a.conf': IGNORED }).findings;
  assert.deepEqual(finding?.suppressed, { by: 'inline', reason: 'rotated daily', expires: null });
  const before =
    'server a {\n  # secbaseline-ignore tls-session-tickets -- rotated\n  tickets on;\n  tokens on;\n}\n';
  assert.deepEqual(shown({ 'a.conf': before }), [
    'tls-session-tickets a.conf:3 inline',
    'server-version-disclosed a.conf:4',
  ]);
  const far = 'server a {\n  # secbaseline-ignore tls-session-tickets -- rotated\n\n  tickets on;\n}\n';
  assert.deepEqual(shown({ 'a.conf': far }), ['tls-session-tickets a.conf:4']);
  assert.deepEqual(unused({ 'a.conf': far }), ['inline a.conf:2 tls-session-tickets unused']);
});

test('a serious finding is silenced with a date only', () => {
  const ignoring = (until: string) => ({
    'a.conf': `server a {\n  # secbaseline-ignore tls-min-version ${until}-- old clients\n  protocols TLSv1;\n}\n`,
  });
  assert.deepEqual(shown(ignoring('')), ['tls-min-version a.conf:3']);
  assert.deepEqual(unused(ignoring('')), ['inline a.conf:2 tls-min-version without-expiry']);
  assert.deepEqual(shown(ignoring('until 2027-03-31 ')), ['tls-min-version a.conf:3 inline']);
  assert.deepEqual(unused(ignoring('until 2027-03-31 ')), []);
  assert.deepEqual(shown(ignoring('until 2026-11-20 ')), ['tls-min-version a.conf:3']);
  assert.deepEqual(unused(ignoring('until 2026-11-20 ')), ['inline a.conf:2 tls-min-version expired']);
});

test('the effective severity decides whether a date is needed', () => {
  const files = {
    'a.conf': 'server a {\n  protocols TLSv1; # secbaseline-ignore tls-min-version -- lab\n}\n',
  };
  const milder = judge(files).map((one) => ({ ...one, severity: 'low' as const }));
  assert.deepEqual(shown(files, { verdicts: milder }), ['tls-min-version a.conf:2 inline']);
});

test('comments that are wrong or useless are told', () => {
  const files = {
    'a.conf': [
      '# secbaseline-ignore tls-session-tickets',
      '# secbaseline-ignore tls-session-tikets -- x',
      '# secbaseline-ignore tls-session-tickets, server-version-disclosed -- x',
      'server a {',
      '}',
    ].join('\n'),
  };
  assert.deepEqual(unused(files), [
    'inline a.conf:1 tls-session-tickets without-reason',
    'inline a.conf:2 tls-session-tikets unknown-rule tls-session-tickets',
    'inline a.conf:3 server-version-disclosed unused',
    'inline a.conf:3 tls-session-tickets unused',
  ]);
});

test('comments count in files that no collector claims', () => {
  const scope = scopeOf({});
  assert.deepEqual(shown({ 'a.conf': IGNORED }, { scope }), ['tls-session-tickets a.conf:2 inline']);
});

test('a former name of a rule does', () => {
  const files = { 'a.conf': IGNORED.replace('tls-session-tickets', 'tls-tickets') };
  assert.deepEqual(shown(files), ['tls-session-tickets a.conf:2 inline']);
});

test('the configuration silences by rule and path', () => {
  const files = { 'a/x.conf': TICKETS_ON, 'b/x.conf': TICKETS_ON };
  const suppressions = [suppress('tls-session-tickets', 'a/')];
  assert.deepEqual(shown(files, { suppressions }), [
    'tls-session-tickets a/x.conf:2 config',
    'tls-session-tickets b/x.conf:2',
  ]);
  assert.deepEqual(unused(files, { suppressions }), []);
  assert.deepEqual(unused(files, { suppressions: [suppress('tls-session-tickets', 'c/')] }), [
    'config secbaseline.yaml:7 tls-session-tickets unused',
  ]);
  assert.deepEqual(shown(files, { suppressions: [suppress('tls-min-version', 'a/')] }).length, 2);
});

test('what has expired in the configuration, or lacks a date, silences nothing', () => {
  const files = { 'a.conf': 'server a {\n  protocols TLSv1;\n}\n' };
  for (const [expires, why] of [
    ['2026-11-20', 'expired'],
    [null, 'without-expiry'],
  ] as const) {
    const suppressions = [suppress('tls-min-version', '', { expires })];
    assert.deepEqual(shown(files, { suppressions }), ['tls-min-version a.conf:2']);
    assert.deepEqual(unused(files, { suppressions }), [`config secbaseline.yaml:7 tls-min-version ${why}`]);
  }
});

test('comment goes before configuration, configuration before baseline, and none of them is then unused', () => {
  const baseline = baselineOf({ 'a.conf': TICKETS_ON });
  const suppressions = [suppress('tls-session-tickets', '')];
  const by = (files: Files, given: Partial<SettleRequest>) =>
    settleFiles(files, given).findings.map(({ suppressed }) => suppressed?.by);
  assert.deepEqual(by({ 'a.conf': IGNORED }, { baseline, suppressions }), ['inline']);
  assert.deepEqual(unused({ 'a.conf': IGNORED }, { baseline, suppressions }), []);
  assert.deepEqual(by({ 'a.conf': TICKETS_ON }, { baseline, suppressions }), ['config']);
  assert.deepEqual(by({ 'a.conf': TICKETS_ON }, { baseline }), ['baseline']);
  const expired = IGNORED.replace(' -- ', ' until 2020-01-01 -- ');
  assert.deepEqual(by({ 'a.conf': expired }, { suppressions }), ['config']);
});

test('an unknown outcome can be accepted by a person, never by a baseline', () => {
  const files = {
    'a.conf': 'server a {\n  include x; # secbaseline-ignore tls-session-tickets -- seen by hand\n}\n',
  };
  assert.deepEqual(shown(files), ['tls-session-tickets a.conf:2 inline']);
  const baseline = baselineOf({ 'a.conf': TICKETS_ON });
  assert.deepEqual(shown({ 'a.conf': 'server a {\n  include x;\n}\n' }, { baseline }), [
    'tls-session-tickets a.conf:2',
  ]);
});

test('findings below the wanted confidence are left out, but their suppressions are in use', () => {
  const files = { 'a.conf': IGNORED };
  const verdicts = judge(files).map((one) => ({ ...one, confidence: 'low' as const }));
  assert.deepEqual(shown(files, { verdicts, minConfidence: 'medium' }), []);
  assert.deepEqual(unused(files, { verdicts, minConfidence: 'medium' }), []);
  assert.deepEqual(shown(files, { verdicts, minConfidence: 'low' }).length, 1);
});

test('the order is path or target, line, column, rule, subject', () => {
  const files = {
    'b.conf': 'server a {\n  tokens on;\n  tickets on;\n}\n',
    'a.conf': TICKETS_ON,
    'Z.conf': TICKETS_ON,
    'é.conf': TICKETS_ON,
  };
  const live = fact({ from: 'live', target: { id: 'api-prod', url: 'tls://127.0.0.1:8443' } });
  const verdicts = [...judge(files), verdict(PROTOCOLS, { fact: live }), verdict(TICKETS, { fact: live })];
  const expected = [
    'tls-session-tickets Z.conf:2',
    'tls-session-tickets a.conf:2',
    'tls-min-version api-prod',
    'tls-session-tickets api-prod',
    'server-version-disclosed b.conf:2',
    'tls-session-tickets b.conf:3',
    'tls-session-tickets é.conf:2',
  ];
  assert.deepEqual(shown(files, { verdicts }), expected);
  assert.deepEqual(shown(files, { verdicts: verdicts.toReversed() }), expected);
});

test('with --since only findings that touch a changed file are reported, wherever the other files are', () => {
  const files = {
    'a.conf': IGNORED,
    'b.conf': TICKETS_ON,
    'c.conf': `# secbaseline-ignore tls-tickets -- x\n`,
  };
  assert.deepEqual(shown(files, { since: new Set(['b.conf']) }), ['tls-session-tickets b.conf:2']);
  assert.deepEqual(shown(files, { since: new Set() }), []);
  assert.deepEqual(unused(files, { since: new Set(['a.conf', 'b.conf']) }), []);
  assert.deepEqual(unused(files, { since: new Set(['c.conf']) }), ['inline c.conf:1 tls-tickets unused']);
  const at = { path: 'b.conf', start: 0, end: 6 };
  const related = judge({ 'a.conf': TICKETS_ON }).map((one) => ({
    ...one,
    related: [{ message: 'set here', at }],
  }));
  assert.equal(shown(files, { verdicts: related, since: new Set(['b.conf']) }).length, 1);
});

test('with --since live findings stay, and what is about nothing in particular goes', () => {
  const live = verdict(TICKETS, { fact: fact({ from: 'live', target: { id: 'api', url: 'tls://x:443' } }) });
  const project = verdict(PROTOCOLS, { fact: null, subject: 'the project' });
  const verdicts = [live, project];
  assert.deepEqual(shown({}, { verdicts, since: new Set(['a']) }), ['tls-session-tickets api']);
  assert.equal(shown({}, { verdicts }).length, 2);
});

test('baseline entries of unchanged files are not told as unused with --since', () => {
  const baseline = baselineOf({ 'a.conf': TICKETS_ON, 'b.conf': TICKETS_ON });
  const files = { 'a.conf': '', 'b.conf': '' };
  assert.equal(unused(files, { baseline }).length, 2);
  assert.equal(unused(files, { baseline, since: new Set(['b.conf']) }).length, 1);
  assert.equal(unused({ 'a.conf': '' }, { baseline, since: new Set(['b.conf']) }).length, 1, 'deleted');
});

test('silence about what this run did not look at says nothing', () => {
  const files = { 'a.conf': 'server a {\n}\n# secbaseline-ignore tls-session-tickets -- x\n' };
  const baseline = baselineOf({ 'a.conf': TICKETS_ON, 'b.conf': TICKETS_ON });
  const suppressions = [suppress('tls-session-tickets', 'b.conf')];
  const told = (scope: Parameters<typeof scopeOf>[1]) =>
    unused(files, { baseline, suppressions, scope: scopeOf(files, scope) }).map((line) => line.split(' ')[0]);
  assert.deepEqual(told({}), ['inline', 'baseline', 'baseline', 'config']);
  assert.deepEqual(told({ whole: false }), ['inline', 'baseline']);
  assert.deepEqual(told({ ran: new Set(['tls-min-version']) }), []);
  assert.deepEqual(told({ notAnalysed: new Set(['a.conf', 'b.conf']) }), ['config']);
});

test('a comment beside something unknown may still be needed', () => {
  const files = {
    'a.conf': 'server a {\n  include x;\n  # secbaseline-ignore tls-session-tickets -- x\n}\n',
  };
  assert.deepEqual(unused(files), []);
});
