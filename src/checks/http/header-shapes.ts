/** What a rule reads of headers, whether a file says what will be sent or a server sent it. */
import type { FieldShape } from '../../engine/fact.ts';
import { flag, numberOrNull, textOrNull } from '../shape.ts';

export const headerShapes: Readonly<Record<'header' | 'hsts', FieldShape>> = {
  header: {
    type: 'map',
    of: textOrNull(''),
    about: 'Headers by lower-case name; the first value where one is sent twice',
  },
  hsts: {
    type: 'object',
    nullable: true,
    about: 'The Strict-Transport-Security header, null where none is sent',
    fields: {
      maxAge: numberOrNull('Seconds'),
      includeSubDomains: flag(''),
      preload: flag(''),
      valid: flag('As RFC 6797 section 6.1 has it'),
      preloadable: flag("As browsers' preload list wants it: a year or more, includeSubDomains, preload"),
    },
  },
};
