/** The names that lead to a secret: a finding keeps its identity by them when lines come and go. */
import { type Assigned, latin1 } from './assigned.ts';
import { surprise } from './surprise.ts';
import { lineStartOf } from './value-extent.ts';

const LONGEST_NAME = 64;

/** A name that is assigned, at the end of what stands before a value: `token = "`, `"token": "Bearer `. */
const NAME_BEFORE =
  /([A-Za-z_][\w.-]{0,63})\\?["'`\])]{0,3}\s{0,8}(?::=|=>|->|\+=|[=:,(>])\s{0,8}\S{0,2}(?:[A-Za-z]{3,8} )?\S{0,24}$/;

/** Of an entry that says its name and its value apart, as in the environment of a container: its name. */
const ENTRY_BEFORE =
  /(?<![A-Za-z0-9])(?:name|key)\\?["']?[ \t]{0,4}[:=][ \t]{0,4}\\?["']?([A-Za-z_][\w.-]{0,63})\\?["']?[ \t]{0,4},?\s{0,60}\\?["']?value\\?["']?[ \t]{0,4}[:=]\s{0,8}\S{0,2}(?:[A-Za-z]{3,8} )?\S{0,24}$/i;
const LONGEST_ENTRY = 240;

/** The name that the value at `start` is given; none where nothing names it. */
export function keyRouteOf(bytes: Buffer, start: number, assigned: Assigned | null): readonly string[] {
  const name =
    assigned === null
      ? nameBefore(bytes, start)
      : latin1(bytes, assigned.identifierStart, assigned.identifierEnd);
  return name === undefined || !isName(name) ? [] : [name];
}

function nameBefore(bytes: Buffer, start: number): string | undefined {
  const entry = ENTRY_BEFORE.exec(latin1(bytes, Math.max(0, start - LONGEST_ENTRY), start));
  return (entry ?? NAME_BEFORE.exec(latin1(bytes, lineStartOf(bytes, start, 120), start)))?.[1];
}

/** What looks like a secret itself is no name. */
function isName(name: string): boolean {
  return name.length <= LONGEST_NAME && (name.length < 16 || surprise(name) < 5);
}
