/**
 * A fact while it is being put together: fields with their values, doubts, places and histories. Rules look at the
 * values of every fact, but at the places of few: those are worked out when somebody asks, by putting the fact
 * together once more.
 */
import type { Fact, ProvenanceStep } from '../../engine/fact.ts';
import type { Confidence } from '../../engine/severity.ts';
import type { Anchor } from '../../source/span.ts';
import type { Setting } from './setting.ts';

/** Where the fields of a fact stand and where their values came from. */
export interface Places {
  readonly positions: Record<string, Anchor>;
  readonly provenance: Record<string, readonly ProvenanceStep[]>;
}

export interface Draft {
  value: Record<string, unknown>;
  readonly unknown: Record<string, string>;
  /** Null while nobody asks for them. */
  readonly places: Places | null;
}

export function newDraft(withPlaces: boolean): Draft {
  return { value: {}, unknown: {}, places: withPlaces ? { positions: {}, provenance: {} } : null };
}

/** Everything that another draft holds, shared with it. */
export function add(draft: Draft, other: Draft): void {
  Object.assign(draft.value, other.value);
  Object.assign(draft.unknown, other.unknown);
  if (draft.places === null || other.places === null) return;
  Object.assign(draft.places.positions, other.places.positions);
  Object.assign(draft.places.provenance, other.places.provenance);
}

/**
 * Gives a draft its fields, in the order in which they are shown. Those that stay undefined are left out of the fact.
 * Kinds with many fields name all the usual ones here: V8 turns an object to which more than about a dozen are added
 * one by one into a hash table, three times as large and slow to read.
 */
export function begin(draft: Draft, value: Record<string, unknown>): void {
  draft.value = value;
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  for (const field in value) {
    if (value[field] !== undefined) continue;
    return Object.fromEntries(Object.entries(value).filter(([, content]) => content !== undefined));
  }
  return value;
}

/** A field whose value is settled. */
export function put(draft: Draft, field: string, value: unknown, at: Anchor | null = null): void {
  draft.value[field] = value;
  place(draft, field, at);
}

/** The place of a field or of an element of one (`protocols.0`). */
export function place(draft: Draft, field: string, at: Anchor | null): void {
  if (draft.places !== null && at !== null) draft.places.positions[field] = at;
}

/** Where a field's value came from. */
export function trace(draft: Draft, field: string, steps: readonly ProvenanceStep[]): void {
  if (draft.places !== null && steps.length > 0) draft.places.provenance[field] = steps;
}

/** A field that would be there but could not be found out. */
export function doubt(draft: Draft, field: string, reason: string, at: Anchor | null): void {
  if (draft.value[field] !== undefined) draft.value[field] = undefined;
  draft.unknown[field] = reason;
  place(draft, field, at);
}

/** Elements with a place of their own; the others of a very long list have the place of the list. */
export const MOST_PLACES = 64;

/** A field from a setting: known with the places of its elements, unknown with the reason, or nothing at all. */
export function putSetting<T>(draft: Draft, field: string, setting: Setting<T>): void {
  if (setting.kind === 'unsaid') return;
  if (setting.kind === 'unknown') {
    doubt(draft, field, setting.reason, setting.at);
    return;
  }
  draft.value[field] = setting.value;
  if (draft.places === null) return;
  place(draft, field, setting.at);
  setting.elements?.slice(0, MOST_PLACES).forEach((element, at) => {
    place(draft, `${field}.${at}`, element);
  });
  trace(draft, field, setting.steps());
}

export interface Heading {
  readonly fact: string;
  readonly subject: string;
  readonly at: Anchor | null;
  readonly confidence: Confidence;
}

/**
 * The fact that `fill` puts together. `fill` must be a pure function of what it closes over. `withPlaces` is for kinds of
 * which nearly every fact is asked for its places: those had better be put together once.
 */
export function makeFact(heading: Heading, fill: (draft: Draft) => void, withPlaces = false): Fact {
  const draft = newDraft(withPlaces);
  fill(draft);
  return new FileFact(heading, draft, fill);
}

/** A class, since thousands are made and the getters must not be made with each. */
class FileFact implements Fact {
  readonly fact: string;
  readonly from = 'file';
  readonly subject: string;
  readonly at: Anchor | null;
  readonly target = null;
  readonly value: Readonly<Record<string, unknown>>;
  readonly unknown: Readonly<Record<string, string>>;
  readonly confidence: Confidence;
  readonly link = null;
  readonly #fill: (draft: Draft) => void;
  #places: Places | null;

  constructor(heading: Heading, draft: Draft, fill: (draft: Draft) => void) {
    this.fact = heading.fact;
    this.subject = heading.subject;
    this.at = heading.at;
    this.value = withoutUndefined(draft.value);
    this.unknown = draft.unknown;
    this.confidence = heading.confidence;
    this.#fill = fill;
    this.#places = draft.places;
  }

  get positions(): Readonly<Record<string, Anchor>> {
    return this.#worked().positions;
  }

  get provenance(): Readonly<Record<string, readonly ProvenanceStep[]>> {
    return this.#worked().provenance;
  }

  #worked(): Places {
    if (this.#places === null) {
      const draft = newDraft(true);
      this.#fill(draft);
      this.#places = draft.places ?? { positions: {}, provenance: {} };
    }
    return this.#places;
  }
}
