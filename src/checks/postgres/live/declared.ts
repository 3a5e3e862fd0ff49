/** Queries that the configuration declares for a target: one SELECT each, and one number out of it. */
import type { LiveCollected, LiveTarget } from '../../live.ts';
import { liveFact } from '../../live-fact.ts';
import type { PostgresSession } from './session.ts';

/** SQLSTATE of a table, column, function or schema that is not there: the question does not arise on this server. */
const NOT_THERE: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '3F000']);

/** A repository writes these, and a person's rights run them: nothing that could end the read-only transaction. */
const READS = /^\s*(?:select|with|table|values)\b/i;

export async function declaredQuery(
  target: LiveTarget,
  session: PostgresSession,
  { id, sql }: LiveTarget['queries'][number],
): Promise<LiveCollected> {
  if (!READS.test(sql)) return unknown(`query ${id} is no SELECT, and is not run`);
  const answer = await session.tried<Readonly<Record<string, unknown>>>(sql);
  if (answer.kind === 'refused') {
    return NOT_THERE.has(answer.code)
      ? { facts: [], unknown: [] }
      : unknown(`query ${id}: ${answer.reason}${mayBeGranted(answer.code) ? GRANT : ''}`);
  }
  const first = answer.rows[0];
  const value = first === undefined ? null : numeric(Object.values(first)[0]);
  if (value === null) return unknown(`query ${id} gives no number`);
  const fact = liveFact(target, { fact: 'pg.query', subject: `query ${id}`, value: { id, value } });
  return { facts: [fact], unknown: [] };
}

/** SQLSTATE insufficient_privilege. */
function mayBeGranted(code: string): boolean {
  return code === '42501';
}

const GRANT = '; GRANT SELECT on it to the role of this run would allow it';

function unknown(reason: string): LiveCollected {
  return { facts: [], unknown: [reason] };
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
