/** Rows of many kinds out of one query, and which of them a server refused. */
import { MOST_ROWS, type Part, type RowKinds } from './queries.ts';
import type { PostgresSession } from './session.ts';

interface KindRow {
  readonly kind: keyof RowKinds;
  readonly row: RowKinds[keyof RowKinds];
}

export interface Rows {
  /** In the order of the server, at most `MOST_ROWS`. */
  of<Kind extends keyof RowKinds>(kind: Kind): readonly RowKinds[Kind][];
  /** Why something is missing: a part that was refused, or more rows than are read. */
  readonly unknown: readonly string[];
}

/** Asks all parts at once; where the server refuses that, each alone, so that one that it lacks costs only itself. */
export async function rowsOf(session: PostgresSession, parts: readonly Part[]): Promise<Rows> {
  if (parts.length === 0) return collected([], []);
  const together = await session.tried<KindRow>(parts.join('\nUNION ALL\n'));
  if (together.kind === 'rows') return collected(together.rows, []);
  const rows: KindRow[] = [];
  const unknown: string[] = [];
  for (const part of parts) {
    const alone = await session.tried<KindRow>(part);
    if (alone.kind === 'refused') unknown.push(`${kindOf(part)}: ${alone.reason}`);
    else for (const row of alone.rows) rows.push(row);
  }
  return collected(rows, unknown);
}

function kindOf(part: Part): string {
  return /'(\w+)' AS kind/.exec(part)?.[1] ?? 'a query';
}

function collected(rows: readonly KindRow[], refused: readonly string[]): Rows {
  const byKind = new Map<string, RowKinds[keyof RowKinds][]>();
  for (const { kind, row } of rows) {
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [row]);
    else known.push(row);
  }
  const unknown = [...refused];
  for (const [kind, found] of byKind) {
    // Lines of files are bounded by the files, and the first alone would say something else than all.
    if (found.length <= MOST_ROWS || kind === 'hba' || kind === 'file' || kind === 'override') continue;
    found.length = MOST_ROWS;
    unknown.push(`there are more than ${MOST_ROWS} of the kind ${kind}, and only so many were judged`);
  }
  return {
    unknown,
    of<Kind extends keyof RowKinds>(kind: Kind) {
      // The query names the kind of each row.
      return (byKind.get(kind) ?? []) as RowKinds[Kind][];
    },
  };
}
