/**
 * No output holds a secret. Two hundred are planted in files of every kind, and everything that the command line can be
 * made to print or write about them (formats, verbosities, faults, a crash, the baseline) is searched for pieces of them.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FORMATS } from '../src/cli/formats.ts';
import { type Built, builtCommand } from './support/built.ts';
import { canary, SHAPES, type Watched, watch } from './support/canaries.ts';
import { PLANTERS } from './support/canary-files.ts';
import { temporaryFolder, writeTree } from './support/folder.ts';
import { commitAll, git } from './support/git.ts';
import { liveOrSkip } from './support/live.ts';
import { random } from './support/random.ts';

const CANARIES = 200;
const seeded = random(20_261_125);
const secrets = Array.from({ length: CANARIES }, (_, index) =>
  canary(seeded, SHAPES[index % SHAPES.length] ?? 'word', 16 + (index % 5) * 6),
);
const watched: Watched = watch(secrets);
/** The large files once: they take time and are one kind. */
const LARGE = PLANTERS.length - 1;

let built: Built;
before(() => {
  built = builtCommand();
});
after(() => built.remove());

function plant(folder: string): void {
  for (const [index, secret] of secrets.entries()) {
    const which = index < PLANTERS.length ? index : index % LARGE;
    writeTree(folder, PLANTERS[which]?.(`f${index}`, secret) ?? {});
  }
}

interface Run {
  readonly code: number | null;
  readonly output: string;
}

function run(cwd: string, args: readonly string[], input = '', options: readonly string[] = []): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, built.launcher, ...args], {
    cwd,
    input,
    encoding: 'latin1',
    maxBuffer: 1 << 29,
  });
  return { code: status, output: stdout + stderr };
}

/** Runs, and looks through everything that was printed, and written into `out`. */
function silent(cwd: string, args: readonly string[], codes: readonly number[], input = ''): string {
  const { code, output } = run(cwd, args, input);
  const what = args.join(' ');
  assert.ok(code !== null && codes.includes(code), `${what} ended with ${code}: ${output.slice(0, 2000)}`);
  assert.deepEqual(watched.leaksIn(output), [], what);
  return output;
}

const into = (out: string): readonly string[] =>
  FORMATS.flatMap((format) => ['--format', `${format}:${join(out, format)}`]);

function lookAtFiles(out: string, what: string): void {
  for (const name of readdirSync(out)) {
    const written = readFileSync(join(out, name), 'latin1');
    assert.ok(written.length > 500, `${what}: ${name} is empty`);
    assert.deepEqual(watched.leaksIn(written), [], `${what}: ${name}`);
  }
}

test('the watch sees a secret in every disguise', () => {
  const [secret = ''] = secrets;
  for (const text of [
    secret.slice(3, 11),
    [...secret].reverse().join(''),
    Buffer.from(`x: ${secret}`).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ]) {
    assert.notDeepEqual(watched.leaksIn(`before ${text} after`), []);
  }
  assert.deepEqual(watched.leaksIn('nothing to see here, '.repeat(1000)), []);
});

test('reports in all formats and verbosities, facts, baseline, comparisons', (t) => {
  const folder = temporaryFolder(t);
  plant(folder);
  const out = temporaryFolder(t);
  const hasGit = liveOrSkip(t, 'git') !== null;
  if (hasGit) git(folder, 'init', '--quiet');
  if (hasGit) git(folder, 'add', '--all');

  for (const command of [
    ['secrets', '--min-confidence', 'low'],
    ['check', '--profile', 'strict', '--verbose'],
    ...(hasGit ? [['secrets', '--staged', '--min-confidence', 'low', '--verbose']] : []),
  ]) {
    const output = silent(folder, [...command, ...into(out)], [1]);
    assert.equal(output.includes('internal error'), false, output);
    lookAtFiles(out, command.join(' '));
    const report = JSON.parse(readFileSync(join(out, 'json'), 'utf8'));
    assert.ok(report.findings.length > 100, `${command.join(' ')} found ${report.findings.length}`);
  }
  silent(folder, ['check', '--color', 'always', '--fail-on', 'info'], [1]);
  silent(folder, ['secrets', '--quiet'], [1]);
  silent(folder, ['facts', '--verbose'], [0, 3]);
  silent(folder, ['check', '--fix', '--unsafe', '--dry-run'], [1]);
  silent(folder, ['config', 'show'], [0]);
  if (hasGit) {
    commitAll(folder);
    silent(folder, ['secrets', '--history', '--min-confidence', 'low', ...into(out)], [1]);
    lookAtFiles(out, 'history');
    silent(folder, ['check', '--since', 'HEAD'], [0, 3]);
  }
  const places = JSON.parse(readFileSync(join(out, 'json'), 'utf8')).findings.slice(0, 5);
  for (const { rule, location } of places) {
    silent(folder, ['explain', rule, '--why', `${location.path}:${location.startLine}`], [0, 1, 2, 3]);
  }
  silent(folder, ['baseline', '--reason', 'known', '--expires', '2099-01-01'], [0, 3]);
  assert.deepEqual(watched.leaksIn(readFileSync(join(folder, 'secbaseline.baseline.jsonl'), 'latin1')), []);
  silent(folder, ['check', '--verbose', '--include-suppressed', ...into(out)], [0, 1, 3]);
  lookAtFiles(out, 'with a baseline');
});

test('other commands that read what holds a secret', (t) => {
  const [a = '', b = '', c = ''] = secrets;
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'pg_hba.conf': `host all all 10.0.0.0/8 ldap ldapserver=h ldapbindpasswd=${a}\nhost all all nonsense ${b}\n`,
    'rules/acme.yaml': `provider: acme\nname: Acme\ndetectors:\n  - id: secret-acme-key\n    title: Key\n    kind: token\n    severity: high\n    prefix: [acme_]\n    body: { charset: base62, length: 99 }\n    examples: ['acme_${a}', 'password=${b}']\n    counterExamples: ['${c}', 'token=${c}']\n`,
    'policy.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: "${a}" }\nspec: [password, "${b}"]\n`,
  });
  const codes = [0, 1, 2, 3];
  for (const secret of secrets.slice(0, 8)) silent(folder, ['key', '-'], codes, secret);
  const question = `{"type":"ssl","address":"10.1.2.3","database":"app","user":"u","password":"${c}"}\nnot json ${a}\n`;
  silent(folder, ['decide', 'hba', 'pg_hba.conf'], codes, question);
  silent(folder, ['decide', 'netpol', 'policy.yaml'], codes, `{"from":"${a}"}\n`);
  silent(folder, ['rules', 'test', 'rules'], codes);
  for (const option of ['--param', '--format', '--profile', '--since', '--target', '--url']) {
    // What is typed is the user's own, and may be said back; what the files hold may not.
    silent(folder, ['check', option, 'nonsense', '--verbose'], codes);
  }
});

test('standard input', (t) => {
  const folder = temporaryFolder(t);
  for (const [index, secret] of secrets.slice(0, LARGE).entries()) {
    if (index % 4 !== 0) continue;
    const [content] = Object.values(PLANTERS[index]?.('x', secret) ?? {});
    const result = spawnSync(process.execPath, [built.launcher, 'secrets', '-', '--min-confidence', 'low'], {
      cwd: folder,
      input: content ?? '',
      encoding: 'latin1',
    });
    assert.deepEqual(watched.leaksIn(result.stdout + result.stderr), [], `planter ${index}`);
  }
});

test('faults in our own inputs', (t) => {
  const [a = '', b = '', c = '', d = ''] = secrets;
  const texts = [
    `profile: recommended\npassword: "${a}"\n`,
    `profile: "${a}"\n`,
    `suppress:\n  - { rule: x, password: ${b}, token: "${c}" }\n`,
    `targets:\n  - { id: x, kind: tls, url: "https://u:${c}@h.test" }\n  - token: [${d}\n`,
    `a: 1\na: 2 # api_key=${d}\n`,
  ];
  for (const text of texts) {
    const folder = temporaryFolder(t);
    writeTree(folder, { 'secbaseline.yaml': text, 'a.env': `PASSWORD=${a}\n` });
    for (const command of ['check', 'secrets', 'facts']) silent(folder, [command], [0, 1, 2, 3]);
    silent(folder, ['config', 'show'], [0, 2]);
  }
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'secbaseline.yaml': 'ruleDirs: [rules]\n',
    'rules/own.yaml': `id: own\ntitle: x\npassword: "${a}"\nmessage: "token=${b}"\n`,
    'secbaseline.baseline.jsonl': `{"rule":"x","password":"${c}"}\nnot json, api_key=${d}\n`,
  });
  for (const args of [['check'], ['rules', 'test', 'rules'], ['secrets'], ['baseline', '--reason', 'x']]) {
    silent(folder, args, [0, 1, 2, 3]);
  }
});

test('a crash', (t) => {
  const folder = temporaryFolder(t);
  const secret = secrets[1] ?? '';
  writeTree(folder, { 'a.env': `PASSWORD=${secret}\n` });
  const preload = join(folder, 'preload.cjs');
  for (const hook of ['closeSync', 'fstatSync']) {
    writeFileSync(
      preload,
      `const fs = require('node:fs'); const { openSync, ${hook}: original } = fs; let scanned = -1;
fs.openSync = (path, ...rest) => { const fd = openSync(path, ...rest); if (/a\\.env$/.test(path)) scanned = fd; return fd; };
fs.${hook} = (fd, ...rest) => { if (fd === scanned) throw new TypeError('cannot read password=${secret} of undefined'); return original(fd, ...rest); };`,
    );
    for (const command of ['secrets', 'check']) {
      const { code, output } = run(folder, [command], '', ['--require', preload]);
      assert.equal(code, 3, output);
      assert.match(output, /internal error/);
      assert.deepEqual(watched.leaksIn(output), [], `${command} with a failing ${hook}`);
    }
  }
});
