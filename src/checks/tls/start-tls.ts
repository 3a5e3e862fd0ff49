/** What must be said in clear before a service speaks TLS on a port that is not TLS from the first byte. */

export type StartTls = 'postgres' | 'smtp' | 'imap';

export interface Turn {
  readonly send: Buffer;
  /** `ready` to go on, `refused` where the service has no TLS, null while the answer is not whole. */
  readonly read: (received: Buffer) => 'ready' | 'refused' | null;
}

const text = (words: string): Buffer => Buffer.from(words, 'latin1');

/** SSLRequest of the PostgreSQL protocol: one byte comes back, S or N. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** RFC 5321 section 4.2: the last line of a reply has a space behind its code. */
function smtpReply(code: string): Turn['read'] {
  return (received) => {
    const last = received.toString('latin1').split('\r\n').slice(0, -1).at(-1);
    if (last === undefined || !/^\d{3} |^\d{3}$/.test(last)) return null;
    return last.startsWith(code) ? 'ready' : 'refused';
  };
}

function imapReply(tag: string): Turn['read'] {
  return (received) => {
    const lines = received.toString('latin1').split('\r\n').slice(0, -1);
    const line = lines.find((candidate) => candidate.startsWith(`${tag} `));
    if (line === undefined) return null;
    return line.startsWith(`${tag} OK`) ? 'ready' : 'refused';
  };
}

/** The exchanges that lead to TLS, in order (PostgreSQL protocol 54.7.10, RFC 3207, RFC 3501 section 6.2.1). */
export const START_TLS: Readonly<Record<StartTls, readonly Turn[]>> = {
  postgres: [
    {
      send: SSL_REQUEST,
      read: (received) => (received.length === 0 ? null : received[0] === 0x53 ? 'ready' : 'refused'),
    },
  ],
  smtp: [
    { send: text(''), read: smtpReply('220') },
    { send: text('EHLO secbaseline.invalid\r\n'), read: smtpReply('250') },
    { send: text('STARTTLS\r\n'), read: smtpReply('220') },
  ],
  imap: [
    { send: text(''), read: imapReply('*') },
    { send: text('a1 STARTTLS\r\n'), read: imapReply('a1') },
  ],
};
