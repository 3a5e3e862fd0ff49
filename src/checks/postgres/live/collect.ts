/** Facts of a running PostgreSQL server: few read-only queries, and what this role may not read said with its GRANT. */
import type { Fact } from '../../../engine/fact.ts';
import { collectAsLive } from '../../as-live.ts';
import type { CollectOptions } from '../../collector.ts';
import type { LiveCollected, LiveCollector, LiveTarget } from '../../live.ts';
import { liveFact } from '../../live-fact.ts';
import { postgresCollector } from '../collect.ts';
import { catalogFacts } from './catalog.ts';
import { declaredQuery } from './declared.ts';
import { refusal } from './grants.ts';
import { hbaText } from './hba-text.ts';
import { isVerified, type PostgresLogin } from './login.ts';
import { ABOUT, type AboutRow, OPEN, RESERVED, type Reserved, SETTINGS, type SettingRow } from './queries.ts';
import { type Rows, rowsOf } from './rows.ts';
import { enter, type PostgresSession } from './session.ts';
import { confFact, isOwn, type ServerSettings, settingFacts } from './settings.ts';

export const collectPostgres: LiveCollector = async (target, options): Promise<LiveCollected> => {
  const { login } = target;
  if (login === undefined)
    return { facts: [], unknown: ['nobody says as whom to enter the server: --dsn-env NAME'] };
  const entered = await enter(login, options.connections, options.deadline);
  if (entered.kind === 'failed') return { facts: [], unknown: [entered.reason] };
  const { session } = entered;
  const facts: Fact[] = [];
  const unknown: string[] = [];
  try {
    for (const made of [
      await ofServer(target, login, session, options.collect),
      ...(await declared(target, session)),
    ]) {
      for (const fact of made.facts) facts.push(fact);
      for (const reason of made.unknown) unknown.push(reason);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    unknown.push(`the session ended: ${reason}`);
  } finally {
    await session.end();
  }
  return { facts, unknown };
};

/** What rules read it for: what nobody reads is not asked for, and not missed. */
const READ_FOR: Readonly<Record<Reserved, (options: CollectOptions) => boolean>> = {
  readsHba: (options) => isRead(options, 'pg.hba'),
  readsFiles: (options) => isRead(options, 'pg.conf'),
  readsVerifiers: ({ reads }) => {
    const fields = reads === null ? null : reads('pg.role');
    return fields === null || fields.has('md5') || fields.has('verifier');
  },
  readsSessions: (options) => isRead(options, 'pg.sessions'),
};

function isRead({ reads }: CollectOptions, kind: string): boolean {
  return reads === null || reads(kind)?.size !== 0;
}

async function ofServer(
  target: LiveTarget,
  login: PostgresLogin,
  session: PostgresSession,
  options: CollectOptions,
): Promise<LiveCollected> {
  const settings = await session.rows<SettingRow>(SETTINGS);
  await session.limit();
  const [about] = await session.rows<AboutRow>(ABOUT);
  if (about === undefined) throw new Error('the server says nothing about itself');
  const wanted = (Object.keys(RESERVED) as Reserved[]).filter((right) => READ_FOR[right](options));
  // Behind a value that this session has for itself stands another one, in the files.
  const behind: readonly Reserved[] =
    settings.some(isOwn) && isRead(options, 'pg.setting') ? ['readsFiles'] : [];
  const allowed = [...new Set([...wanted, ...behind])].filter((right) => about[right]);
  const open = await rowsOf(session, OPEN);
  const reserved = await rowsOf(
    session,
    allowed.map((right) => RESERVED[right]),
  );
  const server: ServerSettings = {
    version: Math.floor(about.number / 10_000),
    role: about.role,
    settings,
    overrides: open.of('override'),
    files: allowed.includes('readsFiles') ? reserved.of('file') : null,
  };
  const hba = allowed.includes('readsHba') ? ofHba(target, reserved, server, options) : NOTHING;
  const conf = confFact(target, server);
  return {
    facts: [
      connectionFact(target, login, session, about, settings),
      ...settingFacts(target, server),
      ...(conf === null ? [] : [conf]),
      ...hba.facts,
      ...catalogFacts(target, open, reserved),
    ],
    unknown: [
      ...wanted.filter((right) => !about[right]).map((right) => refusal(right, about)),
      ...open.unknown,
      ...reserved.unknown,
      ...hba.unknown,
    ],
  };
}

const NOTHING: LiveCollected = { facts: [], unknown: [] };

function ofHba(
  target: LiveTarget,
  reserved: Rows,
  { version }: ServerSettings,
  options: CollectOptions,
): LiveCollected {
  const files = { 'pg_hba.conf': hbaText(reserved.of('hba')) };
  return collectAsLive(
    postgresCollector,
    files,
    { ...options, postgresVersion: String(version), reads: null },
    target,
  );
}

function connectionFact(
  target: LiveTarget,
  login: PostgresLogin,
  { tls }: PostgresSession,
  { version, role, superuser }: AboutRow,
  settings: readonly SettingRow[],
): Fact {
  return liveFact(target, {
    fact: 'pg.connection',
    subject: `the connection to ${login.host}:${login.port}`,
    value: {
      sslMode: login.sslMode,
      verified: isVerified(login),
      tls: tls !== null,
      protocol: tls?.protocol ?? null,
      version,
      role,
      superuser,
      pendingRestart: settings.filter((row) => row.pending_restart).map(({ name }) => name),
    },
  });
}

async function declared(target: LiveTarget, session: PostgresSession): Promise<readonly LiveCollected[]> {
  const made: LiveCollected[] = [];
  for (const query of target.queries) made.push(await declaredQuery(target, session, query));
  return made;
}
