/** Every verdict of the conformance data, where `SECBASELINE_CONFORMANCE` names the folder that holds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { netpolAgreement } from '../../../../scripts/conformance/netpol.ts';

test('agrees with another evaluator on every connection', (t) => {
  const folder = process.env.SECBASELINE_CONFORMANCE;
  if (folder === undefined) {
    t.skip('SECBASELINE_CONFORMANCE names no folder');
    return;
  }
  const { agreed, total } = netpolAgreement(`${folder}/netpol`);
  assert.equal(agreed, total);
  assert.ok(total > 30_000);
});
