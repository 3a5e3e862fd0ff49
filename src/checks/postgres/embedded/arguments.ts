/**
 * Settings on the command line of a server: `-c name=value`, `--name=value`, and the short options that stand for one.
 * https://www.postgresql.org/docs/current/app-postgres.html
 */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Anchor } from '../../../source/span.ts';
import { placeInScalar } from './scalar.ts';

export interface Argument {
  /** Lower case, with underscores. */
  readonly name: string;
  readonly raw: string;
  readonly at: Anchor;
}

/** A word of a command, with its place. */
interface Word {
  readonly text: string;
  readonly node: DocumentNode;
  readonly start: number;
  readonly end: number;
}

const IMAGE =
  /(?:^|[/_-])(?:postgres|postgresql|postgis|timescaledb|timescaledb-ha|pgvector|spilo)(?:[-_.:@/]|$)/i;
const SERVER = /(?:^|\/)(?:postgres|postmaster)$/;

/** The settings that `command` and `args` (or compose's `command`) of a container of PostgreSQL hand to the server. */
export function argumentsOf(container: DocumentNode): readonly Argument[] {
  const words = ['command', 'args'].flatMap((key) => wordsOf(container.get(key)));
  if (words.length === 0) return [];
  const server = words.findIndex(({ text }) => SERVER.test(text));
  const isImage = IMAGE.test(container.text('image') ?? container.text('image', 'repository') ?? '');
  if (server < 0 && !(isImage && words[0]?.text.startsWith('-'))) return [];
  return settingsIn(words.slice(server + 1));
}

function settingsIn(words: readonly Word[]): readonly Argument[] {
  const found: Argument[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const next = words[at + 1];
    if (word === undefined) break;
    const { text } = word;
    if (text === '-c' && next !== undefined) {
      found.push(...assignment(next, 0));
      at++;
    } else if (text === '-h' && next !== undefined) {
      found.push({ name: 'listen_addresses', raw: next.text, at: place(next, 0) });
      at++;
    } else if (text.startsWith('-c')) found.push(...assignment(word, 2));
    else if (text.startsWith('--')) found.push(...assignment(word, 2));
    else if (text === '-F') found.push({ name: 'fsync', raw: 'off', at: place(word, 0) });
    else if (text === '-l') found.push({ name: 'ssl', raw: 'on', at: place(word, 0) });
    else if (text === '-i') found.push({ name: 'listen_addresses', raw: '*', at: place(word, 0) });
  }
  return found;
}

function assignment(word: Word, from: number): readonly Argument[] {
  const equals = word.text.indexOf('=', from);
  if (equals < 0) return [];
  const name = word.text.slice(from, equals).replaceAll('-', '_').toLowerCase();
  return [{ name, raw: word.text.slice(equals + 1), at: place(word, equals + 1) }];
}

function place({ node, start, end }: Word, from: number): Anchor {
  return placeInScalar(node, Math.min(start + from, end), end);
}

/** The words of a list, or of a text that a shell would cut. */
function wordsOf(value: DocumentNode | null): readonly Word[] {
  if (value === null) return [];
  if (value.isList) {
    const items = value.items();
    const isShell = /(?:^|\/)(?:ba|da)?sh$/.test(items[0]?.text() ?? '');
    return items.flatMap((node) => {
      const text = node.text() ?? '';
      return isShell && /\s/.test(text) ? cut(node, text) : [{ text, node, start: 0, end: text.length }];
    });
  }
  const text = value.text();
  return text === null ? [] : cut(value, text);
}

const WORD = /(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/gs;

/** No command of a person is longer. */
const LONGEST = 100_000;

function cut(node: DocumentNode, text: string): readonly Word[] {
  if (text.length > LONGEST) return [];
  return [...text.matchAll(WORD)].map((match) => {
    const [written] = match;
    const quotes = /^(?:'[^']*'|"[^"\\]*")$/.test(written) ? 1 : 0;
    return {
      text: written.replaceAll(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
        (_, single?: string, double?: string, plain?: string) => single ?? double ?? plain ?? '',
      ),
      node,
      start: match.index + quotes,
      end: match.index + written.length - quotes,
    };
  });
}
