/** Holds the directions of imports that docs/architecture.md promises. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  source: [],
  discover: ['source'],
  engine: ['source'],
  config: ['source', 'discover', 'engine'],
  probe: ['source'],
  checks: ['source', 'engine', 'probe'],
  findings: ['source', 'engine'],
  report: ['source', 'engine', 'findings'],
  cli: ['source', 'discover', 'engine', 'config', 'probe', 'checks', 'findings', 'report'],
};

/** Rooms that may load a module of Node's; whoever is not named may not. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  'node:net': ['probe'],
  'node:tls': ['probe'],
  'node:http': ['probe'],
  'node:https': ['probe'],
  'node:dgram': ['probe'],
  'node:child_process': ['discover'],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly to: string;
}

function importsOf(file: string): readonly Import[] {
  const room = relative('src', file).split('/')[0] ?? '';
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\b(?:from|import|require)\b\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    room,
    to: match[1] ?? '',
  }));
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name));
const imports = files.flatMap(importsOf);

test('there is something to look at', () => {
  assert.ok(files.length > 20 && imports.length > 50);
});

test('rooms import only the rooms that the architecture allows', () => {
  const wrong = imports
    .filter(({ to }) => to.startsWith('.'))
    .map((found) => ({
      ...found,
      target: relative('src', join(dirname(found.file), found.to)).split('/')[0] ?? '',
    }))
    .filter(({ room, target }) => target !== room && target !== '..' && !ALLOWED[room]?.includes(target))
    .map(({ file, to }) => `${file} imports ${to}`);
  assert.deepEqual(wrong, []);
});

test('only probe opens sockets, only discover starts programs', () => {
  const wrong = imports
    .filter(({ room, to }) => MODULES[to] !== undefined && !MODULES[to].includes(room))
    .map(({ file, to }) => `${file} imports ${to}`);
  assert.deepEqual(wrong, []);
});

test('collectors, the engine and printers read no files themselves', () => {
  const wrong = imports
    .filter(({ room, to }) => /^node:fs/.test(to) && ['checks', 'engine', 'findings'].includes(room))
    .map(({ file, to }) => `${file} imports ${to}`);
  assert.deepEqual(wrong, []);
});

test('code that ships does not depend on where its source stands', () => {
  const wrong = files.filter(
    (file) =>
      readFileSync(file, 'utf8').includes('import.meta') && !file.endsWith('config/built-in-rules.ts'),
  );
  assert.deepEqual(wrong, []);
});

/** What the build replaces by data or generated code. */
const REPLACED = /(?:validator|built-in-[a-z-]+)\.ts$/;

/** Readers of formats and clients, which a run without such files or targets must not wait for. */
const HEAVY = [
  'yaml',
  'js-yaml',
  'ajv',
  're2js',
  'dockerfile-ast',
  'nginx-conf',
  'pg',
  '@kubernetes/client-node',
];

test('a run loads readers and clients on demand only', () => {
  const reached = new Map<string, string>([['src/cli/check.ts', '']]);
  for (const [file] of reached) {
    const text = readFileSync(file, 'utf8');
    for (const [, target = ''] of text.matchAll(/^(?:import|export)\s(?!type\b)[^'"]*?from '([^']+)'/gm)) {
      assert.ok(!HEAVY.includes(target), `${target} is loaded by ${file}, that by ${reached.get(file)}`);
      const next = join(dirname(file), target);
      if (target.startsWith('.') && !REPLACED.test(next) && !reached.has(next)) reached.set(next, file);
    }
  }
  assert.ok(reached.size > 50);
});
