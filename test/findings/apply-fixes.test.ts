import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFixes, type FixRequest } from '../../src/findings/apply-fixes.ts';
import type { Edit, Finding, Fix } from '../../src/findings/finding.ts';
import { finding } from '../support/reports.ts';
import { sourcesOf } from '../support/verdicts.ts';

const TEXT = 'tickets on;\r\ntokens on;\r\n';
const FILES = { 'a.conf': TEXT, 'b.conf': 'tokens on;' };
const edit = (start: number, end: number, text: string, path = 'a.conf'): Edit => ({
  path,
  start,
  end,
  text,
});
const fixed = (edits: readonly Edit[], given: Partial<Fix> = {}, more: Partial<Finding> = {}): Finding =>
  finding({ fix: { title: 'x', safety: 'safe', edits, ...given }, ...more });
const first = edit(8, 10, 'off');
const second = edit(20, 22, 'off');

function apply(findings: readonly Finding[], given: Partial<FixRequest> = {}) {
  const round = applyFixes({
    findings,
    source: sourcesOf(FILES),
    unsafe: false,
    obstacle: () => null,
    ...given,
  });
  return { ...round, texts: Object.fromEntries([...round.texts].map(([path, { text }]) => [path, text])) };
}

test('several fixes of several files are applied at once, in whatever order they come', () => {
  const findings = [fixed([second]), fixed([edit(7, 9, 'off', 'b.conf')]), fixed([first])];
  for (const order of [findings, findings.toReversed()]) {
    const { texts, applied } = apply(order);
    assert.deepEqual(texts, { 'a.conf': 'tickets off;\r\ntokens off;\r\n', 'b.conf': 'tokens off;' });
    assert.equal(applied.length, 3);
  }
});

test('what is silenced, unknown or seen live is not fixed, nor is what has no fix', () => {
  const suppressed = { by: 'baseline', reason: '', expires: null } as const;
  const { texts, applied } = apply([
    fixed([first], {}, { suppressed }),
    fixed([first], {}, { outcome: 'unknown' }),
    fixed([first], {}, { target: { id: 'a', url: 'tls://a' }, evidence: 'live' }),
    finding(),
  ]);
  assert.deepEqual([texts, applied], [{}, []]);
});

test('unsafe fixes are counted and left, unless they are wanted', () => {
  const findings = [fixed([first], { safety: 'unsafe' }), fixed([second])];
  assert.deepEqual(apply(findings).texts, { 'a.conf': 'tickets on;\r\ntokens off;\r\n' });
  assert.equal(apply(findings).unsafe, 1);
  const all = apply(findings, { unsafe: true });
  assert.deepEqual([all.applied.length, all.unsafe], [2, 0]);
});

test('the same fix of two findings is one, and safe if one of them says so', () => {
  const findings = [fixed([first], { safety: 'unsafe' }), fixed([first])];
  const { texts, applied, unsafe } = apply(findings);
  assert.deepEqual([texts, applied.length, unsafe], [{ 'a.conf': 'tickets off;\r\ntokens on;\r\n' }, 1, 0]);
});

test('of overlapping fixes the first by position wins', () => {
  const wide = fixed([edit(0, 10, 'x')]);
  assert.deepEqual(apply([fixed([first]), wide]).texts, { 'a.conf': 'x;\r\ntokens on;\r\n' });
  const same = [fixed([first]), fixed([edit(8, 10, 'maybe')])];
  assert.deepEqual(apply(same).texts, { 'a.conf': 'tickets off;\r\ntokens on;\r\n' });
  const insertions = [fixed([edit(3, 3, 'a')]), fixed([edit(3, 3, 'b')])];
  assert.equal(apply(insertions).applied.length, 1);
  const neighbours = [fixed([edit(0, 7, 'a')]), fixed([edit(7, 8, 'b')])];
  assert.equal(apply(neighbours).applied.length, 2);
});

test('a fix of several edits is applied whole or not at all', () => {
  const whole = fixed([second, first]);
  assert.deepEqual(apply([whole]).texts, { 'a.conf': 'tickets off;\r\ntokens off;\r\n' });
  const { texts, applied } = apply([fixed([edit(7, 9, 'x')]), fixed([first, second])]);
  assert.deepEqual([texts, applied.length], [{ 'a.conf': 'ticketsxn;\r\ntokens on;\r\n' }, 1]);
  assert.equal(apply([fixed([first, edit(9, 10, 'x')])]).applied.length, 0, 'it contradicts itself');
});

test('files that must not be changed are named, and nothing of their fixes is applied', () => {
  const { texts, refused } = apply([fixed([first, edit(0, 0, '#', 'b.conf')]), fixed([second])], {
    obstacle: (path) => (path === 'b.conf' ? 'it is a symbolic link' : null),
  });
  assert.deepEqual(texts, { 'a.conf': 'tickets on;\r\ntokens off;\r\n' });
  assert.deepEqual([...refused], [['b.conf', 'it is a symbolic link']]);
});

test('a fix that changes nothing, or points outside of its file, is none', () => {
  const { texts, applied } = apply([
    fixed([edit(8, 10, 'on')]),
    fixed([edit(5, 500, 'x')]),
    fixed([edit(0, 1, 'x', 'gone.conf')]),
  ]);
  assert.deepEqual([texts, applied], [{}, []]);
});
