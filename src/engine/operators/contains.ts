import { isScalarList, type Operator, overElements, sameTypeFault } from './operator.ts';

/** One element is this value. An empty list does not contain anything. */
export const contains: Operator = {
  name: 'contains',
  about: 'One element is this value.',
  judges: 'a list of text, numbers, or true and false',
  fits: isScalarList,
  operandFault: (operand, shape) => sameTypeFault(operand, shape, false),
  bind: (operand) => overElements('any', (element) => element === operand),
};
