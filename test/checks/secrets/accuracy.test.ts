/** How well the built-in detectors do on samples of their formats and on what only looks like them. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { compiledBuiltInDetectors } from '../../../src/cli/built-in-detectors.ts';
import { accuracyOn, GOALS, secretSamples } from '../../support/secret-samples.ts';

const root = process.env.SECBASELINE_CONFORMANCE;
const folder = root === undefined ? null : join(root, 'secrets');
const skip =
  folder === null
    ? 'SECBASELINE_CONFORMANCE is not set'
    : existsSync(folder)
      ? false
      : `${folder} does not exist`;

test('recall, recall by provider, and false alarms', { skip }, () => {
  const accuracy = accuracyOn(secretSamples(folder ?? ''), createScanner(compiledBuiltInDetectors()));
  assert.ok(accuracy.recall >= GOALS.recall, `recall ${accuracy.recall}`);
  assert.ok(accuracy.macro >= GOALS.macro, `recall by provider ${accuracy.macro}`);
  assert.ok(accuracy.firing <= GOALS.firing, `negatives ${accuracy.firing}`);
});
