/** A fact while it is being put together: fields with their values, places, histories and doubts. */
import type { Fact, ProvenanceStep } from '../../engine/fact.ts';
import type { Confidence } from '../../engine/severity.ts';
import type { Anchor } from '../../source/span.ts';
import type { Setting } from './setting.ts';

export interface Draft {
  readonly value: Record<string, unknown>;
  readonly positions: Record<string, Anchor>;
  readonly provenance: Record<string, readonly ProvenanceStep[]>;
  readonly unknown: Record<string, string>;
}

export function newDraft(value: Record<string, unknown>): Draft {
  return { value, positions: {}, provenance: {}, unknown: {} };
}

/** Everything that another draft holds, shared with it. */
export function add(draft: Draft, other: Draft): void {
  Object.assign(draft.value, other.value);
  Object.assign(draft.positions, other.positions);
  Object.assign(draft.provenance, other.provenance);
  Object.assign(draft.unknown, other.unknown);
}

/** A field whose value is settled. */
export function put(draft: Draft, field: string, value: unknown, at?: Anchor | null): void {
  draft.value[field] = value;
  place(draft, field, at ?? null);
}

/** The place of a field or of an element of one (`protocols.0`). */
export function place(draft: Draft, field: string, at: Anchor | null): void {
  if (at !== null) draft.positions[field] = at;
}

/** A field that would be there but could not be found out. */
export function doubt(draft: Draft, field: string, reason: string, at: Anchor | null): void {
  delete draft.value[field];
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
  put(draft, field, setting.value, setting.at);
  setting.elements?.slice(0, MOST_PLACES).forEach((element, at) => {
    place(draft, `${field}.${at}`, element);
  });
  if (setting.steps.length > 0) draft.provenance[field] = setting.steps;
}

/** The fact, with null for every field that is not there (`absent` in the kind's sense) left as it is. */
export function finish(
  draft: Draft,
  fact: string,
  subject: string,
  at: Anchor | null,
  confidence: Confidence,
): Fact {
  return {
    fact,
    from: 'file',
    subject,
    at,
    target: null,
    value: draft.value,
    positions: draft.positions,
    provenance: draft.provenance,
    unknown: draft.unknown,
    confidence,
    link: null,
  };
}
