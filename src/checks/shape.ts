/** Fields of facts, shortly said. */
import type { FieldShape } from '../engine/fact.ts';

type Fields = Readonly<Record<string, FieldShape>>;

export const text = (about: string): FieldShape => ({ type: 'string', about });
export const textOrNull = (about: string): FieldShape => ({ type: 'string', about, nullable: true });
export const number = (about: string): FieldShape => ({ type: 'number', about });
export const numberOrNull = (about: string): FieldShape => ({ type: 'number', about, nullable: true });
export const flag = (about: string): FieldShape => ({ type: 'boolean', about });
export const flagOrNull = (about: string): FieldShape => ({ type: 'boolean', about, nullable: true });
export const texts = (about: string): FieldShape => ({ type: 'list', of: text(''), about });
export const textsOrNull = (about: string): FieldShape => ({
  type: 'list',
  of: text(''),
  about,
  nullable: true,
});
export const list = (about: string, fields: Fields): FieldShape => ({
  type: 'list',
  of: { type: 'object', fields, about: '' },
  about,
});
