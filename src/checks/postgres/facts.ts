/** The facts that files for PostgreSQL yield. What each field means is settled by the server. */
import type { FactKind, FieldShape } from '../../engine/fact.ts';
import { flag, list, number, numberOrNull, text, textOrNull, texts, textsOrNull } from '../shape.ts';

const witness: FieldShape = {
  type: 'object',
  nullable: true,
  about: 'A connection that certainly arrives; null where nothing is certain',
  fields: {
    address: textOrNull('Null over the Unix socket; a host name where only that is known'),
    database: text('`anydb` stands for any that is not named'),
    user: text('`anyuser` stands for any that is not named, `+dba` for a member of dba'),
  },
};

export const pgHba: FactKind = {
  fact: 'pg.hba',
  about: 'A pg_hba.conf: who may connect from where, over which transport, by which method.',
  fields: {
    loadable: flag('The server takes the file; what else is said of it is left out otherwise'),
    empty: flag('It has no entries, for which the server refuses it'),
    entries: list('Entries in order, those of included files in their place', {
      line: number('First physical line'),
      path: text('The file that holds it'),
      type: textOrNull('local, host, hostssl, …; null where the entry is faulty'),
      databases: textsOrNull('As written, without quotes'),
      users: textsOrNull('As written, without quotes'),
      address: textOrNull('As written, with its mask; null for local'),
      method: textOrNull('ident of a local entry is peer'),
      options: { type: 'map', of: text(''), about: 'Options of the method' },
      error: textOrNull('Why the server refuses it'),
      reachable: flag('Some connection arrives at it'),
      shadowedBy: {
        type: 'list',
        of: number(''),
        about: 'Lines that take all it would, where nothing arrives',
      },
      isBypassed: flag('A reject, where one of these lets somebody in before'),
    }),
    exposures: list('What lets somebody in: an entry, a transport, clients or replication', {
      line: number('Of the entry'),
      type: text('Of the entry'),
      databases: texts('Of the entry'),
      users: texts('Of the entry'),
      method: text(''),
      transport: text('local, ssl, nossl; gss (GSSAPI encryption) for entries that take no TLS'),
      replication: flag('Physical replication, which copies the whole cluster'),
      certain: flag('False where only the server knows whether anything arrives'),
      ranges: texts('Addresses from which it is reached, as ranges'),
      names: texts('Host names, samehost, samenet from which it is reached'),
      anyDatabase: flag('For all databases'),
      anyUser: flag('For all users'),
      clientCertificate: flag('A certificate of the client is verified'),
      witness,
    }),
    remoteUsers: list('Users that a rule asks for and that get in over the network', {
      user: text(''),
      line: number(''),
      method: text(''),
      ranges: texts('Addresses'),
      names: texts('Host names, samehost, samenet'),
    }),
    final: {
      type: 'object',
      about: 'Whether nothing is left to the implicit end of the file',
      fields: {
        ipv4: flag('No client over IPv4'),
        ipv6: flag('No client over IPv6'),
        replication: flag('No replication over the network'),
      },
    },
    localAccess: flag('Somebody gets in over the Unix socket or from the machine itself'),
    lastLine: numberOrNull('Line of the last entry'),
  },
};

export const pgSetting: FactKind = {
  fact: 'pg.setting',
  about:
    'A setting of the server: what a source sets, or what a complete configuration leaves at its default.',
  fields: {
    name: text('Lower case'),
    raw: textOrNull('As written, without quotes; null for a default'),
    value: text(
      'As the server has it: on or off, a number in the base unit, one of the options as it is spelled',
    ),
    seconds: numberOrNull('A length of time in seconds; null for settings that are none'),
    unit: textOrNull('The base unit: ms, s'),
    source: text('file, auto (postgresql.auto.conf), argument, sql, server (a running one), or default'),
    scope: {
      type: 'object',
      about: 'For whom, both null for everybody',
      fields: { database: textOrNull(''), role: textOrNull('') },
    },
    where: text('The source in words: postgresql.conf, role app'),
    context: text(
      'When a change takes effect: postmaster after a restart, sighup after a reload, user at once, …',
    ),
    waitsForRestart: flag('The script that sets it reloads, but only a restart would do'),
  },
};

export const pgConf: FactKind = {
  fact: 'pg.conf',
  about: 'What the server says, or would say, of its configuration files as a whole.',
  fields: {
    errors: list('What it refuses: a line that it cannot read, a value, a name', {
      name: textOrNull('The setting; null where the line is no setting'),
      path: text('The file'),
      line: number('From 1'),
      message: text(''),
    }),
    waitsForReload: texts('Settings that the files change and that the running server has not taken yet'),
  },
};

export const pgGrant: FactKind = {
  fact: 'pg.grant',
  about: 'Rights on schemas: a GRANT in SQL, or what a role has on a running server.',
  fields: {
    privileges: texts('Lower case; all stands for create and usage'),
    schemas: texts(''),
    grantees: texts('public stands for every role'),
  },
};

export const pgExtension: FactKind = {
  fact: 'pg.extension',
  about: 'A CREATE EXTENSION in SQL, or an extension of a running server.',
  fields: { name: text('') },
};

export const pgFunction: FactKind = {
  fact: 'pg.function',
  about: 'A CREATE FUNCTION or CREATE PROCEDURE in SQL, or a SECURITY DEFINER function of a running server.',
  fields: {
    name: text('With its schema, as written'),
    securityDefiner: flag('It runs with the rights of its owner'),
    searchPath: flag('It sets search_path for itself'),
  },
};

export const pgImage: FactKind = {
  fact: 'pg.image',
  about: 'What the environment of a container tells the official image of PostgreSQL.',
  fields: {
    hostAuthMethod: text('By which all hosts get in, behind the entries that the image has'),
  },
};

export const postgresKinds: readonly FactKind[] = [
  pgHba,
  pgSetting,
  pgConf,
  pgGrant,
  pgExtension,
  pgFunction,
  pgImage,
];
