/** Facts out of files. Rules look at the values of every fact, but at the places of few: those are worked out when asked for. */
import type { Fact, ProvenanceStep } from '../engine/fact.ts';
import type { Confidence } from '../engine/severity.ts';
import type { Anchor } from '../source/span.ts';

export type Positions = Readonly<Record<string, Anchor | null>>;
export type Provenance = Readonly<Record<string, readonly ProvenanceStep[]>>;

/** What is said about a fact; what is left out is empty, certain, and linked with nothing. */
export interface FileFactParts {
  /** The kind, such as `k8s.pod`. */
  readonly fact: string;
  readonly subject: string;
  readonly at: Anchor;
  readonly value: Readonly<Record<string, unknown>>;
  readonly unknown?: Readonly<Record<string, string>>;
  readonly confidence?: Confidence;
  readonly link?: string;
  /** Field paths with the places of their values; those that are null have none. Called once at most, so it may search. */
  readonly positions?: () => Positions;
  readonly provenance?: () => Provenance;
}

export function fileFact(parts: FileFactParts): Fact {
  return new FileFact(parts);
}

const NOTHING: Readonly<Record<string, never>> = {};

/** A class, since thousands are made and the getters must not be made with each. */
class FileFact implements Fact {
  readonly fact: string;
  readonly from = 'file';
  readonly subject: string;
  readonly at: Anchor;
  readonly target = null;
  readonly value: Readonly<Record<string, unknown>>;
  readonly unknown: Readonly<Record<string, string>>;
  readonly confidence: Confidence;
  readonly link: string | null;
  readonly #parts: FileFactParts;
  #positions: Readonly<Record<string, Anchor>> | null = null;
  #provenance: Provenance | null = null;

  constructor(parts: FileFactParts) {
    this.fact = parts.fact;
    this.subject = parts.subject;
    this.at = parts.at;
    this.value = parts.value;
    this.unknown = parts.unknown ?? NOTHING;
    this.confidence = parts.confidence ?? 'certain';
    this.link = parts.link ?? null;
    this.#parts = parts;
  }

  get positions(): Readonly<Record<string, Anchor>> {
    this.#positions ??= known(this.#parts.positions?.() ?? NOTHING);
    return this.#positions;
  }

  get provenance(): Provenance {
    this.#provenance ??= this.#parts.provenance?.() ?? NOTHING;
    return this.#provenance;
  }
}

function known(positions: Positions): Readonly<Record<string, Anchor>> {
  const found: Record<string, Anchor> = {};
  for (const [field, anchor] of Object.entries(positions)) if (anchor !== null) found[field] = anchor;
  return found;
}
