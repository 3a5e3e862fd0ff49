/**
 * The pg_hba.conf of a server, written anew from the rows of `pg_hba_file_rules`, so that it is judged by the very analysis
 * that judges a file. The view reads the file, which is in force from the next reload on; it does not tell a quoted keyword
 * from a keyword, and a keyword is taken.
 */
import type { HbaRow } from './queries.ts';

const DATABASE_WORDS: ReadonlySet<string> = new Set(['all', 'sameuser', 'samerole', 'replication']);
const ADDRESS_WORDS: ReadonlySet<string> = new Set(['all', 'samehost', 'samenet']);

/** Blank lines before an entry, at most: nobody's file is longer. */
const MOST_LINES = 100_000;

/**
 * One line for each row, at the number that the file has it, where all rows are of one file; a row that the server refuses
 * becomes a line that it refuses too.
 */
export function hbaText(rows: readonly HbaRow[]): string {
  const isOneFile = new Set(rows.map(({ file_name: file = null }) => file)).size < 2;
  const lines: string[] = [];
  for (const row of rows.toSorted((a, b) => a.at - b.at)) {
    const number = isOneFile ? Math.min(row.line_number ?? 0, MOST_LINES) : 0;
    while (lines.length + 1 < number) lines.push('');
    lines.push(lineOf(row));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function lineOf(row: HbaRow): string {
  const { type, database, user_name: users, address, netmask, auth_method: method } = row;
  if (type === null || row.error !== null || database === null || users === null || method === null)
    return 'invalid';
  const words = [
    type,
    database.map((name) => (DATABASE_WORDS.has(name) ? name : nameOf(name))).join(','),
    users.map((name) => (name === 'all' ? name : nameOf(name))).join(','),
  ];
  if (address !== null) words.push(ADDRESS_WORDS.has(address) ? address : quoted(address));
  if (netmask !== null) words.push(netmask);
  return [...words, method, ...(row.options ?? []).map(quoted)].join(' ');
}

/** A leading `+` (members) or `/` (expression) counts only where it stands outside of the quotes' first place. */
function nameOf(name: string): string {
  return /^[\w$]+$/.test(name) ? quoted(name) : quotedWhere(name);
}

function quotedWhere(name: string): string {
  return /^[+/]/.test(name) && !/[\s,"#]/.test(name) ? name : quoted(name);
}

function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
