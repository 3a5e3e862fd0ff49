/** Facts: what a collector found out, with the place of every field. Rules judge facts and nothing else. */
import type { Anchor } from '../source/span.ts';
import type { Confidence } from './severity.ts';

/** A witness that is not a file. `url` never holds credentials. */
export interface Target {
  readonly id: string;
  readonly url: string;
}

/** One step in the life of an inherited value: "set at line 9, dropped at line 18". */
export interface ProvenanceStep {
  readonly what: 'set' | 'inherited' | 'dropped' | 'overridden' | 'default';
  readonly span: Anchor | null;
}

/**
 * A fact of one kind. In `value` a field that is `null` is known to be absent; a field that is missing is one on
 * which this witness says nothing, so assertions on it give no verdict at all; a field named under `unknown` would
 * be there but could not be found out, so assertions on it are unknown, and unknown never passes.
 */
export interface Fact {
  /** The kind, such as `nginx.server`. */
  readonly fact: string;
  readonly from: 'file' | 'live';
  /** In words, as messages name it: `server api.example.test`. */
  readonly subject: string;
  /** The place that stands for the whole fact: the keyword or name of its block or object. Null for live facts. */
  readonly at: Anchor | null;
  readonly target: Target | null;
  readonly value: Readonly<Record<string, unknown>>;
  /** Field path (`protocols`, `protocols.0`, `headers.strict-transport-security`) to the place of its value. */
  readonly positions: Readonly<Record<string, Anchor>>;
  readonly provenance: Readonly<Record<string, readonly ProvenanceStep[]>>;
  /** Field path to the reason why it could not be found out. A reason on a field covers everything below it. */
  readonly unknown: Readonly<Record<string, string>>;
  /** How far the collector trusts this fact; caps the confidence of every finding made of it. */
  readonly confidence: Confidence;
  /** Where a target holds many things: the name of the one that this fact is about, the same in a file and live. */
  readonly link: string | null;
  /** The commit that brought what this fact is about, where history was looked at. */
  readonly commit?: BroughtBy;
}

/** A commit, and whether what it brought is there still. */
export interface BroughtBy {
  readonly id: string;
  /** ISO 8601. */
  readonly date: string;
  readonly author: string;
  readonly inHead: boolean;
}

/** The type of a field of a fact, as rules see it: their paths are checked against it before they run. */
export type FieldShape =
  | { readonly type: 'string' | 'number' | 'boolean'; readonly about: string; readonly nullable?: true }
  | { readonly type: 'list'; readonly of: FieldShape; readonly about: string; readonly nullable?: true }
  | {
      readonly type: 'object';
      readonly fields: Readonly<Record<string, FieldShape>>;
      readonly about: string;
      readonly nullable?: true;
    }
  | { readonly type: 'map'; readonly of: FieldShape; readonly about: string; readonly nullable?: true };

/** A kind of fact: its name, what one stands for, and its fields. Declared in `facts.ts` of each technology. */
export interface FactKind {
  readonly fact: string;
  readonly about: string;
  /** Only running systems yield it, never a file. */
  readonly live?: true;
  readonly fields: Readonly<Record<string, FieldShape>>;
}
