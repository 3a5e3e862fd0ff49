/**
 * Tests against real programs: a missing program skips with the reason, and fails where `SECBASELINE_REQUIRE_LIVE=1`
 * says that the machine must have it. `SECBASELINE_WITHOUT_LIVE=1` skips them all.
 */
import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';

const ALSO_IN = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/usr/local/bin', '/usr/bin'];

/** Path of a program on PATH or where distributions put servers; null where there is none. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...ALSO_IN];
  for (const folder of folders) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** The path of the program, or null after the test was marked as skipped. Throws where live tests are required. */
export function liveOrSkip(t: TestContext, program: string): string | null {
  if (process.env.SECBASELINE_WITHOUT_LIVE === '1') {
    t.skip('SECBASELINE_WITHOUT_LIVE=1');
    return null;
  }
  const path = findProgram(program);
  if (path !== null) return path;
  assert.notEqual(process.env.SECBASELINE_REQUIRE_LIVE, '1', `${program} is required here but not installed`);
  t.skip(`${program} is not installed`);
  return null;
}
