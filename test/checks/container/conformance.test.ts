/** Effective users, environments and health checks against BuildKit's own frontend. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dockerCases,
  expectedConfiguration,
  foundConfiguration,
} from '../../../scripts/conformance/docker.ts';

test('every Dockerfile of the conformance set builds what BuildKit builds', (t) => {
  const folder = process.env.SECBASELINE_CONFORMANCE;
  if (folder === undefined) {
    t.skip('SECBASELINE_CONFORMANCE names no folder');
    return;
  }
  const cases = dockerCases(`${folder}/docker`);
  assert.ok(cases.length >= 500);
  for (const one of cases) assert.deepEqual(foundConfiguration(one), expectedConfiguration(one), one.id);
});
