/** Endpoints that hang, lie, drip, flood or hang up: nothing waits for ever, and nothing is made of it. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { collectTls } from '../../../src/checks/tls/live.ts';
import { serveRaw } from '../../support/http-server.ts';
import { liveOptions, liveTarget } from '../../support/live-target.ts';

const ALERT = Buffer.from('15030300020228', 'hex');
const WARNING = Buffer.from('15030300020170', 'hex');
/** A ServerHello of TLS 1.2 that chose the suite 0xc02f. */
const HELLO = Buffer.from(`160303002c02000028${'0303'}${'00'.repeat(32)}00c02f000000`, 'hex');
/** One of SSL 2.0: its header, the type, and the rest. */
const SSL_TWO = Buffer.from('800b0400010002000000000000', 'hex');

async function collect(onSocket: (socket: Socket) => void, deadline = 300) {
  const server = await serveRaw(onSocket);
  const start = performance.now();
  try {
    const target = liveTarget('tls', `tls://127.0.0.1:${server.port}`, { server: 'localhost' });
    const { facts, unknown } = await collectTls(target, liveOptions({ deadline }));
    return { value: facts[0]?.value, unknown: facts[0]?.unknown ?? {}, why: unknown.join() };
  } finally {
    server.close();
    assert.ok(performance.now() - start < 10_000);
  }
}

const isSslTwo = (data: Buffer): boolean => ((data[0] ?? 0) & 0x80) !== 0;
const versionOf = (data: Buffer): number => data.readUInt16BE(9);

test('a server that says nothing is unknown', async () => {
  assert.match((await collect(() => {})).why, /no answer within 0\.3 s/);
});

test('hanging up says no more than that', async () => {
  assert.match((await collect((socket) => socket.destroy())).why, /ends every connection without an answer/);
  assert.match((await collect((socket) => socket.end())).why, /ends every connection without an answer/);
  assert.match((await collect((socket) => socket.once('data', () => socket.end(ALERT)))).why, /alert 40/);
});

test('a byte a second is no answer', async () => {
  const { why } = await collect((socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(HELLO.subarray(at, ++at)), 100);
    socket.once('close', () => clearInterval(timer));
  });
  assert.match(why, /no answer within/);
});

test('other protocols, garbage and floods are not TLS', async () => {
  for (const bytes of [
    Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'),
    Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
    Buffer.alloc(4_000_000, 0x41),
  ]) {
    const { value, why } = await collect((socket) => socket.write(bytes));
    assert.deepEqual([value?.tls, why], [false, '']);
  }
});

test('a flood of empty records ends at the limit', async () => {
  const empty = Buffer.from('1603030000', 'hex');
  const { value, why } = await collect((socket) => {
    socket.write(Buffer.concat(Array.from({ length: 100_000 }, () => empty)));
  });
  assert.deepEqual([value?.tls, why], [false, '']);
});

test('a hello that goes nowhere: what it says is known, all else unknown', async () => {
  const { value, unknown } = await collect((socket) => {
    socket.once('data', (data) => {
      if (!isSslTwo(data) && versionOf(data) === 0x0303) socket.write(HELLO);
      else socket.end(ALERT);
    });
  });
  assert.deepEqual([value?.tls, value?.protocols], [true, ['TLSv1.2']]);
  for (const field of ['certificate', 'sessionTickets', 'clientCertificate'])
    assert.ok(unknown[field] !== undefined, field);
});

test('a version that is answered too late is unknown, and so is the list', async () => {
  const { unknown } = await collect((socket) => {
    socket.once('data', (data) => {
      if (isSslTwo(data)) return;
      socket.end(versionOf(data) === 0x0303 ? HELLO : ALERT);
    });
  });
  assert.match(unknown.protocols ?? '', /^SSLv2: no answer/);
});

test('SSL 2.0 that is answered is seen, a warning before the hello is passed over', async () => {
  const { value } = await collect((socket) => {
    socket.once('data', (data) => {
      if (isSslTwo(data)) socket.end(SSL_TWO);
      else socket.end(versionOf(data) === 0x0303 ? Buffer.concat([WARNING, HELLO]) : ALERT);
    });
  });
  assert.deepEqual(value?.protocols, ['SSLv2', 'TLSv1.2']);
});
