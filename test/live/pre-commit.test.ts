/** The hook inside a real pre-commit, from the packed package: what users of that framework run. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Built, builtCommand } from '../support/built.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { findProgram, liveOrSkip } from '../support/live.ts';
import { packedInto } from '../support/packed.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = ['s3cr3t', 'Pw9x'].join('');
const SECRET = `CACHE_URL=https://deploy:${PASSWORD}@cache.internal/0\n`;

const environmentFolder = mkdtempSync(join(tmpdir(), 'secbaseline-pre-commit-'));
let built: Built | null = null;
after(() => {
  built?.remove();
  rmSync(environmentFolder, { recursive: true, force: true });
});

interface Stage {
  readonly top: string;
  readonly archive: string;
  readonly folder: string;
  /** Runs a program with pre-commit on its PATH. */
  run(program: string, ...args: readonly string[]): { readonly code: number | null; readonly output: string };
}

/** A repository with pre-commit beside it; null where that cannot be had, which has been said. */
function stage(t: TestContext): Stage | null {
  if (liveOrSkip(t, 'git') === null) return null;
  const folder = temporaryFolder(t);
  const preCommit = findProgram('pre-commit') ?? installed(t);
  if (preCommit === null) return null;
  built ??= builtCommand();
  const top = join(folder, 'top');
  mkdirSync(top);
  git(top, 'init', '--quiet');
  const environment = {
    ...process.env,
    PATH: [dirname(preCommit), dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    PRE_COMMIT_HOME: join(folder, 'home'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.test',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.test',
  };
  return {
    top,
    folder,
    archive: packedInto(folder, built),
    run(program, ...args) {
      const { status, stdout, stderr } = spawnSync(program, args, {
        cwd: top,
        env: environment,
        encoding: 'utf8',
      });
      return { code: status, output: stdout + stderr };
    },
  };
}

/** From PyPI, once for all tests. */
function installed(t: TestContext): string | null {
  const python = liveOrSkip(t, 'python3');
  if (python === null) return null;
  const program = join(environmentFolder, 'bin', 'pre-commit');
  if (existsSync(program)) return program;
  try {
    execFileSync(python, ['-m', 'venv', environmentFolder], { stdio: 'pipe' });
    execFileSync(join(environmentFolder, 'bin', 'pip'), ['install', '--quiet', 'pre-commit'], {
      stdio: 'pipe',
    });
    return program;
  } catch (error) {
    const reason = `pre-commit cannot be installed: ${error instanceof Error ? error.message : error}`;
    assert.notEqual(process.env.SECBASELINE_REQUIRE_LIVE, '1', reason);
    t.skip(reason);
    return null;
  }
}

test('a commit that brings a secret is refused, and one that does not passes', (t) => {
  const at = stage(t);
  if (at === null) return;
  writeTree(at.top, {
    '.pre-commit-config.yaml': `repos:
  - repo: local
    hooks:
      - id: secbaseline-secrets
        name: secbaseline secrets
        entry: secbaseline secrets --staged
        language: node
        additional_dependencies: [${JSON.stringify(at.archive)}]
        pass_filenames: false
        always_run: true
`,
    'app.env': SECRET,
  });
  const install = at.run('pre-commit', 'install');
  assert.equal(install.code, 0, install.output);
  git(at.top, 'add', '.');
  // What is staged counts: the work tree is clean again.
  writeTree(at.top, { 'app.env': 'CACHE_URL=\n' });
  const refused = at.run('git', 'commit', '--message', 'x');
  assert.equal(refused.code, 1, refused.output);
  assert.match(refused.output, /error\[secret-url-password\]/);
  assert.match(refused.output, /app\.env:1:26/);
  assert.ok(!refused.output.includes(PASSWORD));
  git(at.top, 'add', '.');
  const passed = at.run('git', 'commit', '--message', 'x');
  assert.equal(passed.code, 0, passed.output);
  assert.match(passed.output, /secbaseline secrets\.*Passed/);

  // A file that is named on the command line of git has an index of its own.
  writeTree(at.top, { 'app.env': SECRET, 'other.env': 'x\n' });
  git(at.top, 'add', 'other.env');
  const partial = at.run('git', 'commit', '--message', 'x', 'app.env');
  assert.equal(partial.code, 1, partial.output);
  const other = at.run('git', 'commit', '--message', 'x', 'other.env');
  assert.equal(other.code, 0, other.output);
});

test('a mirror with our list of hooks, also over all files', (t) => {
  const at = stage(t);
  if (at === null) return;
  const mirror = join(at.folder, 'mirror');
  mkdirSync(mirror);
  git(mirror, 'init', '--quiet');
  const hooks = readFileSync(join(PROJECT, '.pre-commit-hooks.yaml'), 'utf8');
  const dependency = `  language: node\n  additional_dependencies: [./secbaseline.tgz]\n`;
  writeFileSync(join(mirror, '.pre-commit-hooks.yaml'), hooks.replaceAll('  language: node\n', dependency));
  writeFileSync(join(mirror, 'package.json'), '{ "name": "secbaseline-mirror", "version": "0.0.0" }');
  copyFileSync(at.archive, join(mirror, 'secbaseline.tgz'));
  git(mirror, 'add', '.');
  git(mirror, 'commit', '--quiet', '--message', 'x');
  writeTree(at.top, {
    '.pre-commit-config.yaml': `repos:
  - repo: ${JSON.stringify(mirror)}
    rev: ${git(mirror, 'rev-parse', 'HEAD')}
    hooks:
      - id: secbaseline-secrets
      - id: secbaseline-secrets-files
      - id: secbaseline-check
`,
    'app.env': SECRET,
    'nginx.conf': 'events {}\nhttp { server { listen 80; return 301 https://$host$request_uri; } }\n',
  });
  git(at.top, 'add', '.');
  git(at.top, 'commit', '--quiet', '--message', 'x');
  const staged = at.run('pre-commit', 'run', '--all-files', 'secbaseline-secrets');
  assert.equal(staged.code, 0, staged.output);
  const all = at.run('pre-commit', 'run', '--all-files', 'secbaseline-secrets-files');
  assert.equal(all.code, 1, all.output);
  assert.match(all.output, /app\.env:1:26/);
  const check = at.run('pre-commit', 'run', '--all-files', 'secbaseline-check');
  assert.equal(check.code, 1, check.output);
  assert.match(check.output, /secret-url-password/);
});
