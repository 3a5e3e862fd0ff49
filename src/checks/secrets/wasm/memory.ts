/** The memory that the WebAssembly functions read: the tables of the keywords, room for what is found, and an input. */
import { BACKSLASH, BLANK, IDENTIFIER, NEWLINE, QUOTES, RETURN, WORD } from '../bytes.ts';
import type { KeywordIndex } from '../keyword-index.ts';
import { PRINTABLE } from '../layer.ts';
import { HEXADECIMAL, SEXTETS, SHORTEST_RUN } from '../layer-runs.ts';
import { isTypePunctuation } from '../operator.ts';
import { ENDS_AUTHORITY } from '../url.ts';
import { STRING_PREFIX } from '../value-extent.ts';
import {
  ENTRY,
  HITS_PER_PART,
  type Layout,
  LOWER,
  MOST_FINDS,
  OTHER,
  type ProgramFacts,
  SIGN,
  SYNTAX,
  UPPER,
} from './layout.ts';

/** Bytes; longer inputs are read without WebAssembly. Memory that is not touched costs nothing. */
export const MOST_INPUT = 5_000_064;

/** What is written behind an input, and is part of no word, run or encoding. */
export const BLANKS = 16;

type Table = Uint8Array | Uint16Array | Uint32Array;

export interface Filled {
  readonly facts: ProgramFacts;
  readonly pages: number;
  /** Writes the tables. */
  fill(memory: ArrayBuffer): void;
}

/** Places everything. Null where one place may have more roles than there is room for. */
export function filled(index: KeywordIndex): Filled | null {
  const { automaton, lengths, roleStarts, demands, bodies, alphabet, literalStarts, literals } = index;
  const { classes, shift, next, firstOutput, starts, outputs } = automaton;
  const mostRoles = mostRolesOf(index);
  if (mostRoles > MOST_FINDS || shift > 7) return null;
  const tables: { readonly address: number; readonly table: Table }[] = [];
  let end = 0;
  const room = (bytes: number): number => {
    const address = end;
    end += Math.ceil(bytes / 16) * 16;
    return address;
  };
  const place = (table: Table): number => {
    const address = room(table.byteLength);
    tables.push({ address, table });
    return address;
  };
  const layout: Layout = {
    classes: place(classes.map((one) => 2 * one)),
    folded: place(byBytes((byte) => (isUpper(byte) ? byte + 32 : byte))),
    letters: place(byBytes(letterOf)),
    hexadecimal: place(HEXADECIMAL),
    printable: place(PRINTABLE),
    endsUrl: place(ENDS_AUTHORITY),
    sextets: place(SEXTETS),
    syntax: place(byBytes(syntaxOf)),
    signs: place(byBytes(signOf)),
    next: place(next),
    starts: place(starts),
    outputs: place(outputs),
    lengths: place(lengths),
    roleStarts: place(roleStarts),
    demands: place(demands),
    bodies: place(bodies),
    alphabet: place(alphabet),
    literalStarts: place(literalStarts),
    literals: place(literals),
    hits: room(4 * HITS_PER_PART * ENTRY),
    counts: room(16),
    isQuoted: room(16),
    lookedFor: room(16),
    finds: room(MOST_FINDS * ENTRY),
    runs: room((MOST_INPUT / SHORTEST_RUN) * 4 + 16),
    // Sixteen NULs stand before it.
    input: room(16 + MOST_INPUT + BLANKS) + 16,
  };
  return {
    facts: { layout, shift, firstOutput, longestKeyword: Math.max(0, ...lengths), mostRoles },
    pages: Math.ceil((end + 16) / 65_536),
    fill(memory) {
      for (const { address, table } of tables) {
        new Uint8Array(memory, address).set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
      }
    },
  };
}

function mostRolesOf({ automaton, roleStarts }: KeywordIndex): number {
  const { starts, outputs } = automaton;
  let most = 0;
  for (let state = 0; state + 1 < starts.length; state++) {
    let roles = 0;
    for (const keyword of outputs.subarray(starts[state], starts[state + 1])) {
      roles += (roleStarts[keyword + 1] ?? 0) - (roleStarts[keyword] ?? 0);
    }
    most = Math.max(most, roles);
  }
  return most;
}

function byBytes(of: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => of(byte));
}

function isUpper(byte: number): boolean {
  return byte >= 65 && byte <= 90;
}

function letterOf(byte: number): number {
  if (isUpper(byte)) return UPPER;
  if (byte >= 97 && byte <= 122) return LOWER;
  return WORD[byte] === 1 ? OTHER : 0;
}

function syntaxOf(byte: number): number {
  const isQuote = QUOTES[byte] === 1;
  const isIdentifier = IDENTIFIER[byte] === 1;
  const isBracket = byte === 93;
  return (
    (isIdentifier ? SYNTAX.IDENTIFIER : 0) |
    (isQuote || isBracket || byte === BACKSLASH ? SYNTAX.CLOSER : 0) |
    (BLANK[byte] === 1 ? SYNTAX.BLANK : 0) |
    (isIdentifier || isTypePunctuation(byte) ? SYNTAX.TYPE : 0) |
    (isQuote ? SYNTAX.QUOTE : 0) |
    (/[^\S\r\n]/.test(String.fromCharCode(byte)) ? SYNTAX.SPACE : 0) |
    (byte === NEWLINE || byte === RETURN || byte === 0 ? SYNTAX.LINE : 0)
  );
}

function signOf(byte: number): number {
  const character = String.fromCharCode(byte);
  return (
    ('=:!.+?|->~,'.includes(character) ? SIGN.OPERATOR : 0) |
    (STRING_PREFIX.includes(character) ? SIGN.PREFIX : 0)
  );
}
