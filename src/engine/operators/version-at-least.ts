import { codeOf, FAIL, UNKNOWN } from '../outcome.ts';
import { compareVersions, isVersion } from '../version.ts';
import type { Operator } from './operator.ts';

/**
 * A version that is the operand or newer: SSLv2 < SSLv3 < TLSv1 < … < TLSv1.3, or numbers between dots compared one by
 * one. Unknown where the text is no version, or of the other family.
 */
export const versionAtLeast: Operator = {
  name: 'versionAtLeast',
  about:
    'The version or newer: `SSLv3`, `TLSv1` … `TLSv1.3`, or numbers between dots. Unknown for any other text.',
  judges: 'text',
  fits: (shape) => shape.type === 'string',
  operandFault({ list, type, literal }) {
    const isText = !list && (type === 'string' || type === null);
    const fits = isText && (typeof literal !== 'string' || isVersion(literal));
    return fits ? null : 'a version such as `TLSv1.2` or `1.25.1`';
  },
  bind: (operand) => ({
    absent: FAIL,
    over: null,
    test(value) {
      if (typeof value !== 'string' || typeof operand !== 'string') return FAIL;
      const order = compareVersions(value, operand);
      return order === null ? UNKNOWN : codeOf(order >= 0);
    },
    why: (value) => `\`${String(value)}\` cannot be compared with the version ${String(operand)}`,
  }),
};
