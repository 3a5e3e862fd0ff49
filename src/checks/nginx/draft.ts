/**
 * A fact while it is being put together: fields with their values, doubts, places and histories. Rules look at the
 * values of every fact, but at the places of few: those are worked out when somebody asks, by putting the fact
 * together once more.
 */
import type { Fact, ProvenanceStep } from '../../engine/fact.ts';
import { type FieldsRead, type Settled, topField } from '../../engine/fields-read.ts';
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
  /** The fields that are wanted; null for all. Others may be left out. */
  wanted: ReadonlySet<string> | null;
  readonly reads: ReadsOfKind | null;
}

/** What is read of the facts of one kind; see `FieldsRead`. */
type ReadsOfKind = (settled?: Settled) => ReadonlySet<string> | null;

export function newDraft(withPlaces: boolean, reads: ReadsOfKind | null = null): Draft {
  const places = withPlaces
    ? { positions: dictionary<Anchor>(), provenance: dictionary<readonly ProvenanceStep[]>() }
    : null;
  return { value: {}, unknown: {}, places, wanted: reads === null ? null : reads(), reads };
}

/** What has other keys each time is a hash table from the start: V8 would make a shape for each of them first. */
function dictionary<T>(): Record<string, T> {
  return Object.create(null);
}

/** From here on only what is read of facts in which the field is what it is. For one field of a kind. */
export function narrow(draft: Draft, field: string): void {
  const is = draft.value[field];
  if (draft.reads !== null && typeof is === 'boolean') draft.wanted = draft.reads({ field, is });
}

/** True where one of the fields is wanted: what takes long to find out is worth asking for. */
export function wants({ wanted }: Draft, ...fields: readonly string[]): boolean {
  return wanted === null || fields.some((field) => wanted.has(field));
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
  readonly link?: string;
}

/** What the facts of one run are made for. */
export interface Purpose {
  /** Null where every field is wanted. */
  readonly reads: FieldsRead | null;
  readonly kinds: Map<string, ReadsOfKind>;
  /** Values that facts share, by the fields that are wanted and what they hold. */
  readonly values: Map<ReadonlySet<string>, Map<string, Fact['value']>>;
  /** Numbers of lists and maps, equal where these are: by what they hold, and by themselves, since many facts hold one. */
  readonly numbers: Map<string, number>;
  readonly numbered: WeakMap<object, number>;
}

export function purposeOf(reads: FieldsRead | null): Purpose {
  return { reads, kinds: new Map(), values: new Map(), numbers: new Map(), numbered: new WeakMap() };
}

function readsOf({ reads, kinds }: Purpose, kind: string): ReadsOfKind | null {
  if (reads === null) return null;
  let ofKind = kinds.get(kind);
  if (ofKind === undefined) {
    ofKind = (settled) => reads(kind, settled);
    kinds.set(kind, ofKind);
  }
  return ofKind;
}

/**
 * The fact that `fill` puts together. `fill` must be a pure function of what it closes over.
 *
 * @param twin a fact whose fields stand at the same places, if there is one
 */
export function makeFact(
  heading: Heading,
  purpose: Purpose,
  fill: (draft: Draft) => void,
  twin: Fact | null = null,
): Fact {
  const draft = newDraft(false, readsOf(purpose, heading.fact));
  fill(draft);
  return new FileFact(heading, sharedValue(draft, purpose), draft, fill, twin);
}

/** As `makeFact`, for kinds of which nearly every fact is one of a kind and asked for its places: those are put together once. */
export function makePlacedFact(heading: Heading, purpose: Purpose, fill: (draft: Draft) => void): Fact {
  const draft = newDraft(true, readsOf(purpose, heading.fact));
  fill(draft);
  return new FileFact(heading, withoutUndefined(draft.value), draft, fill, null);
}

/** Facts that say the same in the fields that are wanted share one value, so that they are judged once. */
function sharedValue({ value, wanted }: Draft, purpose: Purpose): Fact['value'] {
  if (wanted === null) return withoutUndefined(value);
  let looks = '';
  for (const field of wanted) {
    const content = value[field];
    looks += content === undefined ? '\0' : `\0${looksOf(content, purpose)}`;
  }
  let values = purpose.values.get(wanted);
  if (values === undefined) {
    values = new Map();
    purpose.values.set(wanted, values);
  }
  let shared = values.get(looks);
  if (shared === undefined) {
    shared = Object.fromEntries(
      Object.entries(value).filter(([field, content]) => content !== undefined && wanted.has(field)),
    );
    values.set(looks, shared);
  }
  return shared;
}

/** Words in which no two different values look alike; nginx refuses a text with a NUL in it. */
function looksOf(value: unknown, { numbers, numbered }: Purpose): string {
  if (typeof value === 'string') return `"${value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value) && value.length === 0) return '[]';
  let number = numbered.get(value);
  if (number === undefined) {
    const text = JSON.stringify(value, withEveryNumber);
    number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    numbered.set(value, number);
  }
  return `#${number}`;
}

/** JSON has no word for an endless number. */
function withEveryNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

const NOTHING_UNKNOWN: Readonly<Record<string, string>> = {};

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
  readonly link: string | null;
  readonly #fill: (draft: Draft) => void;
  readonly #reads: ReadsOfKind | null;
  readonly #twin: Fact | null;
  #places: Places | null;

  constructor(
    heading: Heading,
    value: Fact['value'],
    draft: Draft,
    fill: (draft: Draft) => void,
    twin: Fact | null,
  ) {
    this.fact = heading.fact;
    this.subject = heading.subject;
    this.at = heading.at;
    this.value = value;
    this.unknown = unknownOf(draft);
    this.confidence = heading.confidence;
    this.link = heading.link ?? null;
    this.#fill = fill;
    this.#reads = draft.reads;
    this.#twin = twin;
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
      if (this.#twin !== null) {
        const { positions, provenance } = this.#twin;
        this.#places = { positions, provenance };
        return this.#places;
      }
      const draft = newDraft(true, this.#reads);
      this.#fill(draft);
      this.#places = draft.places ?? { positions: {}, provenance: {} };
    }
    return this.#places;
  }
}

/** What is unknown of the fields that are wanted. */
function unknownOf({ unknown, wanted }: Draft): Readonly<Record<string, string>> {
  let isAny = false;
  for (const path in unknown) {
    isAny = true;
    if (wanted !== null && !wanted.has(topField(path))) {
      return Object.fromEntries(Object.entries(unknown).filter(([one]) => wanted.has(topField(one))));
    }
  }
  return isAny ? unknown : NOTHING_UNKNOWN;
}
