import { codeOf } from '../outcome.ts';
import { isScalar, type Operator, sameTypeFault, scalarSet } from './operator.ts';

/** One of several scalars. `null` in the list takes a value that is absent. */
export const oneOf: Operator = {
  name: 'oneOf',
  about: 'One of the listed values. `null` in the list accepts a value that is absent.',
  judges: 'text, a number, or true or false',
  fits: isScalar,
  operandFault: (operand, shape) => sameTypeFault(operand, shape, true),
  bind(operand) {
    const allowed = scalarSet(operand);
    return { absent: codeOf(allowed.has(null)), over: null, test: (value) => codeOf(allowed.has(value)) };
  },
};
