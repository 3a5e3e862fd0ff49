import { patternFault, textTest } from '../regex.ts';
import { holds, type Operator } from './operator.ts';

/**
 * A regular expression that is found anywhere in the text (`^` and `$` tie it to the ends). Built-in rules use
 * JavaScript's syntax with the `u` flag; users' rules use RE2's, which runs in linear time and knows no look-around and no
 * back references. A pattern that comes with a fact and is not valid fails.
 */
export const matches: Operator = {
  name: 'matches',
  about: 'The regular expression is found in the text; `^` and `$` tie it to the ends.',
  judges: 'text',
  fits: (shape) => shape.type === 'string',
  operandFault: ({ list, type }) =>
    !list && (type === 'string' || type === null) ? null : 'a regular expression',
  bind(operand, isBuiltIn) {
    if (typeof operand !== 'string' || patternFault(operand, isBuiltIn) !== null) return holds(() => false);
    const test = textTest(operand, isBuiltIn);
    return holds((value) => typeof value === 'string' && test(value));
  },
};
