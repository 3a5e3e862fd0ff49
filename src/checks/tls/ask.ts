/** One question to an endpoint: connect, start TLS where the service wants it, say a hello, hear the answer. */
import type { Connections, Endpoint, Socket } from '../../probe/connect.ts';
import { type Conversation, converse } from '../../probe/converse.ts';
import { clientHello, type HelloRequest, sslTwoHello } from './client-hello.ts';
import { isSslTwoHello, readFlight, type ServerFlight } from './server-flight.ts';
import { START_TLS, type StartTls } from './start-tls.ts';

export interface TlsService extends Endpoint {
  /** The name that is asked for; null for none. */
  readonly serverName: string | null;
  readonly startTls: StartTls | null;
}

export type Answered =
  | ServerFlight
  /** The server ended the connection without a word: it refuses, where it answers other hellos. */
  | { readonly kind: 'closed' }
  /** It was not found out: no connection, no answer in time, the end of the run. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface Asker {
  readonly connections: Connections;
  readonly service: TlsService;
  /** For one answer, in ms. */
  readonly deadline: number;
}

const LIMIT = 256 * 1024;

/** Asks with a hello of TLS or SSL 3.0. With `whole`, the messages of the server up to its ServerHelloDone are read. */
export async function ask(asker: Asker, hello: HelloRequest, whole = false): Promise<Answered> {
  const answered = await exchange(asker, clientHello(hello), (received) => readFlight(received, whole));
  return answered.kind === 'answer' ? answered.answer : answered;
}

/** Whether the server answers a hello of SSL 2.0, or why that was not found out. */
export async function answersSslTwo(
  asker: Asker,
): Promise<boolean | Extract<Answered, { readonly kind: 'unknown' }>> {
  const answered = await exchange(asker, sslTwoHello(), isSslTwoHello);
  if (answered.kind === 'unknown') return answered;
  return answered.kind === 'answer' && answered.answer;
}

export type Exchanged<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | Extract<Answered, { kind: 'closed' | 'unknown' | 'other' }>;

/** Connects, starts TLS where the service wants it, sends, and reads until `read` finds an answer. */
export async function exchange<Answer>(
  asker: Asker,
  send: Buffer,
  read: (received: Buffer) => Answer | null,
): Promise<Exchanged<Answer>> {
  const opened = await openService(asker);
  if (opened.kind !== 'open') return opened;
  try {
    const heard = await converse(opened.socket, { send, read, ...bounds(asker) });
    return heard.kind === 'answer' ? heard : silence(heard, asker.deadline);
  } finally {
    opened.socket.destroy();
  }
}

type Opened =
  | { readonly kind: 'open'; readonly socket: Socket }
  | Extract<Answered, { kind: 'closed' | 'unknown' | 'other' }>;

/** A connection on which TLS may begin. The caller destroys the socket. */
export async function openService(asker: Asker): Promise<Opened> {
  const { connections, service, deadline } = asker;
  const connected = await connections.open(service);
  if (connected.kind === 'failed') return { kind: 'unknown', why: connected.reason };
  const { socket } = connected;
  for (const turn of service.startTls === null ? [] : START_TLS[service.startTls]) {
    const said = await converse(socket, { ...turn, ...bounds(asker) });
    if (said.kind === 'answer' && said.answer === 'ready') continue;
    socket.destroy();
    if (said.kind === 'none') return silence(said, deadline);
    return { kind: 'other', about: `the server refuses TLS (${service.startTls})` };
  }
  return { kind: 'open', socket };
}

function bounds({ connections: { signal }, deadline }: Asker) {
  return { limit: LIMIT, deadline, signal };
}

function silence(
  { why }: Extract<Conversation<unknown>, { kind: 'none' }>,
  deadline: number,
): Extract<Answered, { kind: 'closed' | 'unknown' | 'other' }> {
  switch (why) {
    case 'closed':
      return { kind: 'closed' };
    case 'timeout':
      return { kind: 'unknown', why: `no answer within ${deadline / 1000} s` };
    case 'excess':
      return { kind: 'other', about: 'the answer has no end' };
    case 'aborted':
      return { kind: 'unknown', why: 'the run was ended' };
  }
}
