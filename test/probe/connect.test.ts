/** Connections to listeners on loopback: who is asked, how many at once, and that everything ends. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connections, LIMITS } from '../../src/probe/connect.ts';
import { consentTo } from '../../src/probe/consent.ts';
import { converse } from '../../src/probe/converse.ts';

const servers: Server[] = [];
const accepted = new Set<Socket>();
after(() => {
  for (const socket of accepted) socket.destroy();
  for (const server of servers) server.close();
});

/** Listens on 127.0.0.1 and counts whoever comes. */
async function listen(onSocket: (socket: Socket) => void = () => {}) {
  let count = 0;
  const server = createServer((socket) => {
    count++;
    accepted.add(socket.on('error', () => {}));
    onSocket(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, arrivals: () => count };
}

const run = (hosts: readonly string[], signal = new AbortController().signal) =>
  connections(consentTo(hosts), signal, { inAll: 3, perHost: 2, connectMs: 1_000 });

test('no packet goes to a host that nobody named', async () => {
  const listener = await listen();
  for (const host of ['127.0.0.1', 'localhost', '::ffff:127.0.0.1']) {
    const outcome = await run(['api.example.test']).open({ host, port: listener.port });
    assert.equal(outcome.kind === 'failed' && outcome.why, 'no-consent', host);
  }
  await pause(20);
  assert.equal(listener.arrivals(), 0);
});

test('a named host is reached at the address that was checked', async () => {
  const listener = await listen();
  const outcome = await run(['localhost']).open({ host: 'localhost', port: listener.port });
  assert.ok(outcome.kind === 'connected');
  assert.equal(outcome.address, '127.0.0.1');
  outcome.socket.destroy();
  assert.equal(listener.arrivals(), 1);
});

test('refusal, an unknown name and an end of the run are told apart', async () => {
  const listener = await listen();
  servers.at(-1)?.close();
  await pause(5);
  const refused = await run(['127.0.0.1']).open({ host: '127.0.0.1', port: listener.port });
  assert.equal(refused.kind === 'failed' && refused.why, 'refused');
  const unknown = await run(['nowhere.invalid']).open({ host: 'nowhere.invalid', port: 1 });
  assert.equal(unknown.kind === 'failed' && unknown.why, 'unresolved');
  const ended = await run(['127.0.0.1'], AbortSignal.abort()).open({ host: '127.0.0.1', port: 1 });
  assert.equal(ended.kind === 'failed' && ended.why, 'aborted');
});

test('a host gets two connections at once, and the next when one of them ends', async () => {
  const listener = await listen();
  const { open } = run(['127.0.0.1']);
  const endpoint = { host: '127.0.0.1', port: listener.port };
  const [first, second] = await Promise.all([open(endpoint), open(endpoint)]);
  assert.ok(first.kind === 'connected' && second.kind === 'connected');
  const third = open(endpoint);
  assert.equal(await Promise.race([third, pause(50, 'waits')]), 'waits');
  first.socket.destroy();
  const late = await third;
  assert.ok(late.kind === 'connected');
  for (const socket of [second.socket, late.socket]) socket.destroy();
});

test('over all hosts there are so many at once, and sixteen in a run', async () => {
  const hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
  const server = createServer((socket) => accepted.add(socket.on('error', () => {})));
  servers.push(server);
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { open } = run(hosts);
  const three = await Promise.all(hosts.slice(0, 3).map((host) => open({ host, port })));
  const fourth = open({ host: '127.0.0.4', port });
  assert.equal(await Promise.race([fourth, pause(50, 'waits')]), 'waits');
  for (const one of three) if (one.kind === 'connected') one.socket.destroy();
  const late = await fourth;
  assert.ok(late.kind === 'connected');
  late.socket.destroy();
  assert.deepEqual([LIMITS.inAll, LIMITS.perHost], [16, 2]);
});

test('waiting ends with the run', async () => {
  const listener = await listen();
  const controller = new AbortController();
  const { open } = run(['127.0.0.1'], controller.signal);
  const endpoint = { host: '127.0.0.1', port: listener.port };
  const held = await Promise.all([open(endpoint), open(endpoint)]);
  const waiting = open(endpoint);
  controller.abort();
  const outcome = await waiting;
  assert.equal(outcome.kind === 'failed' && outcome.why, 'aborted');
  for (const one of held) if (one.kind === 'connected') one.socket.destroy();
});

/** Asks for eight bytes that end in a full stop. */
async function ask(onSocket: (socket: Socket) => void, signal = new AbortController().signal) {
  const listener = await listen(onSocket);
  const outcome = await run(['127.0.0.1']).open({ host: '127.0.0.1', port: listener.port });
  assert.ok(outcome.kind === 'connected');
  const answer = await converse(outcome.socket, {
    send: Buffer.from('hello'),
    read: (received) => (received.includes('.') ? received.toString() : null),
    limit: 64,
    deadline: 150,
    signal,
  });
  outcome.socket.destroy();
  return answer;
}

test('an answer is read although it comes in pieces', async () => {
  const answer = await ask(async (socket) => {
    for (const piece of ['a', 'b', 'c.']) {
      socket.write(piece);
      await pause(10);
    }
  });
  assert.deepEqual(answer, { kind: 'answer', answer: 'abc.' });
});

test('servers that hang, drip, flood, half-close or hang up end in time', async () => {
  const why = async (onSocket: (socket: Socket) => void) => {
    const answer = await ask(onSocket);
    return answer.kind === 'none' ? answer.why : 'answer';
  };
  assert.equal(await why(() => {}), 'timeout');
  const drip = (socket: Socket) => {
    const timer = setInterval(() => socket.write('x'), 40);
    socket.once('close', () => clearInterval(timer));
  };
  assert.equal(await why(drip), 'timeout');
  assert.equal(await why((socket) => socket.write('x'.repeat(1_000_000))), 'excess');
  assert.equal(await why((socket) => socket.end('x')), 'closed');
  assert.equal(await why((socket) => socket.destroy()), 'closed');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  const aborted = await ask(() => {}, controller.signal);
  assert.equal(aborted.kind === 'none' && aborted.why, 'aborted');
});
