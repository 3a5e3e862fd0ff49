import { isScalarList, type Operator, overElements, sameTypeFault, scalarSet } from './operator.ts';

/** Every element is one of those listed. An empty list holds; the elements that are not listed are at fault. */
export const subsetOf: Operator = {
  name: 'subsetOf',
  about: 'Every element is one of the listed values. Holds for an empty list.',
  judges: 'a list of text, numbers, or true and false',
  fits: isScalarList,
  operandFault: (operand, shape) => sameTypeFault(operand, shape, true),
  bind(operand) {
    const allowed = scalarSet(operand);
    return overElements('all', (element) => allowed.has(element));
  },
};
