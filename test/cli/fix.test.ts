/** `check --fix` as it ships, where a scenario cannot show it: bytes, modes and names. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { encode } from '../../src/source/encode.ts';
import type { Encoding } from '../../src/source/text.ts';
import { type Built, builtCommand } from '../support/built.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';

let built: Built;
before(() => {
  built = builtCommand();
});
after(() => built.remove());

function fix(folder: string): void {
  const options = ['check', '--fix', '--rule', 'server-version-disclosed', '--quiet'];
  execFileSync(process.execPath, [built.launcher, ...options], { cwd: folder });
}

test('encoding, byte order mark, line ends and mode stay, and nothing else changes', (t) => {
  const folder = temporaryFolder(t);
  const encodings: readonly Encoding[] = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'latin1'];
  const text = (tokens: string): string =>
    `# caf\xe9\r\nhttp {\r  server_tokens ${tokens};\n  server { listen 80; server_name a.test; }\n}`;
  const bytes = (encoding: Encoding, tokens: string): Buffer =>
    encode(text(tokens), encoding) ?? assert.fail(encoding);
  const files = encodings.map((encoding) => [`${encoding}/nginx.conf`, bytes(encoding, 'on')] as const);
  writeTree(folder, Object.fromEntries(files));
  for (const [path] of files) chmodSync(join(folder, path), 0o604);

  fix(folder);
  for (const encoding of encodings) {
    const file = join(folder, encoding, 'nginx.conf');
    assert.deepEqual(readFileSync(file), bytes(encoding, 'off'), encoding);
    assert.equal(statSync(file).mode & 0o777, 0o604);
    assert.deepEqual(readdirSync(join(folder, encoding)), ['nginx.conf']);
  }
});

test('files in folders whose names are no UTF-8 are fixed', { skip: process.platform !== 'linux' }, (t) => {
  const folder = temporaryFolder(t);
  const conf = 'http { server_tokens on; server { listen 80; } }';
  writeTree(folder, { 'nginx.conf': conf });
  const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('caf\xe9', 'latin1')]);
  execFileSync('sh', ['-c', 'mkdir caf$(printf "\\351") && cp nginx.conf caf*/'], { cwd: folder });
  fix(folder);
  const fixed = readFileSync(Buffer.concat([odd, Buffer.from('/nginx.conf')]), 'utf8');
  assert.equal(fixed, conf.replace('on', 'off'));
});
