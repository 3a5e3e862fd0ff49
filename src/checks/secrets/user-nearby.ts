/** A login is two literals side by side: the name of a user near a word that is called a password says that it is one. */
import { type Assigned, latin1 } from './assigned.ts';

/** How far the other half of a login may be away. */
const REACH = 160;

/** `user = bob`, `"username": "bob"`, `user => 'bob'`, `User ID=bob;`: a value, and no variable or call that gives it. */
const USER =
  /(?:^|[^A-Za-z])(?:[A-Za-z]{1,20}[_.-]?)?(?:user(?:[ _-]?(?:name|id))?|uid|usr|login|account|e-?mail)\\?["'\]]{0,2}\s{0,6}(?::=|=>|[:=])\s{0,6}\\?(?:(["'])[\w.@+-]{2,60}\\?\1|[\w@+-][\w.@+-]{1,60}(?=[\s;,]|$))/i;

/** True where a user is given by name within a few lines of the value. */
export function hasUserNearby(bytes: Buffer, { identifierStart, end }: Assigned): boolean {
  return (
    USER.test(latin1(bytes, Math.max(0, identifierStart - REACH), identifierStart)) ||
    USER.test(latin1(bytes, end, Math.min(bytes.length, end + REACH)))
  );
}
