/** A secret that two collectors know of is told once. */
import type { Fact } from '../../engine/fact.ts';
import type { FieldsRead } from '../../engine/fields-read.ts';
import type { Span } from '../../source/span.ts';
import { DISMISSALS } from '../secrets/detector-rule.ts';

/**
 * The facts without those that say again what another says. A value that a container is given and that a detector fails is
 * told by the detector. What a detector knows by its name alone is told by the Secret, the service or the program that it
 * is given to, which are sure of it.
 */
export function secretsOnce(facts: readonly Fact[], reads: FieldsRead | null): readonly Fact[] {
  const failing = facts.filter(
    ({ fact, value }) => fact === 'secret.match' && !DISMISSALS.some((trait) => value[trait] === true),
  );
  const matched = spansOf(anchorsOf(failing));
  const recognised = spansOf(anchorsOf(failing.filter((match) => !isByName(match))));
  const seen = facts.map((fact) => (isDescription(fact) ? withDetected(fact, recognised) : fact));
  const isAsked = (kind: string): boolean => reads !== null && reads(kind)?.size !== 0;
  const told = spansOf(seen.filter(({ fact }) => isAsked(fact)).flatMap(toldPlaces));
  return seen.filter((fact) => {
    if (fact.at === null) return true;
    if (fact.fact === 'k8s.plainValue') return !isIn(matched, fact.at);
    return fact.fact !== 'secret.match' || !isByName(fact) || !isIn(told, fact.at);
  });
}

const anchorsOf = (facts: readonly Fact[]): readonly Span[] => facts.flatMap(({ at }) => at ?? []);

/** By the name of its key, or by standing in a Secret. */
function isByName({ value: { rule } }: Fact): boolean {
  return String(rule).startsWith('secret-generic-') || rule === 'secret-kubernetes-secret-data';
}

/** What describes a container and the variables that it is given. */
function isDescription({ fact }: Fact): boolean {
  return fact === 'compose.service' || fact === 'container.run';
}

interface Variable {
  readonly secret: boolean;
  readonly given: string;
  readonly detected: boolean;
}

function variablesOf({ value }: Fact): readonly Variable[] {
  return Array.isArray(value.variables) ? value.variables : [];
}

const placeOf = ({ positions }: Fact, index: number): Span | undefined =>
  positions[`variables.${index}.secret`];

function withDetected(fact: Fact, recognised: Spans): Fact {
  const variables = variablesOf(fact);
  const isKnown = variables.map((_, index) => {
    const at = placeOf(fact, index);
    return at !== undefined && isIn(recognised, at);
  });
  if (!isKnown.includes(true)) return fact;
  const value = {
    ...fact.value,
    variables: variables.map((variable, index) => ({ ...variable, detected: isKnown[index] === true })),
  };
  // A fact works its places out when asked, which a copy of its fields does not know.
  return { ...fact, value, positions: fact.positions, provenance: fact.provenance };
}

/** Where a fact shows secrets of its own. */
function toldPlaces(fact: Fact): readonly Span[] {
  if (fact.fact === 'k8s.secret') return Object.values(fact.positions);
  if (!isDescription(fact)) return [];
  return variablesOf(fact).flatMap(({ secret, given, detected }, index) => {
    const isTold = secret && !detected && (given === 'literal' || given === 'default');
    return (isTold ? placeOf(fact, index) : undefined) ?? [];
  });
}

/** By path, by their beginnings; `reach` is the furthest end of a span and of all before it. */
type Spans = ReadonlyMap<string, readonly { readonly start: number; readonly reach: number }[]>;

function spansOf(spans: readonly Span[]): Spans {
  const byPath = new Map<string, { readonly start: number; readonly reach: number }[]>();
  for (const { path, start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const list = byPath.get(path);
    if (list === undefined) byPath.set(path, [{ start, reach: end }]);
    else list.push({ start, reach: Math.max(end, list.at(-1)?.reach ?? 0) });
  }
  return byPath;
}

function isIn(spans: Spans, at: Span): boolean {
  const list = spans.get(at.path) ?? [];
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.start ?? 0) < at.end) low = middle + 1;
    else high = middle;
  }
  return (list[low - 1]?.reach ?? 0) > at.start;
}
