/** Why an assertion came out as it did: the leaves that decided it. Slower than `test`; runs where there is something to say. */
import type { Fact } from './fact.ts';
import type { Code } from './outcome.ts';

/** Where an assertion is evaluated: the value, its path in the fact, and the innermost element of a list around it. */
export interface Scope {
  readonly value: unknown;
  readonly path: string;
  readonly fact: Fact;
  readonly element: Element | null;
  /** Nothing that the assertion looks at is unknown: the quick answers hold, and only what decided need be explained. */
  readonly isKnown?: boolean;
}

/** An element of a list. */
export interface Element {
  readonly path: string;
  readonly value: unknown;
}

/** A leaf that decided the outcome, with its full path (`effectiveProtocols.0`). */
export interface DecidingLeaf {
  readonly path: string;
  readonly value: unknown;
  readonly element: Element | null;
  /** Why it is unknown. */
  readonly reason: string | null;
  /** An address outside, for `within`. */
  readonly witness: string | null;
}

export interface Explained {
  readonly code: Code;
  readonly leaves: readonly DecidingLeaf[];
}

/** Of parts that were combined, those that decided: they came out as the whole did. */
export function combine(parts: readonly Explained[], code: Code): Explained {
  const deciding = parts.filter((part) => part.code === code);
  return { code, leaves: deciding.length === 1 ? (deciding[0]?.leaves ?? []) : deciding.flatMap(leavesIn) };
}

const leavesIn = ({ leaves }: Explained): readonly DecidingLeaf[] => leaves;

/** The reason why the field at `path`, or what it is part of, could not be found out; null where it could. */
export function unknownAt(fact: Fact, path: string): string | null {
  const { unknown } = fact;
  for (const known in unknown) {
    if (path === known || path.startsWith(`${known}.`)) return unknown[known] ?? null;
  }
  return null;
}

/** The reason for something below `path`. */
export function unknownBelow(fact: Fact, path: string): string | null {
  const prefix = path === '' ? '' : `${path}.`;
  for (const [known, reason] of Object.entries(fact.unknown)) {
    if (known.startsWith(prefix)) return reason;
  }
  return null;
}

/** The reason for an element that a list would have beyond those that it holds. */
export function unknownElement(fact: Fact, path: string, length: number): string | null {
  const prefix = path === '' ? '' : `${path}.`;
  for (const [known, reason] of Object.entries(fact.unknown)) {
    if (known.startsWith(prefix) && Number(known.slice(prefix.length).split('.')[0]) >= length) return reason;
  }
  return null;
}
