/** The fact that an entry of an environment file yields. Never its value. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, number, text } from '../shape.ts';

export const envEntry: FactKind = {
  fact: 'env.entry',
  about: 'One entry of an environment file, without its value.',
  fields: {
    name: text(''),
    kind: text('api-key, password, secret, or plain for what names no secret'),
    length: number('Characters'),
    entropy: number('Bits per character; of an API key, behind its prefix'),
    placeholder: flag('Stands for a value that is filled in elsewhere, or is empty'),
    prefixed: flag('A short prefix by which a key is recognised when it leaks'),
    alphabet: text('digits, hexadecimal or mixed'),
  },
};
