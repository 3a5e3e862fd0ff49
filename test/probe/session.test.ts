/** A kept connection may be closed while it is used again: then, and only then, is a request sent once more. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { httpSession, type SessionOutcome } from '../../src/probe/session.ts';
import { liveOptions } from '../support/live-target.ts';

type Reply = string | 'reset';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = { path: '/', accept: '*/*', limit: 100, deadline: 2_000 };

/** What each connection in turn answers to its requests, and what came of `count` requests in a row. */
async function asked(script: readonly (readonly Reply[])[], count: number) {
  const requests: number[] = [];
  let connected = 0;
  const server = createServer((socket: Socket) => {
    const replies = script[connected] ?? [];
    const mine = connected++;
    requests[mine] = 0;
    socket.on('error', () => {});
    socket.on('data', () => {
      const reply = replies[requests[mine] ?? 0] ?? 'reset';
      requests[mine] = (requests[mine] ?? 0) + 1;
      if (reply === 'reset') socket.resetAndDestroy();
      else socket.write(reply);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const session = httpSession(liveOptions().connections, {
    url: new URL(`http://127.0.0.1:${port}/`),
    tls: { serverName: null, authorities: null, isVerified: true, client: null },
    headers: {},
    deadline: 2_000,
  });
  try {
    const outcomes: SessionOutcome[] = [];
    for (let i = 0; i < count; i++) outcomes.push(await session.get(GET));
    return { outcomes: outcomes.map(words), requests };
  } finally {
    session.end();
    server.close();
  }
}

function words(outcome: SessionOutcome): string {
  if (outcome.kind === 'failed') return outcome.reason;
  return outcome.kind === 'answer' ? String(outcome.status) : outcome.kind;
}

test('a request on a kept connection that is closed meanwhile is sent once more, over a new one', async () => {
  const { outcomes, requests } = await asked([[OK, 'reset'], [OK]], 2);
  assert.deepEqual(outcomes, ['200', '200']);
  assert.deepEqual(requests, [2, 1]);
});

test('it is sent once more and no oftener', async () => {
  const { outcomes, requests } = await asked([[OK, 'reset'], ['reset'], [OK]], 2);
  assert.deepEqual(outcomes, ['200', 'no HTTP answer (ECONNRESET)']);
  assert.deepEqual(requests, [2, 1]);
});

test('what a new connection is closed at is not sent again', async () => {
  const { outcomes, requests } = await asked([['reset'], [OK]], 1);
  assert.deepEqual(outcomes, ['no HTTP answer (ECONNRESET)']);
  assert.deepEqual(requests, [1]);
});

test('an answer is an answer, whatever it says', async () => {
  const busy = 'HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n';
  const large = `HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n${'x'.repeat(200)}`;
  const { outcomes, requests } = await asked([[OK, busy, large], [OK]], 3);
  assert.deepEqual(outcomes, ['200', '503', 'excess']);
  assert.deepEqual(requests, [3]);
});

test('what is no HTTP is not asked for again', async () => {
  const { outcomes, requests } = await asked([[OK, 'SSH-2.0-OpenSSH_9.2\r\n'], [OK]], 2);
  assert.equal(outcomes[0], '200');
  assert.match(outcomes[1] ?? '', /^no HTTP answer \(HPE_/);
  assert.deepEqual(requests, [2]);
});
