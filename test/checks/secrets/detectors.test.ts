/** Every built-in detector by its own examples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDetectors } from '../../../src/checks/secrets/test-detectors.ts';
import { writtenDetectors } from '../../../src/cli/built-in-detectors.ts';

const written = writtenDetectors();

test('there are detectors, and each has an id of its own', () => {
  const ids = written.map(({ detector }) => detector.id);
  assert.ok(ids.length > 0);
  assert.equal(new Set(ids).size, ids.length);
});

test('every detector holds to its examples, and notices a change', () => {
  const faults = testDetectors(written).flatMap(({ written: { detector }, faults: found }) =>
    found.map(({ at, message }) => `${detector.id} ${at.join('.')}: ${message}`),
  );
  assert.deepEqual(faults, []);
});
