import { holds, type Operator, sameTypeFault } from './operator.ts';

/** A number that is the operand or less. Lengths of time are seconds. */
export const atMost: Operator = {
  name: 'atMost',
  about: 'The number or less. Lengths of time are in seconds.',
  judges: 'a number',
  fits: (shape) => shape.type === 'number',
  operandFault: (operand, shape) => sameTypeFault(operand, shape, false),
  bind: (operand) =>
    holds((value) => typeof value === 'number' && typeof operand === 'number' && value <= operand),
};
