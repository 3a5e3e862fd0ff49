/** One generated configuration with what the collector says about it and what nginx did, and how to find one in the other. */
import type { Fact } from '../../src/engine/fact.ts';
import { type BlockFact, blockFacts } from './nginx-facts.ts';
import type { Generated } from './nginx-generator.ts';
import type { Observation, Observed } from './nginx-observe.ts';
import { type Item, type Rendered, type Written, walk } from './nginx-tree.ts';

export type About =
  | 'server taken'
  | 'location taken'
  | 'headers of a location'
  | 'headers of a response'
  | 'status'
  | 'protocols'
  | 'limit'
  | 'body size'
  | 'access'
  | 'redirect to https'
  | 'position'
  | 'not analysed'
  | 'missing fact'
  | 'error in the collector';

export interface Disagreement {
  readonly about: About;
  readonly words: string;
}

/** One configuration, read by the collector and run by nginx. */
export interface Case {
  readonly generated: Generated;
  readonly rendered: Rendered;
  readonly facts: readonly Fact[];
  readonly observation: Observation;
  readonly servers: readonly BlockFact[];
  readonly locations: readonly BlockFact[];
  readonly responses: readonly BlockFact[];
  readonly paths: readonly BlockFact[];
  readonly items: ReadonlyMap<number, Item>;
  readonly written: ReadonlyMap<number, Written>;
}

export function makeCase(
  generated: Generated,
  rendered: Rendered,
  facts: readonly Fact[],
  observation: Observation,
): Case {
  const { written } = rendered;
  const items = new Map<number, Item>();
  for (const { item } of walk(generated.items)) items.set(item.id, item);
  return {
    generated,
    rendered,
    facts,
    observation,
    items,
    servers: blockFacts(facts, 'nginx.server', written),
    locations: blockFacts(facts, 'nginx.location', written),
    responses: blockFacts(facts, 'nginx.response', written),
    paths: blockFacts(facts, 'nginx.path', written),
    written: new Map(written.map((each) => [each.item.id, each])),
  };
}

export function describe(observed: Observed): string {
  const { probe, answer } = observed;
  const how = answer.kind === 'answer' ? String(answer.status) : answer.reason;
  const where = `${probe.socket.tls ? 'https' : 'http'}://${probe.name}${probe.path}${probe.query}`;
  return `${probe.method} ${where} (${how}, through ${observed.trace.join(' ')})`;
}

/** The server block that a request got into, by its mark. */
export function serverOf(one: Case, observed: Observed): Item | null {
  const id = observed.trace.find((each) => one.items.get(each)?.name === 'server');
  return id === undefined ? null : (one.items.get(id) ?? null);
}

/** The first location that took a request, by its mark; null where an error led from none to that of its page. */
export function firstLocationOf(one: Case, observed: Observed): Item | null {
  const [server, ...rest] = observed.trace;
  const again = rest.indexOf(server ?? 0);
  const first = again < 0 ? rest : rest.slice(0, again);
  const id = first.find((each) => one.items.get(each)?.name === 'location');
  const location = id === undefined ? undefined : one.items.get(id);
  return location === undefined || location.args[0]?.startsWith('@') === true ? null : location;
}

/** Clients that ask for an `internal` location, or one inside it, get 404 before it leaves its mark. */
export function isInternal(one: Case, location: Item): boolean {
  const around = one.written.get(location.id)?.above ?? [];
  return [...around, location].some(
    (block) => block.block?.some((item) => item.name === 'internal') === true,
  );
}

/** `rewrite … last`, of the block or of what an `if` stands in, may lead on to the server, which leaves no second mark. */
export function goesOn(one: Case, block: Item): boolean {
  const around = block.name === 'if' ? one.written.get(block.id)?.above.at(-1)?.block : [];
  const inner = [...(block.block ?? []), ...(around ?? [])];
  return inner.some((item) => item.name === 'rewrite' && item.args[2] === 'last');
}

/** The value in force at a block of a directive that is inherited where a level has none. */
export function inForce(one: Case, block: Item, name: string): string | undefined {
  const above = one.written.get(block.id)?.above ?? [];
  for (const level of [...above, block].toReversed()) {
    const own = level.block?.find((item) => item.name === name);
    if (own !== undefined) return own.args[0];
  }
  return undefined;
}

/** The location that the facts say takes a path, the server itself for the implicit one; undefined where they do not say. */
export function takenBy(one: Case, server: Item, path: string): Item | undefined {
  return one.paths.find(
    (each) =>
      each.server === server && each.fields.text('path') === path && each.fact.unknown.match === undefined,
  )?.block;
}

/** The fact about a block; an `if` that sends nothing of its own has none, and the location around it speaks for it. */
export function locationFact(one: Case, server: Item, block: Item): BlockFact | undefined {
  const own = one.locations.find((each) => each.server === server && each.block === block);
  if (own !== undefined || block.name !== 'if') return own;
  const around = one.written.get(block.id)?.above.at(-1);
  return around === undefined ? undefined : locationFact(one, server, around);
}
