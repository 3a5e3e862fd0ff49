/**
 * A session that can change nothing and holds nobody up: one read-only transaction with a deadline for every statement,
 * over a socket that was checked.
 */
import { Client, type QueryConfig, type QueryResultRow } from 'pg';
import { parseRange } from '../../../engine/cidr.ts';
import type { Connections, Socket } from '../../../probe/connect.ts';
import type { PostgresLogin } from './login.ts';

export interface PostgresSession {
  /** Rows of a query that every role may make. Rejects where the server or the connection fails. */
  rows<Row extends QueryResultRow>(sql: string): Promise<readonly Row[]>;
  /** Sets deadlines for what follows. Queries before it see the settings that the server gives to everybody. */
  limit(): Promise<void>;
  /** After `limit`: rows of a query that the server may refuse, as an outcome. */
  tried<Row extends QueryResultRow>(sql: string): Promise<Queried<Row>>;
  /** Of the transport: null in plain text. */
  readonly tls: { readonly protocol: string; readonly cipher: string } | null;
  end(): Promise<void>;
}

export type Queried<Row> =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

export type Entered =
  | { readonly kind: 'session'; readonly session: PostgresSession }
  | { readonly kind: 'failed'; readonly reason: string };

const STATEMENT_MS = 5_000;

/** A refused statement would end the transaction for all that follow: each goes back to the savepoint. */
const LIMIT = `SET LOCAL statement_timeout = ${STATEMENT_MS}; SET LOCAL lock_timeout = 1000; SAVEPOINT asked`;

/** Opens the session; the reason of a failure never holds the password. */
export async function enter(
  login: PostgresLogin,
  connections: Connections,
  deadline: number,
): Promise<Entered> {
  const connected = await connections.open({ host: login.host, port: login.port });
  if (connected.kind === 'failed') return { kind: 'failed', reason: connected.reason };
  const { socket } = connected;
  const client = new Client({
    // Only `src/probe` connects: the socket is there already, and says so when the library asks for it.
    stream: () => alreadyConnected(socket),
    host: login.host,
    port: login.port,
    database: login.database,
    user: login.user,
    ...(login.password === null ? {} : { password: login.password }),
    ssl: sslOptions(login),
    connectionTimeoutMillis: deadline,
    query_timeout: STATEMENT_MS + 1_000,
    application_name: 'secbaseline',
  });
  client.on('error', () => {});
  const abort = (): void => {
    socket.destroy();
  };
  connections.signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    await client.query('BEGIN TRANSACTION READ ONLY');
  } catch (error) {
    socket.destroy();
    return { kind: 'failed', reason: reasonOf(error, login) };
  }
  return { kind: 'session', session: sessionOf(client, socket) };
}

/** `allow` and `prefer` would speak in plain text where the server wishes; asking for TLS first is what is left of them. */
function sslOptions({ sslMode, authorities, host }: PostgresLogin) {
  if (sslMode === 'disable') return false;
  return {
    ...(authorities === null ? {} : { ca: authorities }),
    // A server is asked for by name only; an address is compared with the certificate all the same.
    ...(parseRange(host) === null ? { servername: host } : { host }),
    rejectUnauthorized: sslMode === 'verify-ca' || sslMode === 'verify-full',
    ...(sslMode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

function alreadyConnected(socket: Socket): Socket {
  return Object.assign(socket, {
    connect: () => {
      setImmediate(() => socket.emit('connect'));
      return socket;
    },
  });
}

function sessionOf(client: Client, socket: Socket): PostgresSession {
  return {
    tls: tlsOf(client),
    async rows<Row extends QueryResultRow>(sql: string): Promise<readonly Row[]> {
      return (await client.query<Row>(sql)).rows;
    },
    async limit() {
      await client.query(LIMIT);
    },
    async tried<Row extends QueryResultRow>(sql: string): Promise<Queried<Row>> {
      try {
        // The extended protocol takes one statement only: `COMMIT; …` would leave the read-only transaction.
        const asked: QueryConfig & { readonly queryMode: 'extended' } = { text: sql, queryMode: 'extended' };
        const { rows } = await client.query<Row>(asked);
        return { kind: 'rows', rows };
      } catch (error) {
        await client.query('ROLLBACK TO SAVEPOINT asked');
        const code = codeOf(error);
        return { kind: 'refused', code, reason: error instanceof Error ? error.message : code };
      }
    },
    async end() {
      await client.end().catch(() => {});
      socket.destroy();
    },
  };
}

function tlsOf(client: Client): PostgresSession['tls'] {
  const { connection } = client as unknown as {
    readonly connection: {
      readonly stream: Partial<{ getProtocol(): string | null; getCipher(): { name: string } }>;
    };
  };
  const { stream } = connection;
  const protocol = stream.getProtocol?.() ?? null;
  return protocol === null ? null : { protocol, cipher: stream.getCipher?.().name ?? '' };
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** SQLSTATE classes 28 (authorization), 3D (no such database), 53 (too many connections), 57 (starting, shutting down). */
function reasonOf(error: unknown, { user, database, host, sslMode }: PostgresLogin): string {
  const code = codeOf(error);
  if (code === '28P01') return `the password for ${user} is not accepted`;
  if (code === '28000') return `${user} is not let in by pg_hba.conf, or has no such role`;
  if (code === '3D000') return `there is no database ${database}`;
  if (code === '53300') return 'the server has no connection left';
  if (code.startsWith('57')) return 'the server is starting or stopping';
  const message = error instanceof Error ? error.message : String(error);
  if (/does not support SSL/.test(message))
    return `the server does not offer TLS, and sslmode=${sslMode} wants it`;
  if (/timeout/i.test(message)) return 'no answer in time: is it a PostgreSQL server?';
  if (/self.signed|certificate|altname|CERT_/i.test(message + code)) {
    return `the certificate of ${host} is not accepted (${code || message}); sslrootcert names its authority`;
  }
  if (/SASL|password must be a string/.test(message)) {
    return `no password for ${user}: PGPASSWORD, PGPASSFILE or the DSN give one`;
  }
  return `no PostgreSQL session (${code || message})`;
}
