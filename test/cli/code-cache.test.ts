/** Code that V8 compiled earlier: made once, used afterwards, and never in the way. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { builtCommand } from '../support/built.ts';
import { temporaryFolder } from '../support/folder.ts';

const built = builtCommand();
after(() => built.remove());

const SAID = 'judge the strength of one key or token';
const SAID_OTHERWISE = SAID.replace('strength', 'weakness');

/** A copy of what ships, without what earlier runs kept. */
function installed(t: TestContext): string {
  const folder = temporaryFolder(t);
  const from = join(built.launcher, '..', '..');
  for (const name of ['bin', 'dist']) cpSync(join(from, name), join(folder, name), { recursive: true });
  rmSync(join(folder, 'dist', 'code-cache'), { recursive: true, force: true });
  return folder;
}

function help(folder: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}): string {
  const run = spawnSync(process.execPath, [...flags, join(folder, 'bin', 'secbaseline.js'), '--help'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

/** The one file that is kept. */
function keptIn(folder: string): string {
  const names = readdirSync(join(folder, 'dist', 'code-cache'));
  assert.equal(names.length, 1, names.join());
  return join(folder, 'dist', 'code-cache', names[0] ?? '');
}

/** Gives the code another text of equal length, which V8 cannot tell from the old one. */
function changeCode(folder: string): void {
  for (const name of readdirSync(join(folder, 'dist')).filter((file) => file.endsWith('.js'))) {
    const file = join(folder, 'dist', name);
    const text = readFileSync(file, 'utf8');
    if (text.includes(SAID)) writeFileSync(file, text.replace(SAID, SAID_OTHERWISE));
  }
}

test('the second run executes what the first one compiled', (t) => {
  const folder = installed(t);
  assert.match(help(folder), new RegExp(SAID));
  const { mtimeMs } = statSync(keptIn(folder));
  changeCode(folder);
  assert.match(help(folder), new RegExp(SAID));
  assert.equal(statSync(keptIn(folder)).mtimeMs, mtimeMs);
  assert.match(help(folder, [], { NODE_DISABLE_COMPILE_CACHE: '1' }), new RegExp(SAID_OTHERWISE));
});

test('a broken byte makes it as good as missing, and it is made anew', (t) => {
  const folder = installed(t);
  help(folder);
  const kept = keptIn(folder);
  const good = readFileSync(kept);
  for (const at of [0, 33, 40, good.length >> 1, good.length - 1]) {
    const broken = Buffer.from(good);
    broken[at] = (broken[at] ?? 0) ^ 0x55;
    writeFileSync(kept, broken);
    assert.match(help(folder), new RegExp(SAID));
    assert.notDeepEqual(readFileSync(kept), broken);
  }
  writeFileSync(kept, '');
  assert.match(help(folder), new RegExp(SAID));
});

test('where nothing can be kept everything runs all the same', (t) => {
  const folder = installed(t);
  writeFileSync(join(folder, 'dist', 'code-cache'), '');
  assert.match(help(folder), new RegExp(SAID));
  rmSync(join(folder, 'dist', 'code-cache'));
  mkdirSync(join(folder, 'dist', 'code-cache'));
  help(folder, [], { NODE_DISABLE_COMPILE_CACHE: '1' });
  assert.deepEqual(readdirSync(join(folder, 'dist', 'code-cache')), []);
});

test('flags of V8 under which the kept code is of no use neither hurt nor replace it', (t) => {
  const folder = installed(t);
  help(folder);
  const kept = readFileSync(keptIn(folder));
  assert.match(help(folder, ['--no-opt']), new RegExp(SAID));
  assert.deepEqual(readFileSync(keptIn(folder)), kept);
});

test('what another command loads is added', (t) => {
  const folder = installed(t);
  help(folder);
  const { size } = statSync(keptIn(folder));
  writeFileSync(join(folder, 'nginx.conf'), 'http { server { listen 80; } }\n');
  const check = () =>
    spawnSync(process.execPath, [join(folder, 'bin', 'secbaseline.js'), 'check', 'nginx.conf'], {
      cwd: folder,
    });
  check();
  assert.ok(statSync(keptIn(folder)).size > size);
  const { mtimeMs } = statSync(keptIn(folder));
  check();
  assert.equal(statSync(keptIn(folder)).mtimeMs, mtimeMs);
  assert.ok(existsSync(keptIn(folder)));
});

/** Counts what V8 takes of the code that it is given. */
const COUNT = `
  const vm = require('node:vm');
  let given = 0, refused = 0;
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      if (options?.cachedData === undefined || text === '1') return;
      given += 1;
      if (this.cachedDataRejected) refused += 1;
    }
  };
  process.on('exit', () => require('node:fs').writeSync(2, JSON.stringify([given, refused])));
`;

test('a run that changes the flags of V8 on its way keeps nothing that later runs could not use', (t) => {
  const folder = installed(t);
  const count = join(folder, 'count.cjs');
  writeFileSync(count, COUNT);
  mkdirSync(join(folder, 'tree'));
  writeFileSync(join(folder, 'tree', 'a.txt'), 'nothing\n');
  const run = (args: readonly string[]): string =>
    spawnSync(
      process.execPath,
      ['--require', count, join(folder, 'bin', 'secbaseline.js'), 'secrets', ...args],
      { cwd: join(folder, 'tree'), encoding: 'utf8', input: 'nothing\n' },
    ).stderr;
  run(['--all', '.']);
  run(['-']);
  const [given, refused] = JSON.parse(run(['-']));
  assert.ok(given > 0);
  assert.equal(refused, 0);
});
