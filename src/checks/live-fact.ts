/** A fact of a running system: no file, no places, certain. */
import type { Fact, Target } from '../engine/fact.ts';

export interface LiveFactParts {
  readonly fact: string;
  readonly subject: string;
  readonly value: Fact['value'];
  readonly unknown?: Fact['unknown'];
  /** See `Fact.link`. */
  readonly link?: string;
}

export function liveFact({ id, url }: Target, parts: LiveFactParts): Fact {
  const { fact, subject, value, unknown = {}, link = null } = parts;
  return {
    fact,
    from: 'live',
    subject,
    at: null,
    target: { id, url },
    value,
    positions: {},
    provenance: {},
    unknown,
    confidence: 'certain',
    link,
  };
}
