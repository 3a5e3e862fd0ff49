import { codeOf } from '../outcome.ts';
import type { Operator } from './operator.ts';

/**
 * `exists: true` wants a value that is there, `exists: false` one that is known to be absent (null). An empty list, an
 * empty text, `false` and 0 are there.
 */
export const exists: Operator = {
  name: 'exists',
  about: 'The value is there (`true`) or known to be absent (`false`). An empty list is there.',
  judges: 'anything',
  fits: () => true,
  operandFault: (operand) => (typeof operand.literal === 'boolean' ? null : '`true` or `false`'),
  bind: (operand) => ({
    absent: codeOf(operand === false),
    over: null,
    test: () => codeOf(operand === true),
  }),
};
