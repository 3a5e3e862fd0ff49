import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ChildOutcome, runChild } from '../../src/discover/child.ts';
import { findProgram } from '../../src/discover/programs.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';

/** What Node makes of a script, within a second and 1,000 bytes. */
async function run(
  t: TestContext,
  script: string,
  signal = new AbortController().signal,
): Promise<ChildOutcome> {
  return runChild({
    program: process.execPath,
    args: ['-e', script],
    folder: temporaryFolder(t),
    signal,
    limits: { ms: 5_000, bytes: 1_000 },
  });
}

test('a program gets an empty folder as its home, and nothing of our environment', async (t) => {
  process.env.SECBASELINE_TEST_TOKEN = 'x';
  t.after(() => delete process.env.SECBASELINE_TEST_TOKEN);
  const script = 'console.log(JSON.stringify({ env: process.env, cwd: process.cwd() }))';
  const outcome = await run(t, script);
  assert.ok(outcome.kind === 'ended');
  const { env, cwd } = JSON.parse(outcome.output) as { env: Record<string, string>; cwd: string };
  assert.deepEqual(Object.keys(env).sort(), [
    'HOME',
    'LANG',
    'PATH',
    'TMPDIR',
    'XDG_CACHE_HOME',
    'XDG_CONFIG_HOME',
  ]);
  assert.deepEqual([env.PATH, env.HOME, env.TMPDIR], ['', cwd, cwd]);
});

test('why a program failed is told in its own words, and in few of them', async (t) => {
  const say = (words: string): string => `console.error(${JSON.stringify(words)}); process.exit(1)`;
  assert.deepEqual(await run(t, say('warning: x\nError: chart is broken\nmore')), {
    kind: 'failed',
    reason: 'chart is broken',
  });
  assert.deepEqual(await run(t, say('E1125 18:47:44.763217   12852 run.go:72] "command failed"')), {
    kind: 'failed',
    reason: '"command failed"',
  });
  const long = await run(t, say(`Error: ${'x'.repeat(500)} the cause`));
  assert.ok(long.kind === 'failed' && long.reason.length < 310 && long.reason.endsWith(' the cause'));
  assert.deepEqual(await run(t, 'process.exit(3)'), { kind: 'failed', reason: 'it could not be started' });
});

test('time, output and a signal end a program', async (t) => {
  assert.deepEqual(await run(t, 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'), {
    kind: 'failed',
    reason: 'it took longer than 5 s',
  });
  assert.deepEqual(await run(t, 'process.stdout.write("x".repeat(100000)); setInterval(() => {}, 1000)'), {
    kind: 'failed',
    reason: 'it printed more than 0.001 MB',
  });
  const controller = new AbortController();
  const interrupted = run(t, 'setInterval(() => {}, 1000)', controller.signal);
  controller.abort();
  assert.deepEqual(await interrupted, { kind: 'failed', reason: 'it was interrupted' });
});

test('a program is never taken from the scanned tree', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'repository/bin/helm': '#!/bin/sh\n',
    'outside/helm': '#!/bin/sh\n',
    'plain/helm': '',
  });
  chmodSync(join(folder, 'repository/bin/helm'), 0o755);
  chmodSync(join(folder, 'outside/helm'), 0o755);
  writeTree(folder, { 'linked/.keep': '' });
  symlinkSync(join(folder, 'repository/bin/helm'), join(folder, 'linked/helm'));
  const before = process.env.PATH;
  t.after(() => {
    process.env.PATH = before;
  });
  const found = (...folders: readonly string[]): string | null => {
    process.env.PATH = folders.map((one) => (one === '.' ? one : join(folder, one))).join(delimiter);
    return findProgram('helm', join(folder, 'repository'));
  };
  assert.equal(found('repository/bin', 'linked', 'plain', 'gone', '.'), null);
  assert.equal(found('repository/bin', 'linked', 'outside'), join(folder, 'outside/helm'));
});
