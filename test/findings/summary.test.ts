import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Severity } from '../../src/engine/severity.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { type ExitRequest, exitCode, statusOf, summarize } from '../../src/findings/summary.ts';
import { finding } from '../support/reports.ts';

const fails = (severity: Severity, given: Partial<Finding> = {}) => finding({ severity, ...given });
const unknown = finding({ outcome: 'unknown' });
const by = (who: 'inline' | 'config' | 'baseline') => ({ by: who, reason: 'x', expires: null }) as const;
const fix = { title: 'x', safety: 'safe', edits: [] } as const;

test('a summary counts what is open, and what was silenced by whom', () => {
  const findings = [
    fails('critical'),
    fails('high', { fix }),
    fails('high'),
    fails('info', { suppressed: by('inline'), fix }),
    fails('low', { suppressed: by('config') }),
    fails('low', { suppressed: by('baseline') }),
    unknown,
    { ...unknown, suppressed: by('config') },
  ];
  assert.deepEqual(summarize(findings, { files: 3, targets: 1, facts: 9, rules: 4 }), {
    files: 3,
    targets: 1,
    facts: 9,
    rules: 4,
    fail: { critical: 1, high: 2, medium: 0, low: 0, info: 0 },
    unknown: 1,
    suppressed: 3,
    baselined: 1,
    fixable: 1,
  });
});

const clean: ExitRequest = {
  findings: [],
  notAnalysed: [],
  interrupted: false,
  nothingToCheck: false,
  failOn: 'medium',
  allowIncomplete: false,
  exitZero: false,
};
const code = (given: Partial<ExitRequest>) => exitCode({ ...clean, ...given });

test('0 where nothing reaches the threshold, 1 where something does', () => {
  assert.equal(code({}), 0);
  assert.equal(code({ findings: [fails('low'), fails('info')] }), 0);
  assert.equal(code({ findings: [fails('medium')] }), 1);
  assert.equal(code({ findings: [fails('info')], failOn: 'info' }), 1);
  assert.equal(code({ findings: [fails('high')], failOn: 'critical' }), 0);
  for (const who of ['inline', 'config', 'baseline'] as const) {
    assert.equal(code({ findings: [fails('critical', { suppressed: by(who) })] }), 0);
  }
});

test('3 where something could not be evaluated and that is not allowed', () => {
  const incomplete: Partial<ExitRequest>[] = [
    { findings: [unknown] },
    { notAnalysed: [{ accepted: null }] },
    { notAnalysed: [{ accepted: 'rendered elsewhere' }, { accepted: null }] },
    { interrupted: true },
    { nothingToCheck: true },
  ];
  for (const run of incomplete) {
    assert.equal(statusOf({ ...clean, ...run }), 'incomplete');
    assert.equal(code(run), 3);
    assert.equal(code({ ...run, allowIncomplete: true }), 0);
    assert.equal(code({ ...run, exitZero: true }), 3, '--exit-zero is about findings');
    assert.equal(code({ ...run, findings: [...(run.findings ?? []), fails('high')] }), 1, '1 wins');
  }
});

test('what a person accepted does not make a run incomplete', () => {
  assert.equal(code({ notAnalysed: [{ accepted: 'rendered elsewhere' }] }), 0);
  assert.equal(code({ findings: [{ ...unknown, suppressed: by('config') }] }), 0);
  assert.equal(statusOf(clean), 'complete');
});

test('an unknown outcome is no failure, however serious its rule', () => {
  assert.equal(
    code({ findings: [finding({ outcome: 'unknown', severity: 'critical' })], allowIncomplete: true }),
    0,
  );
});

test('--exit-zero turns 1 into 0', () => {
  assert.equal(code({ findings: [fails('critical')], exitZero: true }), 0);
});
