/** Facts of a running PostgreSQL server: few read-only queries, and what this role may not read said with its GRANT. */
import type { Fact } from '../../../engine/fact.ts';
import { collectAsLive } from '../../as-live.ts';
import type { LiveCollected, LiveCollector, LiveTarget } from '../../live.ts';
import { liveFact } from '../../live-fact.ts';
import { postgresCollector } from '../collect.ts';
import { hbaText } from './hba-text.ts';
import { isVerified, type PostgresLogin } from './login.ts';
import {
  ABOUT,
  type AboutRow,
  HBA_RULES,
  type HbaRuleRow,
  OVERRIDES,
  type OverrideRow,
  ROLES,
  ROLES_WITH_VERIFIERS,
  type RoleRow,
  SESSIONS,
  SETTINGS,
  type SessionRow,
  type SettingRow,
} from './queries.ts';
import { enter, type PostgresSession } from './session.ts';
import { overridesText, settingsText } from './settings-text.ts';

interface Visit {
  readonly target: LiveTarget;
  readonly session: PostgresSession;
  readonly login: PostgresLogin;
  readonly facts: Fact[];
  readonly unknown: string[];
}

export const collectPostgres: LiveCollector = async (target, options): Promise<LiveCollected> => {
  const { login } = target;
  if (login === undefined)
    return { facts: [], unknown: ['nobody says as whom to enter the server: --dsn-env NAME'] };
  const entered = await enter(login, options.connections, options.deadline);
  if (entered.kind === 'failed') return { facts: [], unknown: [entered.reason] };
  const { session } = entered;
  const visit: Visit = { target, session, login, facts: [], unknown: [] };
  try {
    const settings = await session.rows<SettingRow>(SETTINGS);
    const about = await aboutServer(visit, settings);
    const postgresVersion = String(Math.floor(about.number / 10_000));
    const files = {
      'postgresql.conf': settingsText(settings),
      'roles.sql': overridesText(await session.rows<OverrideRow>(OVERRIDES)),
      ...(await hbaFile(visit)),
    };
    const collected = collectAsLive(
      postgresCollector,
      files,
      { ...options.collect, postgresVersion, reads: null },
      target,
    );
    visit.facts.push(...collected.facts.map(fromServer));
    await roles(visit, about.superuser);
    await sessions(visit);
    for (const query of target.queries) await declared(visit, query);
    return { facts: visit.facts, unknown: [...visit.unknown, ...collected.unknown] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { facts: visit.facts, unknown: [...visit.unknown, `the session ended: ${reason}`] };
  } finally {
    await session.end();
  }
};

/** The server itself is the source of what was written as files for the collector. */
function fromServer(fact: Fact): Fact {
  return fact.fact === 'pg.setting' ? { ...fact, value: { ...fact.value, source: 'server' } } : fact;
}

function add({ target, facts }: Visit, fact: string, subject: string, value: Fact['value']): void {
  facts.push(liveFact(target, { fact, subject, value }));
}

async function aboutServer(visit: Visit, settings: readonly SettingRow[]): Promise<AboutRow> {
  const { session, login } = visit;
  const [about] = await session.rows<AboutRow>(ABOUT);
  if (about === undefined) throw new Error('the server says nothing about itself');
  add(visit, 'pg.connection', `the connection to ${login.host}:${login.port}`, {
    sslMode: login.sslMode,
    verified: isVerified(login),
    tls: session.tls !== null,
    protocol: session.tls?.protocol ?? null,
    version: about.version,
    role: about.role,
    superuser: about.superuser,
    pendingRestart: settings.filter((row) => row.pending_restart).map(({ name }) => name),
  });
  return about;
}

const GRANT_HBA =
  'GRANT SELECT ON pg_hba_file_rules TO role; GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO role would allow it';

async function hbaFile({ session, unknown }: Visit): Promise<Readonly<Record<string, string>>> {
  const answer = await session.tried<HbaRuleRow>(HBA_RULES);
  if (answer.kind === 'refused') {
    unknown.push(`pg_hba_file_rules: ${answer.reason}; ${GRANT_HBA}`);
    return {};
  }
  return { 'pg_hba.conf': hbaText(answer.rows.map(({ rule }) => rule)) };
}

/** Only a superuser may see how passwords are stored; a managed service lets nobody. */
async function roles(visit: Visit, isSuperuser: boolean): Promise<void> {
  const withVerifiers = isSuperuser ? await visit.session.tried<RoleRow>(ROLES_WITH_VERIFIERS) : null;
  const rows = withVerifiers?.kind === 'rows' ? withVerifiers.rows : await visit.session.rows<RoleRow>(ROLES);
  for (const { verifier = null, ...row } of rows) {
    const md5 = verifier === null ? null : verifier === 'md5';
    add(visit, 'pg.role', `role ${row.name}`, { ...row, verifier, md5 });
  }
}

/** Who may not see other sessions gets rows without an address: then nothing is said of them. */
async function sessions(visit: Visit): Promise<void> {
  for (const { tls, ...row } of await visit.session.rows<SessionRow>(SESSIONS)) {
    if (tls === null) continue;
    const who = `${row.count} ${row.count === 1 ? 'session' : 'sessions'} of ${row.role} from ${row.address}`;
    add(visit, 'pg.sessions', who, { ...row, tls });
  }
}

/** SQLSTATE of a table, column or function that is not there: the question does not arise on this server. */
const NOT_THERE: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '3F000']);

/** A repository writes these, and a person's rights run them: nothing that could end the read-only transaction. */
const READS = /^\s*(?:select|with|table|values)\b/i;

async function declared(visit: Visit, { id, sql }: LiveTarget['queries'][number]): Promise<void> {
  if (!READS.test(sql)) {
    visit.unknown.push(`query ${id} is no SELECT, and is not run`);
    return;
  }
  const answer = await visit.session.tried<Readonly<Record<string, unknown>>>(sql);
  if (answer.kind === 'refused') {
    if (!NOT_THERE.has(answer.code)) visit.unknown.push(`query ${id}: ${answer.reason}`);
    return;
  }
  const first = answer.rows[0];
  const value = first === undefined ? null : numeric(Object.values(first)[0]);
  if (value === null) visit.unknown.push(`query ${id} gives no number`);
  else add(visit, 'pg.query', `query ${id}`, { id, value });
}

/** Counts come as text where they are 64 bits wide. */
function numeric(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime() / 1000;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
    ? Number(value)
    : null;
}
