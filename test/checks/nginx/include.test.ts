import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { type Assembly, assemble } from '../../../src/checks/nginx/include.ts';
import type { Directive } from '../../../src/checks/nginx/tree.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';
import { liveOrSkip } from '../../support/live.ts';
import { collectNginx, factLike, factsLike } from '../../support/nginx-collect.ts';

/** Names with their first argument, blocks in braces: enough to see what stands where. */
function words(directives: readonly Directive[]): string {
  return directives
    .map(({ name, args, block }) => {
      const head = [name, ...args.map(({ text }) => text)].join(' ');
      return block === null ? head : `${head} { ${words(block)} }`;
    })
    .join('; ');
}

const reasons = ({ unresolved }: Assembly): readonly string[] => [...unresolved.values()];

test('puts included directives in the place of the include, each with its own path', () => {
  const project = memoryProject({
    'deploy/nginx.conf': 'events {}\nhttp {\n  include conf.d/*.conf;\n  gzip on;\n}\n',
    'deploy/conf.d/b.conf': 'server { include tls.conf; }',
    'deploy/conf.d/a.conf': 'server_tokens off;',
    'deploy/conf.d/.hidden.conf': 'server_tokens on;',
    'deploy/conf.d/sub/c.conf': 'server_tokens on;',
    'deploy/tls.conf': 'ssl_protocols TLSv1.3;',
  });
  const assembly = assemble(project, 'deploy/nginx.conf');
  assert.equal(
    words(assembly.directives),
    'events {  }; http { server_tokens off; server { ssl_protocols TLSv1.3 }; gzip on }',
  );
  assert.deepEqual(assembly.files, [
    'deploy/nginx.conf',
    'deploy/conf.d/a.conf',
    'deploy/conf.d/b.conf',
    'deploy/tls.conf',
  ]);
  assert.equal(assembly.confidence, 'certain');
  assert.equal(assembly.directives[1]?.block?.[0]?.path, 'deploy/conf.d/a.conf');
});

test('maps the folders that nginx is installed to onto the folder of the main file', () => {
  for (const prefix of ['/etc/nginx', '/usr/local/nginx/conf', '/usr/local/etc/nginx', '/opt/nginx/conf']) {
    const project = memoryProject({
      'x/nginx.conf': `http { include ${prefix}/a.conf; }`,
      'x/a.conf': 'gzip on;',
    });
    const assembly = assemble(project, 'x/nginx.conf');
    assert.equal(words(assembly.directives), 'http { gzip on }');
    assert.equal(assembly.confidence, 'certain');
  }
});

test('finds absolute places beside an image of the file system', () => {
  const project = memoryProject({
    'rootfs/etc/nginx/nginx.conf': 'http { include /opt/app/limits.conf; include /opt/app/none.conf; }',
    'rootfs/opt/app/limits.conf': 'gzip on;',
  });
  const assembly = assemble(project, 'rootfs/etc/nginx/nginx.conf');
  assert.equal(words(assembly.directives), 'http { gzip on; include /opt/app/none.conf }');
  assert.equal(assembly.confidence, 'certain');
});

test('leaves an include that finds nothing in the tree, with the reason', () => {
  const project = memoryProject({
    'nginx.conf':
      'http { include a.conf; include /srv/x/*.conf; include conf.d/*.conf; include a b; include; }',
  });
  const assembly = assemble(project, 'nginx.conf');
  assert.equal(
    words(assembly.directives),
    'http { include a.conf; include /srv/x/*.conf; include a b; include }',
  );
  assert.deepEqual(reasons(assembly), [
    'include a.conf is not in the repository',
    'include /srv/x/*.conf lies outside of the configuration and not in the repository',
    'include takes exactly one file or pattern',
    'include takes exactly one file or pattern',
  ]);
  const [http] = assembly.directives;
  assert.deepEqual(new Set(http?.block), new Set(assembly.unresolved.keys()));
});

test('knows what stock files hold', () => {
  const project = memoryProject({
    'nginx.conf':
      'include modules-enabled/*.conf; include /usr/share/nginx/modules/*.conf; http { include mime.types; server { include /etc/nginx/fastcgi_params; include snippets/fastcgi-php.conf; include proxy_params; } }',
  });
  const assembly = assemble(project, 'nginx.conf');
  assert.equal(words(assembly.directives), 'http { server {  } }');
  assert.deepEqual(reasons(assembly), []);
});

test("leaves open what certbot's options may set, and nothing else", () => {
  const collected = collectNginx({
    'sites/a.conf': `server { listen 443 ssl; server_name a.test; ssl_certificate a.pem; add_header X-A b;
include /etc/letsencrypt/options-ssl-nginx.conf; location / { root /srv; } }`,
  });
  const { value, unknown } = factLike(collected, 'nginx.server');
  assert.deepEqual(Object.keys(unknown).sort(), [
    'ciphers',
    'effectiveProtocols',
    'preferServerCiphers',
    'protocols',
    'sessionCache',
    'sessionTickets',
    'sessionTimeout',
    'suites',
    'ticketKeys',
    'weakenedBy',
  ]);
  assert.equal(value.rejectHandshake, false);
  for (const fact of factsLike(collected, 'nginx.response')) assert.deepEqual(fact.unknown, {});
});

test('reads a stock file that the repository holds', () => {
  const project = memoryProject({
    'nginx.conf': 'http { include proxy_params; }',
    proxy_params: 'add_header X y;',
  });
  assert.equal(words(assemble(project, 'nginx.conf').directives), 'http { add_header X y }');
});

test('takes a file relative to the including one, or the only one of its name, at lower confidence', () => {
  const project = memoryProject({
    'nginx/nginx.conf': 'http { include sites/a.conf; include /app/shared/tls.conf; }',
    'nginx/sites/a.conf': 'include b.conf;',
    'nginx/sites/b.conf': 'gzip on;',
    'docker/shared/tls.conf': 'ssl_protocols TLSv1.3;',
  });
  const assembly = assemble(project, 'nginx/nginx.conf');
  assert.equal(words(assembly.directives), 'http { gzip on; ssl_protocols TLSv1.3 }');
  assert.equal(assembly.confidence, 'medium');
  assert.deepEqual(assembly.notes, [
    { path: 'nginx/sites/a.conf', line: 1, reason: 'include b.conf was found below nginx/sites' },
    {
      path: 'nginx/nginx.conf',
      line: 1,
      reason: 'include /app/shared/tls.conf was taken for docker/shared/tls.conf',
    },
  ]);
});

test('does not choose between two candidates, nor take files of other services', () => {
  const project = memoryProject({
    'a/nginx.conf': 'http { include snippets/tls.conf; include conf.d/*.conf; include only.conf; }',
    'b/snippets/tls.conf': 'gzip on;',
    'c/snippets/tls.conf': 'gzip off;',
    'b/conf.d/b.conf': 'server_tokens on;',
    'b/only.conf': 'server_tokens on;',
  });
  const assembly = assemble(project, 'a/nginx.conf');
  assert.equal(words(assembly.directives), 'http { include snippets/tls.conf; include only.conf }');
  assert.equal(assembly.confidence, 'certain');
});

test('says which included file could not be parsed and keeps the others', () => {
  const project = memoryProject({
    'nginx.conf': 'http { include conf.d/*.conf; }',
    'conf.d/a.conf': 'gzip on;',
    'conf.d/b.conf': 'server {\n listen 80;',
    'conf.d/c.conf': 'server { listen {{ port }}; }',
    'conf.d/d.conf': null,
  });
  const assembly = assemble(project, 'nginx.conf');
  assert.deepEqual(assembly.notAnalysed, [
    { path: 'conf.d/b.conf', line: 1, reason: 'unexpected end of file, expecting "}"' },
    { path: 'conf.d/c.conf', line: 1, reason: 'template' },
    { path: 'conf.d/d.conf', line: null, reason: 'binary' },
  ]);
  assert.deepEqual(reasons(assembly), [
    'include conf.d/b.conf: not analysed (unexpected end of file, expecting "}")',
    'include conf.d/c.conf: not analysed (template)',
    'include conf.d/d.conf: not analysed (binary)',
  ]);
  assert.match(words(assembly.directives), /^http \{ gzip on; include/);
});

test('stops at cycles, at endless nesting and at floods', () => {
  const cycle = assemble(
    memoryProject({ 'nginx.conf': 'http { include a.conf; }', 'a.conf': 'gzip on; include nginx.conf;' }),
    'nginx.conf',
  );
  assert.deepEqual(reasons(cycle), ['include nginx.conf: the file includes itself']);

  const deep = assemble(
    memoryProject(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, n) => [
          n === 0 ? 'nginx.conf' : `${n}.conf`,
          `b { include ${n + 1}.conf; }`,
        ]),
      ),
    ),
    'nginx.conf',
  );
  assert.deepEqual(reasons(deep), ['include 51.conf: includes are nested deeper than 50']);

  const blocks = `${'b {'.repeat(150)}include a.conf;${'}'.repeat(150)}`;
  const nested = assemble(
    memoryProject({ 'nginx.conf': blocks, 'a.conf': 'b {'.repeat(51) + '}'.repeat(51) }),
    'nginx.conf',
  );
  assert.deepEqual(reasons(nested), ['include a.conf: blocks are nested deeper than 200']);

  const started = performance.now();
  const flood = assemble(
    memoryProject(
      Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [
          n === 0 ? 'nginx.conf' : `${n}.conf`,
          `include ${n + 1}.conf;`.repeat(10),
        ]),
      ),
    ),
    'nginx.conf',
  );
  assert.ok(flood.unresolved.size > 0 && flood.unresolved.size < 1_000_000);
  assert.ok(performance.now() - started < 5_000);
});

test('makes included directives anew in every place', () => {
  const project = memoryProject({
    'nginx.conf': 'http { server { include a.conf; } server { include a.conf; } }',
    'a.conf': 'location / { return 204; }',
  });
  const [http] = assemble(project, 'nginx.conf').directives;
  const [one, two] = http?.block ?? [];
  assert.deepEqual(one?.block, two?.block);
  assert.notEqual(one?.block?.[0], two?.block?.[0]);
});

test('takes a main file that cannot be parsed as one without directives', () => {
  const assembly = assemble(memoryProject({ 'nginx.conf': 'http {' }), 'nginx.conf');
  assert.deepEqual(assembly.directives, []);
  assert.equal(assembly.notAnalysed.length, 1);
});

test('takes the files in the order in which nginx takes them', (t) => {
  const program = liveOrSkip(t, 'nginx');
  if (program === null) return;
  const files: Record<string, string> = {
    'nginx.conf': `events {}\nhttp {\n${['x/*.conf', 'y/[!a]?.conf', 'z/*/[a-c]*', 'w/\\*.conf', 'v/a*b*c'].map((p) => `include ${p};`).join('\n')}\n}`,
  };
  for (const name of [
    'x/b.conf',
    'x/B.conf',
    'x/a-b.conf',
    'x/a.conf',
    'x/é.conf',
    'x/10.conf',
    'x/9.conf',
    'x/.a.conf',
    'x/_.conf',
    'y/ab.conf',
    'y/ba.conf',
    'y/b.conf',
    'z/a/a',
    'z/a-b/a',
    'z/a/d',
    'z/b/cc',
    'w/*.conf',
    'w/a.conf',
    'v/abc',
    'v/aXbbXcc',
    'v/acb',
    'x/\u{10000}.conf',
    'x/\ufffd.conf',
  ]) {
    files[name] = `map $host $v${Object.keys(files).length} { }`;
  }
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-include-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const globals = `error_log stderr emerg; pid ${join(folder, 'pid')};`;
    const run = spawnSync(
      program,
      ['-T', '-q', '-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr', '-g', globals],
      { encoding: 'utf8' },
    );
    assert.equal(run.status, 0, run.stderr);
    const order = [...run.stdout.matchAll(/^# configuration file (.*):$/gm)].map(([, file]) =>
      (file ?? '').slice(folder.length + 1),
    );
    assert.deepEqual(assemble(memoryProject(files), 'nginx.conf').files, order);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
