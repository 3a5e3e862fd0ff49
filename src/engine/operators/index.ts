/** The closed set of operators. A new one is a file here, a key of `Leaf`, tests at its edges, and nothing else. */
import { atLeast } from './at-least.ts';
import { atMost } from './at-most.ts';
import { contains } from './contains.ts';
import { equals } from './equals.ts';
import { exists } from './exists.ts';
import { matches } from './matches.ts';
import { notContains } from './not-contains.ts';
import { oneOf } from './one-of.ts';
import type { Operator, OperatorName } from './operator.ts';
import { subsetOf } from './subset-of.ts';
import { versionAtLeast } from './version-at-least.ts';
import { within } from './within.ts';

export const OPERATORS: Readonly<Record<OperatorName, Operator>> = {
  exists,
  equals,
  oneOf,
  subsetOf,
  contains,
  notContains,
  atLeast,
  atMost,
  matches,
  versionAtLeast,
  within,
};

export const OPERATOR_NAMES: readonly OperatorName[] = Object.values(OPERATORS).map(({ name }) => name);
