/** Flags of V8 come and go: what is set must be known to the V8 that runs, or it complains on standard error. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('V8 takes the flags that are meant for it', () => {
  const module = JSON.stringify(new URL('../../src/cli/compiler.ts', import.meta.url).href);
  const script = `import(${module}).then(({ tuneCompiler }) => { tuneCompiler('check'); tuneCompiler('secrets'); })`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
    encoding: 'utf8',
  });
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
});
