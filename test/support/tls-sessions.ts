/** Sessions of a TLS 1.2 server as a client sees them: the lifetime of its tickets, and whether it remembers a session. */
import { execFile } from 'node:child_process';
import { constants } from 'node:crypto';
import { connect } from 'node:tls';

export interface TlsPlace {
  readonly address: string;
  readonly port: number;
  readonly servername: string;
}

/** The seconds that the server's ticket says it lives for; null where it gives no ticket. */
export function ticketLifetime({ address, port, servername }: TlsPlace): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const args = ['s_client', '-connect', `${address}:${port}`, '-servername', servername, '-tls1_2'];
    const client = execFile('openssl', args, { timeout: 20_000 }, (_, stdout) => {
      const hint = /TLS session ticket lifetime hint: (\d+)/.exec(stdout)?.[1];
      if (!stdout.includes('SSL-Session:')) reject(new Error(`no handshake with ${servername}`));
      else resolve(hint === undefined ? null : Number(hint));
    });
    client.stdin?.end();
  });
}

/** Whether a session is taken up again by a client that knows no tickets. */
export async function isResumedById(place: TlsPlace): Promise<boolean> {
  const first = await handshake(place, undefined);
  return (await handshake(place, first.session)).isReused;
}

function handshake(
  { address, port, servername }: TlsPlace,
  session: Buffer | undefined,
): Promise<{ readonly session: Buffer | undefined; readonly isReused: boolean }> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address,
      port,
      servername,
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_TICKET,
      ...(session === undefined ? {} : { session }),
    });
    socket.once('secureConnect', () => {
      const seen = { session: socket.getSession(), isReused: socket.isSessionReused() };
      socket.destroy();
      resolve(seen);
    });
    socket.once('error', reject);
  });
}
