import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBaseline } from '../../src/findings/baseline.ts';
import { DEFAULT_REASON, writeBaseline } from '../../src/findings/baseline-write.ts';
import { InputError } from '../../src/source/diagnostic.ts';
import { sourceText } from '../../src/source/text.ts';
import { rule } from '../support/reports.ts';
import {
  bound,
  fact,
  judge,
  scopeOf,
  settleFiles,
  sourcesOf,
  TICKETS,
  TODAY,
  verdict,
} from '../support/verdicts.ts';

type Files = Readonly<Record<string, string>>;
type Given = Partial<Parameters<typeof writeBaseline>[0]>;

const FILE = 'secbaseline.baseline.jsonl';
const parse = (text: string) => parseBaseline(sourceText(FILE, text));

function written(files: Files, given: Given = {}): string {
  return writeBaseline({
    findings: settleFiles(files).findings,
    previous: null,
    scope: scopeOf(files),
    reason: null,
    expires: null,
    today: TODAY,
    ...given,
  });
}

/** Findings that a baseline leaves open, and what it says of itself. */
function against(files: Files, text: string, given: Parameters<typeof settleFiles>[1] = {}) {
  const { findings, unusedSuppressions } = settleFiles(files, { baseline: parse(text), ...given });
  const open = findings.filter(({ suppressed }) => suppressed === null);
  return {
    open: open.map(({ rule: { rule: of }, location }) => `${of.id} ${location?.path}:${location?.startLine}`),
    unused: unusedSuppressions.map(({ line, why }) => `${line} ${why}`),
  };
}

const SERVER = 'server api {\n  tickets on;\n  protocols TLSv1;\n}\n';
const NOTHING = { open: [], unused: [] };

test('an entry says what a reviewer needs and no more', () => {
  const text = written({ 'nginx.conf': SERVER }, { reason: ' old clients ', expires: '2027-01-31' });
  const entries = text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  assert.equal(entries.length, 2);
  for (const entry of entries) {
    assert.ok(typeof entry === 'object' && entry !== null);
    assert.deepEqual(Object.keys(entry), [
      'fingerprint',
      'rule',
      'path',
      'moved',
      'reason',
      'since',
      'expires',
    ]);
  }
  assert.deepEqual(
    parse(text)
      .entries.map(({ rule: id, path, reason, since, expires }) => [id, path, reason, since, expires])
      .sort(),
    [
      ['tls-min-version', 'nginx.conf', 'old clients', TODAY, '2027-01-31'],
      ['tls-session-tickets', 'nginx.conf', 'old clients', TODAY, '2027-01-31'],
    ],
  );
});

test('what it takes in is silent afterwards', () => {
  const files = { 'nginx.conf': SERVER };
  assert.deepEqual(against(files, written(files)), NOTHING);
  const { findings } = settleFiles(files, { baseline: parse(written(files, { expires: '2027-01-31' })) });
  assert.deepEqual(
    findings.map(({ suppressed }) => suppressed),
    [
      { by: 'baseline', reason: DEFAULT_REASON, expires: '2027-01-31' },
      { by: 'baseline', reason: DEFAULT_REASON, expires: '2027-01-31' },
    ],
  );
});

test('serious findings get a date where none is given, others do not', () => {
  const dates = parse(written({ 'nginx.conf': SERVER })).entries.map(({ rule: id, expires }) => [
    id,
    expires,
  ]);
  assert.deepEqual(dates.sort(), [
    ['tls-min-version', '2027-02-19'],
    ['tls-session-tickets', null],
  ]);
});

test('a second equal finding is new, and so is another one in place of an old one', () => {
  const once = 'server a { tickets on; }\nserver b { tokens on; }\n'
    .replaceAll('{ ', '{\n')
    .replaceAll('; }', ';\n}');
  const text = written({ 'nginx.conf': once });
  const twice = `${once}server a {\ntickets on;\n}\n`;
  assert.deepEqual(against({ 'nginx.conf': twice }, text).open, ['tls-session-tickets nginx.conf:8']);
  const other = once.replace('server a', 'server c');
  const { open, unused } = against({ 'nginx.conf': other }, text);
  assert.deepEqual(open, ['tls-session-tickets nginx.conf:2']);
  assert.equal(unused.length, 1);
});

test('a finding in another file does not take the place of one that is still there', () => {
  const text = written({ 'a.conf': SERVER });
  const both = { 'a.conf': SERVER, 'b.conf': SERVER };
  assert.deepEqual(against(both, text).open, ['tls-session-tickets b.conf:2', 'tls-min-version b.conf:3']);
});

test('a moved file stays silent, once', () => {
  const text = written({ 'a.conf': SERVER });
  assert.deepEqual(against({ 'deploy/b.conf': SERVER }, text), NOTHING);
  const copies = { 'b.conf': SERVER, 'c.conf': SERVER };
  assert.equal(against(copies, text).open.length, 2);
});

test('a file that is there still holds its entries, though the finding is gone from it', () => {
  const text = written({ 'a.conf': SERVER });
  const { open, unused } = against({ 'a.conf': '', 'b.conf': SERVER }, text);
  assert.equal(open.length, 2);
  assert.deepEqual(unused, ['1 unused', '2 unused']);
});

test('rewriting follows a moved file and keeps reason and since', () => {
  const old = written({ 'a.conf': SERVER }, { reason: 'first', today: '2026-01-01', expires: '2027-01-31' });
  const files = { 'b.conf': SERVER };
  const entries = parse(written(files, { previous: parse(old), reason: 'second' })).entries;
  assert.deepEqual(
    entries.map(({ path, reason, since, expires }) => [path, reason, since, expires]),
    Array(2).fill(['b.conf', 'first', '2026-01-01', '2027-01-31']),
  );
});

test('rewriting drops what is gone, adds what is new and leaves the rest byte for byte', () => {
  const old = written({ 'a.conf': SERVER }, { reason: 'first', today: '2026-01-01', expires: '2027-01-31' });
  const files = { 'a.conf': 'server api {\n  protocols TLSv1;\n  tokens on;\n}\n' };
  const lines = written(files, { previous: parse(old), reason: 'second' })
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 2);
  assert.equal(lines.filter((line) => old.includes(line)).length, 1);
  assert.equal(
    lines.filter((line) => line.includes('"second"') && line.includes('server-version')).length,
    1,
  );
  assert.equal(written({ 'a.conf': SERVER }, { previous: parse(old) }), old);
});

test('rewriting keeps what this run did not look at', () => {
  const files = { 'a.conf': SERVER, 'b.conf': SERVER };
  const old = written(files);
  const part = { 'a.conf': '' };
  const exists = (path: string) => path in files;
  const kept = written(part, { previous: parse(old), scope: scopeOf(part, { whole: false, exists }) });
  assert.deepEqual(
    parse(kept).entries.map(({ path }) => path),
    ['b.conf', 'b.conf'],
  );
  const withoutRule = scopeOf(part, { exists, ran: new Set(['tls-min-version']) });
  const tickets = parse(written(part, { previous: parse(old), scope: withoutRule })).entries;
  assert.deepEqual(
    tickets.map(({ rule: id }) => id),
    ['tls-session-tickets', 'tls-session-tickets'],
  );
  const unread = scopeOf(part, { exists, notAnalysed: new Set(['a.conf']) });
  assert.deepEqual(
    parse(written(part, { previous: parse(old), scope: unread })).entries.map(({ path }) => path),
    ['a.conf', 'a.conf'],
  );
});

test('what became unknown is neither unused nor dropped, and never taken in', () => {
  const old = written({ 'a.conf': 'server api {\n  tickets on;\n}\n' });
  const files = { 'a.conf': 'server api {\n  include tickets.conf;\n}\n' };
  const { open, unused } = against(files, old);
  assert.deepEqual([open.length, unused], [1, []]);
  assert.equal(written(files, { previous: parse(old) }), old);
  assert.equal(written(files), '');
});

test('expired entries do not count and are told; rewriting renews them', () => {
  const files = { 'a.conf': SERVER };
  const old = written(files, { today: '2026-01-01', expires: '2026-11-20' });
  assert.deepEqual(against(files, old), {
    open: ['tls-session-tickets a.conf:2', 'tls-min-version a.conf:3'],
    unused: ['1 expired', '2 expired'],
  });
  assert.deepEqual(against(files, old, { today: '2026-11-20' }), NOTHING);
  const renewed = written(files, { previous: parse(old), expires: '2027-01-31' });
  assert.deepEqual(against(files, renewed), NOTHING);
  assert.ok(parse(renewed).entries.every(({ since }) => since === '2026-01-01'));
});

test('a serious finding needs a date in its entry', () => {
  const files = { 'a.conf': SERVER };
  const text = written(files).replace(/,"expires":"[^"]*"/, '');
  const { open, unused } = against(files, text);
  assert.deepEqual(open, ['tls-min-version a.conf:3']);
  assert.equal(unused.filter((line) => line.endsWith('without-expiry')).length, 1);
});

test('an entry cannot name one rule or file and silence another', () => {
  const files = { 'a.conf': 'server api {\n  tickets on;\n}\n' };
  const text = written(files);
  assert.equal(
    against(files, text.replace('tls-session-tickets', 'server-version-disclosed')).open.length,
    1,
  );
  assert.equal(against({ ...files, 'b.conf': '' }, text.replace('a.conf', 'b.conf')).open.length, 1);
});

test('what a comment silences is not taken in', () => {
  const files = {
    'a.conf': 'server api {\n  tickets on; # secbaseline-ignore tls-session-tickets -- rotated\n}\n',
  };
  assert.equal(written(files), '');
});

test('the lines do not depend on order, lines or dates, and two branches merge as sets of lines', () => {
  const base = { 'a.conf': 'server api {\n  tickets on;\n}\n' };
  const ours = { 'a.conf': `# comment\n\n${SERVER}` };
  const theirs = { 'a.conf': 'server api {\n  tokens on;\n  tickets on;\n}\n' };
  const old = written(base, { expires: '2027-01-31' });
  const branch = (files: Files) =>
    written(files, { previous: parse(old), expires: '2027-01-31', today: '2026-12-24' });
  const merged = [...new Set([...branch(ours).split(/^/m), ...branch(theirs).split(/^/m)])];
  const files = { 'a.conf': 'server api {\n  tokens on;\n  tickets on;\n  protocols TLSv1;\n}\n' };
  assert.deepEqual(against(files, merged.join('')), NOTHING);
  assert.deepEqual(against(files, merged.toReversed().join('')), NOTHING);
  assert.ok(branch(ours).includes(old), 'the old line is untouched');
  const sorted = branch(ours).trimEnd().split('\n');
  assert.deepEqual(sorted, sorted.toSorted());
});

test('an entry under the former name of a rule still counts, and gets the present one', () => {
  const files = { 'a.conf': 'server api {\n  tickets on;\n}\n' };
  const before = { ...TICKETS, id: 'tls-tickets', aliases: [] };
  const former = judge(files).map((one) => ({ ...one, rule: bound(before) }));
  const old = written(files, {
    findings: settleFiles(files, { verdicts: former }).findings,
    reason: 'first',
  });
  assert.ok(old.includes('"tls-tickets"'));
  assert.deepEqual(against(files, old), NOTHING);
  const renewed = written(files, { previous: parse(old) });
  assert.ok(renewed.includes('"tls-session-tickets"') && renewed.includes('"first"'));
  assert.deepEqual(against(files, renewed), NOTHING);
});

test('nothing in it lets a secret be guessed', () => {
  const secrets = rule('secret-generic-password', { area: 'secrets', severity: 'medium' });
  const text = (password: string) => {
    const files = { '.env': `PASSWORD=${password}\n` };
    const at = { path: '.env', start: 9, end: 9 + password.length, route: ['PASSWORD'] };
    const judged = fact({ fact: 'secret.match', subject: 'PASSWORD' });
    const found = verdict(secrets, { fact: judged, at, content: password });
    return written(files, {
      findings: settleFiles(files, { verdicts: [found], source: sourcesOf(files) }).findings,
    });
  };
  assert.equal(text('hunter2'), text('correct horse'));
  assert.ok(text('hunter2').includes('secret-generic-password'));
});

test('invisible characters of names are escaped and read back', () => {
  const path = 'a\u202e\u0007\u{e0041}.conf';
  const files = { [path]: SERVER };
  const text = written(files, { reason: 'für Müller' });
  assert.ok(/^[^\p{Cc}\p{Cf}]*$/u.test(text.replaceAll('\n', '')));
  assert.ok(text.includes('für Müller'));
  assert.equal(parse(text).entries[0]?.path, path);
  assert.deepEqual(against(files, text), NOTHING);
});

test('a reason or a date that cannot be used is refused', () => {
  const files = { 'a.conf': SERVER };
  assert.throws(() => written(files, { reason: ' ' }), InputError);
  assert.throws(() => written(files, { expires: '31.1.2027' }), InputError);
  assert.throws(() => written(files, { expires: '2026-11-20' }), InputError);
  assert.doesNotThrow(() => written(files, { expires: TODAY }));
});
