/** The facts of a generated configuration, found again by the blocks that they are about. */
import type { Fact } from '../../src/engine/fact.ts';
import { type Item, isMarked, type Written } from './nginx-tree.ts';

/** The fields of a fact's value as plain types; an absent or unknown field gives undefined. */
export interface Fields {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  texts(name: string): readonly string[];
  objects(name: string): readonly Fields[];
  has(name: string): boolean;
}

export function fieldsOf(value: Readonly<Record<string, unknown>>): Fields {
  const list = (name: string): readonly unknown[] => {
    const found = value[name];
    return Array.isArray(found) ? found : [];
  };
  return {
    text: (name) => (typeof value[name] === 'string' ? value[name] : undefined),
    number: (name) => (typeof value[name] === 'number' ? value[name] : undefined),
    flag: (name) => (typeof value[name] === 'boolean' ? value[name] : undefined),
    texts: (name) => list(name).filter((each) => typeof each === 'string'),
    objects: (name) => list(name).flatMap((each) => (isRecord(each) ? [fieldsOf(each)] : [])),
    has: (name) => value[name] !== undefined && value[name] !== null,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface BlockFact {
  readonly fact: Fact;
  readonly fields: Fields;
  /** The server block it belongs to, and the block it is about (the server itself for the implicit location). */
  readonly server: Item;
  readonly block: Item;
}

/** Facts of one kind, each with its blocks. A fact whose place is in no block of the tree is an error of the collector. */
export function blockFacts(
  facts: readonly Fact[],
  kind: string,
  written: readonly Written[],
): readonly BlockFact[] {
  const servers = written.filter((each) => each.item.name === 'server' && each.item.block !== null);
  return facts
    .filter((fact) => fact.fact === kind)
    .map((fact) => {
      const fields = fieldsOf(fact.value);
      const block = innermost(fact, written);
      if (block === null) throw new Error(`${kind} of ${fact.subject} stands in no block`);
      if (block.item.name === 'server') return { fact, fields, server: block.item, block: block.item };
      const name = fields.text('server');
      const around = block.above.find((item) => item.name === 'server');
      const named = servers.find((each) => firstName(each.item) === name)?.item;
      const server = around ?? named;
      if (server === undefined) throw new Error(`${kind} of ${fact.subject} belongs to no server`);
      return { fact, fields, server, block: block.item };
    });
}

function innermost(fact: Fact, written: readonly Written[]): Written | null {
  const { at } = fact;
  if (at === null) return null;
  const around = written.filter(
    (each) => isMarked(each.item) && each.path === at.path && each.start <= at.start && at.start < each.end,
  );
  return around.toSorted((a, b) => b.start - a.start)[0] ?? null;
}

/** The first name of a server as nginx reads it; empty where it has none. */
export function firstName(server: Item): string {
  const names = (server.block ?? [])
    .filter((item) => item.name === 'server_name')
    .flatMap((item) => item.args);
  return (names[0] ?? '').replaceAll('"', '');
}

/** How a fact's `match` names a location: its arguments without quotes. */
export function matchOf(location: Item): string {
  return location.args.map(unquoted).join(' ');
}

/** A word as nginx reads it (ngx_conf_read_token). */
export function unquoted(word: string): string {
  const quote = word[0] === '"' || word[0] === "'" ? word[0] : '';
  const inner = quote === '' ? word : word.slice(1, -1);
  return inner.replaceAll(/\\(["'\\trn])/g, (_, escaped: string) => {
    if (escaped === 't') return '\t';
    if (escaped === 'r') return '\r';
    return escaped === 'n' ? '\n' : escaped;
  });
}
