/** `decide hba` with flags: one question of a person, answered in sentences. */
import { parseAddress } from '../checks/postgres/hba/address.ts';
import { type Connection, firstMatch, type Transport } from '../checks/postgres/hba/match.ts';
import { type Hba, isLoadable } from '../checks/postgres/hba/parse.ts';
import { visible } from '../report/escape.ts';
import { redact } from '../report/redact.ts';
import { InputError } from '../source/diagnostic.ts';

export interface HbaFlags {
  readonly type?: Transport;
  readonly address?: string;
  readonly database?: string;
  readonly user?: string;
  readonly replication?: boolean;
  readonly group: readonly string[];
}

interface Question {
  readonly words: string;
  readonly connection: Connection;
}

/** What the flags ask: with and without TLS where they do not say; null where there are none. */
export function questionsOf(flags: HbaFlags): readonly Question[] | null {
  const { type, address, database, user, replication = false, group } = flags;
  const given = [type, address, database, user, flags.replication].some((flag) => flag !== undefined);
  if (!given && group.length === 0) return null;
  if (user === undefined) throw new InputError([{ message: 'who connects? Name the role with --user' }]);
  const isLocal = type === 'local' || (type === undefined && address === undefined);
  if (!isLocal && address === undefined) {
    throw new InputError([{ message: 'from where? Name the address with --address' }]);
  }
  const from = address === undefined ? null : parseAddress(address);
  if (address !== undefined && from === null) {
    throw new InputError([{ message: `--address: ${address} is neither an IPv4 nor an IPv6 address` }]);
  }
  // As psql does: the database of the same name.
  const asked = database ?? user;
  const target = replication ? 'for replication' : `to ${asked}`;
  const transports: readonly Transport[] = isLocal
    ? ['local']
    : type === undefined
      ? ['ssl', 'nossl']
      : [type];
  return transports.map((transport) => ({
    words: `${user} ${target} ${whence(transport, address ?? '')}`,
    connection: {
      transport,
      address: isLocal ? null : from,
      database: asked,
      user,
      replication,
      groups: group,
    },
  }));
}

function whence(transport: Transport, address: string): string {
  switch (transport) {
    case 'local':
      return 'over the Unix socket';
    case 'ssl':
      return `from ${address} with TLS`;
    case 'nossl':
      return `from ${address} without TLS`;
    case 'gss':
      return `from ${address} with GSSAPI encryption`;
  }
}

/** One line for each question, with the entry that decides. */
export function answerInWords(hba: Hba, questions: readonly Question[], file: string): string {
  const line = (text: string): string => `${visible(redact(text))}\n`;
  if (!isLoadable(hba)) {
    const [first] = [...hba.faults, ...hba.missing];
    const place = first === undefined ? file : `${placeOf(hba, first, file)}`;
    const reason = hba.isTooLarge ? 'it has too many lines' : (first?.message ?? 'it has no entries');
    return line(
      `the server refuses the file, and keeps the old rules or does not start: ${place}: ${reason}`,
    );
  }
  return questions
    .map(({ words, connection }) => line(`${words}: ${answer(hba, connection, file)}`))
    .join('');
}

function answer(hba: Hba, connection: Connection, file: string): string {
  const decision = firstMatch(hba.entries, connection);
  if (decision.kind === 'none') return 'refused, no entry matches';
  const { entry } = decision;
  const { text } = hba.excerpt;
  const isOwn = entry.path === hba.excerpt.path;
  const written = isOwn ? ` \`${text.slice(entry.at.start, entry.at.end).replace(/\s+/g, ' ')}\`` : '';
  const place = `${placeOf(hba, entry, file)}${written}`;
  if (decision.kind === 'unknown') {
    return `cannot be told from the file, ${entry.addressText ?? 'a name'} decides at ${place}`;
  }
  return entry.method === 'reject' ? `refused by ${place}` : `${entry.method}, by ${place}`;
}

function placeOf(
  hba: Hba,
  { path, line }: { readonly path: string; readonly line: number },
  file: string,
): string {
  return `${path === hba.excerpt.path ? file : path}:${line}`;
}
