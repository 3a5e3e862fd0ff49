/** The facts that only a running PostgreSQL server yields. */
import type { FactKind } from '../../../engine/fact.ts';
import { flag, number, text, textOrNull, texts } from '../../shape.ts';

const connection: FactKind = {
  fact: 'pg.connection',
  about: 'How this run entered the server.',
  live: true,
  fields: {
    sslMode: text('disable, allow, prefer, require, verify-ca or verify-full'),
    verified: flag("The server's certificate and name were verified"),
    tls: flag('The connection is encrypted'),
    protocol: textOrNull('TLSv1.3, …; null in plain text'),
    version: text('Of the server, as it says'),
    role: text('As whom'),
    superuser: flag('That role may do everything'),
    pendingRestart: texts('Settings that were changed and are in force only after a restart'),
  },
};

const sessions: FactKind = {
  fact: 'pg.sessions',
  about: 'Who is connected now, by role, address and transport.',
  live: true,
  fields: {
    role: text(''),
    database: text(''),
    address: text('Of the client'),
    tls: flag('Encrypted'),
    count: number('Sessions alike'),
  },
};

const role: FactKind = {
  fact: 'pg.role',
  about: 'A role that may log in.',
  live: true,
  fields: {
    name: text(''),
    superuser: flag(''),
    replication: flag('May copy the whole cluster'),
    bypassRls: flag('Row security does not apply to it'),
    createRole: flag(''),
    expires: flag('Its password has a date on which it ends'),
    passwordless: flag('It is known to have no password'),
    verifier: text('scram-sha-256, md5, none or other; left out where the role of this run may not read it'),
    md5: flag('Its password is stored as MD5; left out as the verifier is'),
  },
};

const query: FactKind = {
  fact: 'pg.query',
  about: 'The value that a declared query reads.',
  live: true,
  fields: { id: text('As declared'), value: number('What came back; a date or an interval in seconds') },
};

export const postgresLiveKinds: readonly FactKind[] = [connection, sessions, role, query];
