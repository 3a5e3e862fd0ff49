/** Every verdict of the conformance data, where `SECBASELINE_CONFORMANCE` names the folder that holds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hbaAgreement } from '../../../../scripts/conformance/hba.ts';

test('agrees with a real server on every file, line and connection', (t) => {
  const folder = process.env.SECBASELINE_CONFORMANCE;
  if (folder === undefined) {
    t.skip('SECBASELINE_CONFORMANCE names no folder');
    return;
  }
  const { agreed, total } = hbaAgreement(`${folder}/hba`);
  assert.equal(agreed, total);
  assert.ok(total > 17_000);
});
