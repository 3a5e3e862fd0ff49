import { isScalarList, type Operator, overElements, sameTypeFault } from './operator.ts';

/** No element is this value; the elements that are it are at fault. An empty list holds, an absent one does not. */
export const notContains: Operator = {
  name: 'notContains',
  about: 'No element is this value. Holds for an empty list.',
  judges: 'a list of text, numbers, or true and false',
  fits: isScalarList,
  operandFault: (operand, shape) => sameTypeFault(operand, shape, false),
  bind: (operand) => overElements('all', (element) => element !== operand),
};
