/**
 * nginx, started from every configuration of the fixtures and of the rules' examples that starts, and probed: what runs is
 * judged as its file is. A server that is deliberately different gives the differences and nothing else.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { factKinds } from '../../src/checks/index.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';
import { temporaryFolder } from '../support/folder.ts';
import { serve } from '../support/http-server.ts';
import { liveOrSkip } from '../support/live.ts';
import { startNginx } from '../support/nginx-server.ts';
import { differences, type RoundTrip, type Runnable, roundTrip, runnable } from '../support/round-trip.ts';

type Files = Readonly<Record<string, string>>;

function filesOf(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function fixtureFolders(folder: string): readonly string[] {
  if (existsSync(join(folder, 'nginx.conf'))) return [folder];
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return inside.flatMap(({ name }) => fixtureFolders(join(folder, name)));
}

/** Configurations by a name; those of `hostile` would show nothing but that nginx refuses them. */
function configurations(): ReadonlyMap<string, Files> {
  const folders = fixtureFolders('fixtures').filter((folder) => !folder.includes('hostile'));
  const found = new Map(folders.map((folder) => [folder, filesOf(folder)]));
  for (const { id, examples } of builtInRules(factKinds)) {
    for (const outcome of ['fail', 'pass'] as const) {
      examples[outcome].forEach(({ files, file, content }, index) => {
        const written = files ?? (file === undefined ? {} : { [file]: content ?? '' });
        if (written['nginx.conf'] !== undefined) found.set(`${id}, ${outcome} ${index + 1}`, written);
      });
    }
  }
  return found;
}

/** The collector says what a configuration allows; OpenSSL's level of security is not to take any of it away. */
function withoutSecurityLevel(t: TestContext): void {
  const path = join(temporaryFolder(t), 'openssl.cnf');
  const sections = ['[all]\nssl_conf = ssl', '[ssl]\nsystem_default = default'];
  writeFileSync(
    path,
    `openssl_conf = all\n${sections.join('\n')}\n[default]\nCipherString = DEFAULT:@SECLEVEL=0\nMinProtocol = None\n`,
  );
  const before = process.env.OPENSSL_CONF;
  process.env.OPENSSL_CONF = path;
  t.after(() => {
    if (before === undefined) delete process.env.OPENSSL_CONF;
    else process.env.OPENSSL_CONF = before;
  });
}

/** What becomes of a configuration while another, or itself, runs; null where nginx does not start. */
async function whileRunning(running: Runnable, judged = running): Promise<RoundTrip | null> {
  const start = await startNginx({
    files: { 'www/index.html': '<p>page</p>', ...running.files },
    sockets: running.ports.slice(0, 1).map((port) => ({ address: '127.0.0.1', port })),
  });
  if (start.kind === 'refused') return null;
  try {
    return await roundTrip({ ...running, files: judged.files });
  } finally {
    await start.server.stop();
  }
}

const words = ({ rule, witness, message }: ReturnType<typeof differences>[number]): string =>
  `${rule.rule.id} (${witness?.evidence}): ${message}`;

/** Most of the time is spent in waiting for servers to start and to end. */
const AT_ONCE = 4;

/** Suites that are configured, and that no OpenSSL of today offers: not built in, or without parameters for them. */
const NOT_OFFERED =
  /accepts (?:suites without authenticated encryption: )?(?:DES-CBC3-SHA|ADH-AES128-SHA256);/;

test('what runs is judged as the file that it runs from', async (t) => {
  if (liveOrSkip(t, 'nginx') === null || liveOrSkip(t, 'openssl') === null) return;
  withoutSecurityLevel(t);
  const upstream = await serve((_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>application</p>'),
  );
  t.after(() => upstream.close());
  let started = 0;
  let compared = 0;
  const wrong: string[] = [];
  const goOver = async ([name, files]: readonly [string, Files]): Promise<void> => {
    const ready = await runnable(files, upstream.port);
    const trip = ready === null ? null : await whileRunning(ready);
    if (trip === null) return;
    started++;
    compared += trip.compared;
    const found = differences(trip).filter(({ message }) => !NOT_OFFERED.test(message));
    wrong.push(...found.map((verdict) => `${name}: ${words(verdict)}`));
    const refusing = trip.facts.some(({ value }) => value.rejectHandshake === true);
    if (!refusing) wrong.push(...trip.unknown.map((reason) => `${name}: ${reason}`));
  };
  const all = [...configurations()];
  while (all.length > 0) await Promise.all(all.splice(0, AT_ONCE).map(goOver));
  assert.deepEqual(wrong, []);
  // Otherwise nothing was shown.
  assert.ok(started > 180 && compared > 500, `${started} started, ${compared} compared`);
  t.diagnostic(`${started} configurations, ${compared} pairs of verdicts`);
});

const configuration = (inside: string): Files => ({
  'nginx.conf': `http {
  server {
    listen 443 ssl; server_name edge.test;
    ${inside}
    location / { root www; }
  }
}
`,
});

const HARDENED = `server_tokens off; ssl_protocols TLSv1.2 TLSv1.3; ssl_session_tickets off;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256;
    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains; preload" always;
    add_header X-Content-Type-Options nosniff always;`;

/** What is changed in the running server, and what must be said of it: rule, kind, severity. */
const CHANGES: readonly (readonly [string, string, readonly (readonly [string, string, string])[]])[] = [
  ['server_tokens off;', 'server_tokens on;', [['server-version-disclosed', 'drift', 'low']]],
  ['ssl_protocols TLSv1.3;', 'ssl_protocols TLSv1.2 TLSv1.3;', [['tls-min-version', 'drift', 'high']]],
  [
    'ECDHE-RSA-AES128-GCM-SHA256;',
    'ECDHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256;',
    [['tls-forward-secrecy', 'drift', 'medium']],
  ],
  [
    'add_header X-Content-Type-Options nosniff always;',
    '',
    [['content-type-options-header', 'drift', 'low']],
  ],
  [
    'max-age=63072000; includeSubDomains; preload',
    'max-age=63072000; includeSubDomains',
    [['hsts-preloadable', 'drift', 'low']],
  ],
];

test('a server that is different gives the difference, in either direction, and nothing else', async (t) => {
  if (liveOrSkip(t, 'nginx') === null || liveOrSkip(t, 'openssl') === null) return;
  withoutSecurityLevel(t);
  for (const [before, after, expected] of CHANGES) {
    const modern = HARDENED.replace('TLSv1.2 TLSv1.3', 'TLSv1.3');
    const good = await runnable(configuration(HARDENED.includes(before) ? HARDENED : modern), 0);
    assert.ok(good !== null);
    const [text = ''] = Object.values(good.files);
    assert.ok(text.includes(before), before);
    const worse = { ...good, files: { ...good.files, 'nginx.conf': text.replace(before, after) } };
    const said = async (running: Runnable, judged: Runnable) => {
      const trip = await whileRunning(running, judged);
      assert.ok(trip !== null);
      const found = differences(trip).map(({ rule, witness, severity }) => [
        rule.rule.id,
        witness?.evidence,
        severity,
      ]);
      return [...new Map(found.map((one) => [one.join(), one])).values()];
    };
    assert.deepEqual(await said(good, good), [], 'itself');
    assert.deepEqual(await said(worse, good), expected, after);
    const rules = expected.map(([rule]) => rule);
    const protectedElsewhere = await said(good, worse);
    assert.deepEqual(
      [...new Set(protectedElsewhere.map(([rule]) => rule))],
      rules,
      `${after} in the file only`,
    );
    assert.ok(protectedElsewhere.every(([, evidence]) => evidence === 'drift'));
  }
});
