/** Whether a client that comes back is spared a whole handshake: by a ticket, or by a session that the server remembers. */
import { once } from 'node:events';
import { type Handshake, handshake } from '../../probe/handshake.ts';
import { type Asker, openService } from './ask.ts';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

/** Versions with which a second connection resumed the session of the first; two whole handshakes for each. */
export async function resumedVersions(
  asker: Asker,
  protocols: readonly string[],
): Promise<readonly string[]> {
  const spoken = VERSIONS.filter((version) => protocols.includes(version));
  const resumed = await Promise.all(spoken.map((version) => resumes(asker, version)));
  return spoken.filter((_, index) => resumed[index] === true);
}

async function resumes(asker: Asker, version: (typeof VERSIONS)[number]): Promise<boolean> {
  const session = await withHandshake(asker, version, null, async ({ nextSession, socket }) => {
    const next = await nextSession();
    await closeWell(socket);
    return next;
  });
  if (session === null) return false;
  return (await withHandshake(asker, version, session, async ({ resumed }) => resumed)) === true;
}

const CLOSE_MS = 300;

/** A server forgets sessions whose connection was broken off (RFC 5246 section 7.2.1). */
async function closeWell(socket: Done['socket']): Promise<void> {
  socket.end();
  socket.resume();
  await once(socket, 'close', { signal: AbortSignal.timeout(CLOSE_MS) }).catch(() => {});
}

type Done = Extract<Handshake, { readonly kind: 'done' }>;

async function withHandshake<Result>(
  asker: Asker,
  version: (typeof VERSIONS)[number],
  session: Buffer | null,
  use: (shaken: Done) => Promise<Result>,
): Promise<Result | null> {
  const { service, connections, deadline } = asker;
  const opened = await openService(asker);
  if (opened.kind !== 'open') return null;
  try {
    const { serverName } = service;
    const { signal } = connections;
    const shaken = await handshake(opened.socket, { serverName, deadline, signal, version, session });
    return shaken.kind === 'done' ? await use(shaken) : null;
  } finally {
    opened.socket.destroy();
  }
}
