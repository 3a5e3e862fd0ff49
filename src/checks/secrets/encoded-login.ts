/** What HTTP's Basic scheme and Docker's configuration send: `user:password` in base64, which no random text decodes to. */
import { traitsOf } from './value.ts';

const LONGEST = 400;

/** The password of a login that a text is the base64 of (RFC 7617, section 2); null where it is of none. */
export function encodedPassword(value: string): string | null {
  if (value.length < 8 || value.length > LONGEST || !/^[\w+/-]+={0,2}$/.test(value)) return null;
  const login = /^[\x21-\x39\x3b-\x7e]{1,80}:([\x20-\x7e]{1,200})$/.exec(
    Buffer.from(value, 'base64').toString('latin1'),
  );
  return login?.[1] ?? null;
}

/** Whether a text is the base64 of a login whose password stands for nothing else. */
export function isEncodedLogin(value: string): boolean {
  const password = encodedPassword(value);
  if (password === null) return false;
  const { placeholder, reference } = traitsOf(password, true);
  return !placeholder && !reference;
}
