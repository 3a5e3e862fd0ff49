/** Start-up is felt: a command loads what it runs and nothing else. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { builtCommand } from '../support/built.ts';
import { temporaryFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';

const folder = mkdtempSync(join(tmpdir(), 'secbaseline-loaded-'));
const built = builtCommand();
after(() => {
  rmSync(folder, { recursive: true });
  built.remove();
});

/** Words that stand in one part of what ships and nowhere else. */
const MARKS = {
  yaml: 'YAMLParseError',
  sarif: 'primaryLocationLineHash',
  markdown: '<details>',
  json: 'secbaseline/report@1',
  regex: 'RE2JSSyntaxException',
  commander: 'CommanderError',
  postgres: 'SASLInitialResponse',
  report: 'nothing to check: no file was found',
} as const;

const OWN_RULE = `id: own-rule
title: Own
severity: low
rationale: Because.
remediation: Do.
evidence:
  - fact: nginx.server
    assert: { path: serverTokens, matches: "^off$" }
message: "{subject}"
`;

type Part = keyof typeof MARKS;

/** The parts that a command line loaded. */
function loaded(...args: readonly string[]): readonly Part[] {
  writeFileSync(join(folder, 'nginx.conf'), 'http { server { listen 80; } }\n');
  const parts = loadedIn(folder, process.env, ...args);
  return parts.filter((part) => part !== 'commander');
}

function loadedIn(cwd: string, env: NodeJS.ProcessEnv, ...args: readonly string[]): readonly Part[] {
  const list = join(folder, 'list.cjs');
  const out = join(folder, 'loaded.json');
  writeFileSync(
    list,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(out)}, JSON.stringify(Object.keys(require.cache))));`,
  );
  const { status, stderr } = spawnSync(process.execPath, ['--require', list, built.launcher, ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
  assert.ok(status === 0 || status === 1, stderr);
  const files: readonly string[] = JSON.parse(readFileSync(out, 'utf8'));
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return (Object.keys(MARKS) as Part[]).filter((part) => text.includes(MARKS[part]));
}

test('a check without a configuration loads no YAML, and only the format in use', () => {
  rmSync(join(folder, 'secbaseline.yaml'), { force: true });
  assert.deepEqual(loaded('check', 'nginx.conf'), []);
  assert.deepEqual(loaded('check', 'nginx.conf', '--format', 'json'), ['json']);
  assert.deepEqual(loaded('check', 'nginx.conf', '--format', 'sarif'), ['sarif']);
});

test('the hook loads neither the command line’s library nor what a report needs, and starts no git', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const top = temporaryFolder(t);
  git(top, 'init', '--quiet');
  writeFileSync(join(top, 'app.env'), 'NAME=value\n');
  git(top, 'add', '.');
  assert.deepEqual(loadedIn(top, { PATH: '' }, 'secrets', '--staged'), []);
  writeFileSync(join(top, 'secbaseline.yaml'), 'profile: strict\nexclude: ["*.md"]\n');
  assert.deepEqual(loadedIn(top, { PATH: '' }, 'secrets', '--staged'), ['yaml']);
});

test('a configuration brings YAML, and one’s own rules the engine for their expressions', () => {
  writeFileSync(join(folder, 'secbaseline.yaml'), 'profile: strict\n');
  assert.deepEqual(loaded('check', 'nginx.conf'), ['yaml']);
  writeFileSync(join(folder, 'secbaseline.yaml'), 'ruleDirs: [rules]\n');
  mkdirSync(join(folder, 'rules'));
  writeFileSync(join(folder, 'rules', 'own-rule.yaml'), OWN_RULE);
  assert.deepEqual(loaded('check', 'nginx.conf'), ['yaml', 'regex']);
});
