/** Every check of the Pod Security Standards against the official evaluator. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agrees,
  fuzzCases,
  goldenCases,
  type PodSecurityCase,
} from '../../../scripts/conformance/pod-security.ts';
import { isFull } from '../../support/generated.ts';

function disagreements(cases: readonly PodSecurityCase[]): readonly string[] {
  return cases.filter((one) => !agrees(one)).map(({ id }) => id);
}

test('agrees with every official golden manifest in its versions', (t) => {
  const folder = process.env.SECBASELINE_CONFORMANCE;
  if (folder === undefined) {
    t.skip('SECBASELINE_CONFORMANCE names no folder');
    return;
  }
  const cases = goldenCases(`${folder}/psa`);
  assert.equal(cases.length, 4537);
  assert.deepEqual(disagreements(cases), []);
});

test('agrees with the official evaluator on random pods and workloads', (t) => {
  const folder = process.env.SECBASELINE_CONFORMANCE;
  if (folder === undefined) {
    t.skip('SECBASELINE_CONFORMANCE names no folder');
    return;
  }
  const cases = fuzzCases(`${folder}/psa-fuzz`);
  assert.ok(cases.length > 100_000);
  assert.deepEqual(disagreements(isFull ? cases : cases.filter((_, index) => index % 13 === 0)), []);
});
