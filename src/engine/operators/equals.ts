import { holds, isScalar, type Operator, sameTypeFault } from './operator.ts';

/** The same scalar: type and value, case included. Lists and objects are never compared as a whole. */
export const equals: Operator = {
  name: 'equals',
  about: 'The same text, number, or true/false; case counts.',
  judges: 'text, a number, or true or false',
  fits: isScalar,
  operandFault: (operand, shape) =>
    operand.literal === null ? 'a value' : sameTypeFault(operand, shape, false),
  bind: (operand) => holds((value) => value === operand),
};
