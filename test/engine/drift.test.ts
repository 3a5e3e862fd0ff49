/** The table of what becomes of a file's verdict and a live one about the same thing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDrift } from '../../src/engine/drift.ts';
import type { Outcome, Verdict } from '../../src/engine/verdict.ts';
import { fact, PROTOCOLS, TICKETS, verdict } from '../support/verdicts.ts';

const TARGET = { id: 'api', url: 'tls://127.0.0.1:8443' };
const IN_FILE = { path: 'nginx.conf', start: 10, end: 20 };
const DECLARED = { path: 'secbaseline.yaml', start: 1, end: 2 };
const fileFact = fact({ at: IN_FILE });
const liveFact = fact({ fact: 'tls.endpoint', from: 'live', subject: '127.0.0.1:8443', target: TARGET });

const inFile = (outcome: Outcome): Verdict => verdict(PROTOCOLS, { outcome, fact: fileFact, at: IN_FILE });
const live = (outcome: Outcome): Verdict => verdict(PROTOCOLS, { outcome, fact: liveFact });

const nameOf = ({ link }: typeof fileFact): string => link ?? '';

function joined(verdicts: readonly Verdict[]) {
  const links = {
    targetsOf: (one: typeof fileFact) => (one === fileFact ? ['api'] : []),
    nameOf,
    declaredAt: () => DECLARED,
  };
  return withDrift(verdicts, links)
    .filter(({ outcome }) => outcome !== 'pass')
    .map((one) => ({
      outcome: one.outcome,
      evidence: one.witness?.evidence ?? one.fact?.from,
      severity: one.severity,
      at: one.at,
      target: one.witness?.target.id ?? one.fact?.target?.id ?? null,
    }));
}

test('both fail: the finding is of the file, and the target is its second witness', () => {
  assert.deepEqual(joined([inFile('fail'), live('fail')]), [
    { outcome: 'fail', evidence: 'file', severity: 'high', at: IN_FILE, target: 'api' },
  ]);
});

test('both fail, and the system far worse: that is drift of its own', () => {
  const worse = { ...live('fail'), severity: 'critical' as const };
  assert.deepEqual(joined([inFile('fail'), live('fail'), worse]), [
    { outcome: 'fail', evidence: 'file', severity: 'high', at: IN_FILE, target: 'api' },
    { outcome: 'fail', evidence: 'drift', severity: 'critical', at: IN_FILE, target: 'api' },
  ]);
  const lesser = { ...live('fail'), severity: 'low' as const };
  assert.deepEqual(
    joined([inFile('fail'), lesser]).map(({ evidence }) => evidence),
    ['file'],
  );
});

test('the file passes and the system fails: drift at the place in the file', () => {
  assert.deepEqual(joined([inFile('pass'), live('fail')]), [
    { outcome: 'fail', evidence: 'drift', severity: 'high', at: IN_FILE, target: 'api' },
  ]);
});

test('the file fails and the system passes: drift, one level lower', () => {
  const [found] = withDrift([inFile('fail'), live('pass')], {
    targetsOf: () => ['api'],
    nameOf,
    declaredAt: () => null,
  });
  assert.equal(found?.witness?.evidence, 'drift');
  assert.equal(found?.severity, 'medium');
  assert.match(
    found?.message ?? '',
    /127\.0\.0\.1:8443 is without this fault: protected elsewhere, not here$/,
  );
});

test('the file says nothing or is not known, and the system fails: live, where the target is declared', () => {
  const expected = { outcome: 'fail', evidence: 'live', severity: 'high', at: DECLARED, target: 'api' };
  assert.deepEqual(joined([live('fail')]), [expected]);
  const unknown = { outcome: 'unknown', evidence: 'file', severity: 'high', at: IN_FILE, target: null };
  assert.deepEqual(joined([inFile('unknown'), live('fail')]), [unknown, expected]);
});

test('the file fails and the system is not known: the finding of the file as it was', () => {
  for (const others of [[live('unknown')], [live('pass'), live('unknown')], []]) {
    const [found] = joined([inFile('fail'), ...others]);
    assert.deepEqual(found, {
      outcome: 'fail',
      evidence: 'file',
      severity: 'high',
      at: IN_FILE,
      target: null,
    });
  }
});

test('rules, and things of one target that have names, are compared with their own kind only', () => {
  const other = {
    ...live('fail'),
    rule: { rule: TICKETS, severity: TICKETS.severity, params: {}, evidence: [0] },
  };
  assert.deepEqual(
    joined([inFile('pass'), other]).map(({ evidence }) => evidence),
    ['live'],
  );
  const named = { ...live('fail'), fact: { ...liveFact, link: 'Deployment shop/api' } };
  assert.deepEqual(
    joined([inFile('pass'), named]).map(({ evidence }) => evidence),
    ['live'],
  );
});

test('one of several servers behind a file differs: what agrees speaks', () => {
  const links = { targetsOf: () => ['api', 'second'], nameOf, declaredAt: () => null };
  const second = { ...live('fail'), fact: { ...liveFact, target: { ...TARGET, id: 'second' } } };
  const found = withDrift([inFile('fail'), live('pass'), second], links).filter(
    ({ outcome }) => outcome === 'fail',
  );
  assert.deepEqual(
    found.map(({ witness }) => [witness?.evidence, witness?.target.id]),
    [['file', 'second']],
  );
});

test('a location without fault explains why the system passes although another one fails', () => {
  const other = fact({ at: { ...IN_FILE, start: 15 } });
  const links = {
    targetsOf: ({ from }: typeof other) => (from === 'file' ? ['api'] : []),
    nameOf,
    declaredAt: () => null,
  };
  const passing = verdict(PROTOCOLS, { outcome: 'pass', fact: other });
  const evidences = (verdicts: readonly Verdict[]) =>
    withDrift(verdicts, links).flatMap(({ outcome, witness }) =>
      outcome === 'fail' ? [witness?.evidence ?? 'file'] : [],
    );
  assert.deepEqual(evidences([inFile('fail'), passing, live('pass')]), ['file']);
  // Other evidence that the same fact satisfies is no such location.
  assert.deepEqual(evidences([inFile('fail'), inFile('pass'), live('pass')]), ['drift']);
});

test('of one fact a rule may ask several things, and each is compared with its own answer', () => {
  const ofCluster = fact({
    fact: fileFact.fact,
    from: 'live',
    subject: 'api in the cluster',
    target: TARGET,
  });
  const says = (about: typeof fileFact, outcome: Outcome, asks: string): Verdict =>
    verdict(PROTOCOLS, { outcome, fact: about, asks, ...(about === fileFact ? { at: IN_FILE } : {}) });
  const other = [says(fileFact, 'pass', 'size'), says(ofCluster, 'pass', 'name')];
  assert.deepEqual(
    joined([says(fileFact, 'fail', 'name'), says(ofCluster, 'fail', 'size'), ...other]).map(
      ({ evidence, severity }) => [evidence, severity],
    ),
    [
      ['drift', 'medium'],
      ['drift', 'high'],
    ],
  );
  assert.deepEqual(
    joined([says(fileFact, 'fail', 'name'), says(ofCluster, 'fail', 'name')]).map(({ evidence }) => evidence),
    ['file'],
  );
  const inOtherWords = { ...live('fail'), asks: 'versions' };
  assert.deepEqual(
    joined([says(fileFact, 'fail', 'name'), inOtherWords]).map(({ evidence }) => evidence),
    ['file'],
  );
});
