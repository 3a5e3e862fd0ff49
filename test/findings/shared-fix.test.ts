import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSharedFixes } from '../../src/findings/shared-fix.ts';
import { finding, rule } from '../support/reports.ts';
import { bound, fact } from '../support/verdicts.ts';

const tickets = rule('tls-session-tickets', {
  fixes: [{ title: 'x', safety: 'safe', set: 'tickets', to: 'off' }],
});
const value = { path: 'nginx.conf', start: 10, end: 12 };
const server = (path: string, what: 'set' | 'default' = 'set') =>
  fact({
    at: { path, start: 0, end: 6 },
    positions: { tickets: value },
    provenance: { tickets: [{ what, span: value }] },
  });
const found = finding({ fix: { title: 'x', safety: 'safe', edits: [{ ...value, text: 'off' }] } }, tickets);
/** The rule is off for `b.conf`. */
const plan = {
  variants: [[bound(tickets)], []],
  variantOf: (path: string | null) => (path === 'b.conf' ? 1 : 0),
};

test('a fix is unsafe where its value reaches a path for which the rule is off', () => {
  const safety = (facts: Parameters<typeof withSharedFixes>[1]) =>
    withSharedFixes([found], facts, plan)[0]?.fix?.safety;
  assert.equal(safety([server('a.conf'), server('b.conf')]), 'unsafe');
  assert.equal(safety([server('a.conf')]), 'safe');
  assert.equal(safety([server('a.conf'), server('b.conf', 'default')]), 'safe', 'it is not the same value');
});
