/** Where the caret goes: the faulty value itself where the collector knows its place, else what holds it. */
import type { Anchor } from '../source/span.ts';
import type { Fact } from './fact.ts';
import type { Offending } from './verdict.ts';

/** The place of a field, or of the nearest thing above it that has one; null where only the fact itself has. */
export function placeOfField(fact: Fact, path: string): Anchor | null {
  // What runs has no places, and thousands of things in it are asked for theirs.
  if (fact.from === 'live') return null;
  for (let at = path; at !== ''; at = parentOf(at)) {
    const anchor = fact.positions[at];
    if (anchor !== undefined) return anchor;
  }
  return null;
}

/**
 * The place of a failing verdict. Where the rule names a field (`at`), its failing elements or itself; else the failing
 * values themselves, their parents, and at last the fact. Several failing elements of one list are covered from the
 * first to the last if they stand in one directive.
 *
 * @param at full path of the field that the rule names, or null
 */
export function caretOf(fact: Fact, at: string | null, offending: readonly Offending[]): Anchor | null {
  if (fact.from === 'live') return fact.at;
  const anchors = at === null ? [] : elementsAt(fact, at, offending);
  if (anchors.length > 0) return covering(anchors);
  const named = at === null ? null : placeOfField(fact, at);
  if (named !== null) return named;
  const [first, ...others] = offending;
  if (first === undefined) return fact.at;
  if (others.length === 0) return placeOfField(fact, first.path) ?? fact.at;
  const list = listOf(first.path);
  const own = offending
    .filter(({ path }) => path === first.path || (list !== null && listOf(path) === list))
    .map(({ path }) => placeOfField(fact, path))
    .filter((anchor) => anchor !== null);
  return own.length > 0 ? covering(own) : fact.at;
}

/** Elements of the list at `at` that hold the same values as the offending ones, at the same index if that one does. */
function elementsAt(fact: Fact, at: string, offending: readonly Offending[]): readonly Anchor[] {
  const list = valueAt(fact, at);
  if (!Array.isArray(list)) return [];
  const places = offending.flatMap(({ path, value }) => {
    const same = Number(path.slice(path.lastIndexOf('.') + 1));
    const index = list[same] === value ? same : list.indexOf(value);
    const anchor = fact.positions[`${at}.${index}`];
    return anchor === undefined ? [] : [anchor];
  });
  return places.length === offending.length ? places : [];
}

function valueAt(fact: Fact, path: string): unknown {
  let value: unknown = fact.value;
  for (let from = 0; from <= path.length; ) {
    const dot = path.indexOf('.', from);
    const end = dot < 0 ? path.length : dot;
    const step = path.slice(from, end);
    from = end + 1;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

/** From the first to the end of the last of those that stand in the same directive as the first. */
function covering(anchors: readonly Anchor[]): Anchor | null {
  const [first] = anchors;
  if (first === undefined) return null;
  if (anchors.length === 1) return first;
  const route = first.route?.join('\0');
  const beside = anchors.filter(
    ({ path, route: other }) => path === first.path && other?.join('\0') === route,
  );
  return {
    ...first,
    start: Math.min(...beside.map(({ start }) => start)),
    end: Math.max(...beside.map(({ end }) => end)),
  };
}

/** The path of the innermost list that a path goes into: `suites` of `suites.3.name`; null without one. */
function listOf(path: string): string | null {
  return /^(.*?)\.\d+(\.|$)/.exec(path)?.[1] ?? null;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}
