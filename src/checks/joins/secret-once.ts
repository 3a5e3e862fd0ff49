/** A secret that two collectors know of is told once. */
import type { Fact } from '../../engine/fact.ts';
import type { FieldsRead } from '../../engine/fields-read.ts';
import type { Span } from '../../source/span.ts';
import { DISMISSALS } from '../secrets/detector-rule.ts';

/**
 * The facts without those that say again what another says: a value that a container is given and that a detector fails is
 * told by the detector, and what a detector knows by its name alone, in a Secret, by the Secret, which is sure of it.
 */
export function secretsOnce(facts: readonly Fact[], reads: FieldsRead | null): readonly Fact[] {
  const failing = facts.filter(
    ({ fact, value }) => fact === 'secret.match' && !DISMISSALS.some((trait) => value[trait] === true),
  );
  const matched = spansOf(failing.flatMap(({ at }) => at ?? []));
  const secrets = reads === null || reads('k8s.secret')?.size === 0 ? [] : facts.filter(isSecret);
  const told = spansOf(secrets.flatMap(({ positions }) => Object.values(positions)));
  return facts.filter(({ fact, at, value }) => {
    if (at === null) return true;
    if (fact === 'k8s.plainValue') return !isIn(matched, at);
    return fact !== 'secret.match' || !String(value.rule).startsWith('secret-generic-') || !isIn(told, at);
  });
}

function isSecret({ fact }: Fact): boolean {
  return fact === 'k8s.secret';
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
