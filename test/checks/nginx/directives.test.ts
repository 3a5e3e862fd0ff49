import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIRECTIVES } from '../../../src/checks/nginx/directive-names.ts';
import { contextOf, contextsOf, isKnown } from '../../../src/checks/nginx/directives.ts';
import { parseNginx } from '../../../src/checks/nginx/parse.ts';
import { sourceText } from '../../../src/source/text.ts';
import { isFull } from '../../support/generated.ts';
import { liveOrSkip } from '../../support/live.ts';

const rows = DIRECTIVES.flatMap(([contexts, form, names]) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, form, contexts: contexts.split(' ') })),
);

test('names every directive once in each form', () => {
  const keys = rows.map(({ name, form }) => `${form} ${name}`);
  assert.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
  assert.ok(isKnown('server', 'block') && isKnown('server', 'simple') && isKnown('include', 'simple'));
  assert.ok(!isKnown('include', 'block') && !isKnown('constructor', 'simple'));
  assert.deepEqual(contextsOf('constructor', 'simple').size, 0);
});

const AROUND: Readonly<Record<string, string>> = {
  main: 'X',
  events: 'events { X }',
  http: 'events {} http { X }',
  server: 'events {} http { server { X } }',
  location: 'events {} http { server { location / { X } } }',
  'location-if': 'events {} http { server { location / { if ($host) { X } } } }',
  'server-if': 'events {} http { server { if ($host) { X } } }',
  limit_except: 'events {} http { server { location / { limit_except GET { X } } } }',
  upstream: 'events {} http { upstream u { X } }',
};

/** Allowed in more places since: resolver in upstream, nginx 1.27.3. */
const NEWER: ReadonlySet<string> = new Set(['resolver']);

test('allows directives where a real nginx does', (t) => {
  const program = liveOrSkip(t, 'nginx');
  if (program === null) return;
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-directives-'));
  const file = join(folder, 'nginx.conf');
  const ask = (text: string): string => {
    writeFileSync(file, text);
    return spawnSync(program, ['-t', '-q', '-c', file, '-p', folder, '-e', 'stderr'], { encoding: 'utf8' })
      .stderr;
  };
  try {
    const wrong: string[] = [];
    let known = 0;
    for (const [index, { name, form, contexts }] of rows.entries()) {
      if (!isFull && index % 7 !== 0) continue;
      if (/unknown directive/.test(ask(`${name};`))) continue;
      known++;
      for (const [context, around] of Object.entries(AROUND)) {
        const answer = ask(around.replace('X', () => (form === 'block' ? `${name} {}` : `${name};`)));
        const otherForm = form === 'block' ? /is not terminated by ";"/ : /has no opening "\{"/;
        const allowed = !/is not allowed here/.test(answer) && !otherForm.test(answer);
        if (allowed !== contexts.includes(context) && !NEWER.has(name))
          wrong.push(`${form} ${name} in ${context}: ${allowed}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(known > rows.length / 20, `nginx knows only ${known}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('finds the context that a file was written for', () => {
  const cases: Readonly<Record<string, string>> = {
    'user www; worker_processes 4;': 'main',
    'worker_connections 10;': 'events',
    'server { listen 80; location / { return 200; } }': 'http',
    'upstream a { server b; } server { listen 80; server_name x; }': 'http',
    'map $a $b { }': 'http',
    'server { listen 1; proxy_pass 10.0.0.1:1; }': 'stream',
    'server { listen 25; protocol smtp; }': 'mail',
    'listen 80;': 'server',
    'location / { proxy_pass http://a; }': 'server',
    'location / { } add_header A b;': 'server',
    'proxy_set_header A b; proxy_pass http://x;': 'location',
    'server 10.0.0.1; keepalive 4;': 'upstream',
    'add_header A b;': 'unknown',
    'ssl_protocols TLSv1.3;': 'unknown',
    'nobody_knows this;': 'unknown',
    '': 'unknown',
    'user www; location / { }': 'unknown',
  };
  for (const [text, context] of Object.entries(cases)) {
    const outcome = parseNginx(sourceText('a.conf', text));
    assert.equal(outcome.kind, 'parsed');
    assert.equal(contextOf(outcome.directives), context, text);
  }
});
