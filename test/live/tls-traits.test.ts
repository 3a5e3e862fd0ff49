/** What servers do beside versions and suites: client certificates, whose order counts, resumption, STARTTLS. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createSecureContext, TLSSocket } from 'node:tls';
import { collectHttp } from '../../src/checks/http/live.ts';
import { collectTls } from '../../src/checks/tls/live.ts';
import { serveRaw } from '../support/http-server.ts';
import { liveOrSkip } from '../support/live.ts';
import { liveOptions, liveTarget } from '../support/live-target.ts';
import { certificateFolder, freePorts } from '../support/nginx-server.ts';
import { startServer } from '../support/tls-servers.ts';

async function survey(url: string, deep = false) {
  const { facts, unknown } = await collectTls(
    liveTarget('tls', url, { server: 'localhost', mutualTls: true }),
    liveOptions({ deep }),
  );
  assert.deepEqual(unknown, []);
  // Whoever ends a handshake of TLS 1.2 for want of a certificate leaves open whether its own is trusted.
  const open = Object.keys(facts[0]?.unknown ?? {}).filter((field) => !field.startsWith('certificate.'));
  assert.deepEqual(open, []);
  return facts[0]?.value ?? {};
}

const own = (name: string): string => join(certificateFolder(), name);

async function openssl(t: TestContext, args: readonly string[], deep = false) {
  const program = liveOrSkip(t, 'openssl');
  if (program === null) return null;
  const [port = 0] = await freePorts(1);
  const files = ['-cert', own('rsa-cert.pem'), '-key', own('rsa-key.pem')];
  const command = ['s_server', '-accept', `127.0.0.1:${port}`, '-quiet', ...files, ...args];
  const server = await startServer(program, command, port);
  try {
    return await survey(`tls://127.0.0.1:${port}`, deep);
  } finally {
    await server.stop();
  }
}

const SUITES_13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

test('a client certificate is asked for, in every version, group and suite', async (t) => {
  const forms: readonly (readonly string[])[] = [
    [],
    ['-tls1_2'],
    ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'],
    ...['X25519', 'P-256', 'P-384', 'P-521'].map((group) => ['-tls1_3', '-groups', group]),
    ...SUITES_13.map((suite) => ['-tls1_3', '-ciphersuites', suite]),
  ];
  for (const form of forms) {
    const asked = await openssl(t, [...form, '-Verify', '1']);
    if (asked === null) return;
    const notAsked = await openssl(t, form);
    assert.deepEqual([asked.clientCertificate, notAsked?.clientCertificate], [true, false], form.join(' '));
    assert.equal((asked.certificate as { readonly keyBits: number }).keyBits, 2048, form.join(' '));
  }
});

test('a group that cannot be followed leaves it unknown', async (t) => {
  const program = liveOrSkip(t, 'openssl');
  if (program === null) return;
  const [port = 0] = await freePorts(1);
  const files = ['-cert', own('rsa-cert.pem'), '-key', own('rsa-key.pem')];
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-quiet', ...files, '-tls1_3', '-groups', 'X448'];
  const server = await startServer(program, args, port);
  try {
    const target = liveTarget('tls', `tls://127.0.0.1:${port}`, { server: 'localhost' });
    const { facts } = await collectTls(target, liveOptions());
    assert.match(facts[0]?.unknown.clientCertificate ?? '', /group/);
  } finally {
    await server.stop();
  }
});

test('whose order of suites counts', async (t) => {
  const of = async (...args: readonly string[]) => (await openssl(t, args, true))?.serverPreference;
  if (liveOrSkip(t, 'openssl') === null) return;
  assert.deepEqual(
    [
      ...[await of('-tls1_2'), await of('-tls1_2', '-serverpref')],
      ...[await of('-tls1_3'), await of('-tls1_3', '-serverpref')],
      await of('-tls1_2', '-cipher', 'AES128-GCM-SHA256'),
    ],
    [false, true, false, true, null],
  );
});

test('sessions are resumed by tickets, by the memory of the server, or not', async (t) => {
  const of = async (...args: readonly string[]) => (await openssl(t, args, true))?.resumption;
  if (liveOrSkip(t, 'openssl') === null) return;
  assert.deepEqual(await of(), ['TLSv1.2', 'TLSv1.3']);
  assert.deepEqual(await of('-no_ticket', '-tls1_2'), ['TLSv1.2']);
  assert.deepEqual(await of('-no_ticket', '-no_cache', '-tls1_2'), []);
  assert.deepEqual(await of('-num_tickets', '0', '-tls1_3'), []);
});

/** Speaks lines in clear until one is `upgrade`, then TLS. */
function startingTls(greeting: string, answers: readonly (readonly [RegExp, string])[], upgrade: RegExp) {
  const secureContext = createSecureContext({
    cert: readFileSync(own('cert.pem')),
    key: readFileSync(own('key.pem')),
  });
  return (socket: Socket): void => {
    socket.write(greeting);
    const onData = (data: Buffer): void => {
      const line = data.toString('latin1');
      socket.write(answers.find(([pattern]) => pattern.test(line))?.[1] ?? '500 what?\r\n');
      if (!upgrade.test(line)) return;
      socket.off('data', onData);
      new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => {});
    };
    socket.on('data', onData);
  };
}

test('TLS that begins inside SMTP and IMAP', async (t) => {
  if (liveOrSkip(t, 'openssl') === null) return;
  const smtp = startingTls(
    '220-mx.test ESMTP\r\n220 ready\r\n',
    [
      [/^EHLO /, '250-mx.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n'],
      [/^STARTTLS/, '220 go on\r\n'],
    ],
    /^STARTTLS/,
  );
  const imap = startingTls(
    '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n',
    [[/^a1 STARTTLS/, 'a1 OK go on\r\n']],
    /STARTTLS/,
  );
  for (const [scheme, behaviour] of [
    ['smtp', smtp],
    ['imap', imap],
  ] as const) {
    const server = await serveRaw(behaviour);
    try {
      const found = await survey(`${scheme}://127.0.0.1:${server.port}`);
      assert.deepEqual([found.tls, found.startTls, found.protocols], [true, scheme, ['TLSv1.2', 'TLSv1.3']]);
      assert.equal((found.certificate as { keyBits: number }).keyBits, 256);
    } finally {
      server.close();
    }
  }
});

test('a mail server that refuses STARTTLS speaks plain text', async () => {
  const server = await serveRaw((socket) => {
    socket.write('220 mx.test\r\n');
    socket.on('data', (data) =>
      socket.write(data.toString().startsWith('EHLO') ? '250 mx.test\r\n' : '502 no\r\n'),
    );
  });
  try {
    assert.equal((await survey(`smtp://127.0.0.1:${server.port}`)).tls, false);
  } finally {
    server.close();
  }
});

test('over HTTP, a client without a certificate is refused by the handshake, by an answer, or not', async (t) => {
  if (liveOrSkip(t, 'openssl') === null) return;
  const files = { cert: readFileSync(own('cert.pem')), key: readFileSync(own('key.pem')) };
  const of = async (
    maxVersion: 'TLSv1.2' | 'TLSv1.3',
    requestCert: boolean,
    rejectUnauthorized: boolean,
    status = 200,
  ) => {
    const server = createHttps({ ...files, maxVersion, requestCert, rejectUnauthorized }, (_, response) =>
      response.writeHead(status).end(),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const target = liveTarget('http', `https://127.0.0.1:${port}/`, { mutualTls: true });
      const { facts, unknown } = await collectHttp(target, liveOptions());
      return [unknown.length, facts[0]?.value.answered, facts[0]?.value.status];
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  assert.deepEqual(await of('TLSv1.3', false, false), [0, true, 200]);
  assert.deepEqual(await of('TLSv1.2', true, false, 400), [0, false, 400]);
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const refused = await of(version, true, true);
    // Node's own server hangs up without an alert.
    assert.notEqual(refused[1], true, version);
  }
});
