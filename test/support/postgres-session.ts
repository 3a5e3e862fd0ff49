/**
 * PostgreSQL's protocol, as little of it as tests need: what a server asks a client for before it lets it in, and simple
 * queries over a connection that is trusted. https://www.postgresql.org/docs/current/protocol-flow.html
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const TIME_LIMIT_MS = 10_000;

export interface Knock {
  /** Path of the Unix socket, or null for TCP. */
  readonly socket: string | null;
  readonly port: number;
  /** The loopback address to come from. */
  readonly from: string;
  readonly tls: boolean;
  readonly database: string;
  readonly user: string;
  readonly replication: boolean;
}

/** What the server says first: which proof it wants, that there is none needed, or why it refuses. */
export type Answer =
  | { readonly kind: 'asks'; readonly code: number }
  | { readonly kind: 'refuses'; readonly sqlstate: string; readonly message: string };

/** Knocks once and goes away, without a password. */
export async function knock(request: Knock): Promise<Answer> {
  const plain = await opened(request);
  const wire = request.tls ? await overTls(plain) : plain;
  try {
    const reader = messages(wire);
    wire.write(startup(request));
    const { type, body } = await reader.next();
    if (type === 'R') return { kind: 'asks', code: body.readInt32BE(0) };
    if (type === 'E') return { kind: 'refuses', ...refusal(body) };
    throw new Error(`unexpected message ${type}`);
  } finally {
    plain.destroy();
  }
}

function opened({ socket, port, from }: Knock): Promise<Socket> {
  const made =
    socket === null ? connect({ host: '127.0.0.1', port, localAddress: from }) : connect({ path: socket });
  made.setTimeout(TIME_LIMIT_MS, () => made.destroy(new Error('no answer in time')));
  return new Promise((done, fail) => {
    made.once('connect', () => done(made));
    made.once('error', fail);
  });
}

async function overTls(plain: Socket): Promise<Socket> {
  plain.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  const answer = await new Promise<Buffer>((done, fail) => {
    plain.once('data', done);
    plain.once('error', fail);
  });
  if (answer.toString('latin1') !== 'S') throw new Error('the server has no TLS');
  return new Promise((done, fail) => {
    const tls = connectTls({ socket: plain, rejectUnauthorized: false }, () => done(tls));
    tls.once('error', fail);
  });
}

function startup({ user, database, replication }: Pick<Knock, 'user' | 'database' | 'replication'>): Buffer {
  const pairs = ['user', user, 'database', database, ...(replication ? ['replication', 'true'] : [])];
  const body = Buffer.from(`${pairs.join('\0')}\0\0`, 'utf8');
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, body]);
}

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** Messages of the server, one at a time. */
function messages(wire: Socket): { next(): Promise<Message> } {
  let buffer = Buffer.alloc(0);
  let failure: Error | null = null;
  let wake: () => void = () => {};
  wire.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    wake();
  });
  wire.on('error', (error) => {
    failure = error;
    wake();
  });
  wire.on('close', () => {
    failure ??= new Error('the server hung up');
    wake();
  });
  return {
    async next() {
      for (;;) {
        if (buffer.length >= 5) {
          const length = buffer.readInt32BE(1);
          if (buffer.length > length) {
            const body = buffer.subarray(5, length + 1);
            const type = buffer.toString('latin1', 0, 1);
            buffer = buffer.subarray(length + 1);
            return { type, body };
          }
        }
        if (failure !== null) throw failure;
        await new Promise<void>((done) => {
          wake = done;
        });
      }
    },
  };
}

function refusal(body: Buffer): { readonly sqlstate: string; readonly message: string } {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field.charAt(0), field.slice(1)] as const),
  );
  return { sqlstate: fields.get('C') ?? '', message: fields.get('M') ?? '' };
}

export interface Session {
  /** Rows of texts, null for NULL. Throws with the server's message. */
  query(sql: string): Promise<readonly (readonly (string | null)[])[]>;
  close(): void;
}

/** A session over the Unix socket as a user who is trusted there. */
export async function openSession(socket: string, user: string, database: string): Promise<Session> {
  const wire = await opened({ socket, port: 0, from: '', tls: false, database, user, replication: false });
  wire.setTimeout(0);
  const reader = messages(wire);
  wire.write(startup({ user, database, replication: false }));
  const ready = async (): Promise<readonly (readonly (string | null)[])[]> => {
    const rows: (readonly (string | null)[])[] = [];
    let failure: string | null = null;
    for (;;) {
      const { type, body } = await reader.next();
      if (type === 'D') rows.push(columns(body));
      if (type === 'E') failure = refusal(body).message;
      // A FATAL error is the last message.
      if (type === 'E' && body.toString('latin1').startsWith('SFATAL')) throw new Error(failure ?? '');
      if (type !== 'Z') continue;
      if (failure !== null) throw new Error(failure);
      return rows;
    }
  };
  await ready();
  return {
    async query(sql) {
      const text = Buffer.from(`${sql}\0`, 'utf8');
      const head = Buffer.alloc(5);
      head.write('Q', 0, 'latin1');
      head.writeInt32BE(4 + text.length, 1);
      wire.write(Buffer.concat([head, text]));
      return ready();
    },
    close: () => {
      wire.destroy();
    },
  };
}

function columns(body: Buffer): readonly (string | null)[] {
  const values: (string | null)[] = [];
  let at = 2;
  for (let count = body.readInt16BE(0); count > 0; count--) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return values;
}
