/** Values that stand where a variable is looked up or declared, and count where nobody sets it. */
import { NEWLINE, QUOTES, RETURN, tableOf } from './bytes.ts';
import { LONGEST_VALUE, lineStartOf, type Value } from './value-extent.ts';

const [DOLLAR, PLUS, DASH, EQUALS, QUESTION, OPEN_BRACE] = [36, 43, 45, 61, 63, 123];
const ENDS_DEFAULT = tableOf('}"\'`\n\r$');
/** Up to the value in the block of a variable. */
const LONGEST_BLOCK = 440;

/** `${NAME`, of shells, compose files and Spring. */
export function isExpanded(bytes: Buffer, identifierStart: number): boolean {
  return bytes[identifierStart - 1] === OPEN_BRACE && bytes[identifierStart - 2] === DOLLAR;
}

/**
 * What is taken where a variable is not set: `${PASSWORD:-x}`, `${PASSWORD:=x}`, `${db.password:x}`.
 *
 * @param from behind the colon
 */
export function expandedDefault(bytes: Buffer, length: number, from: number): Value | null {
  let start = from;
  if (bytes[start] === DASH || bytes[start] === EQUALS) start++;
  // A message, and what is taken where the variable is set.
  else if (bytes[start] === QUESTION || bytes[start] === PLUS) return null;
  if (QUOTES[bytes[start] ?? 0] === 1) start++;
  const limit = Math.min(length, start + LONGEST_VALUE);
  let end = start;
  while (end < limit && ENDS_DEFAULT[bytes[end] ?? 0] === 0) end++;
  return end === start || end === limit ? null : { start, end, form: 'quoted' };
}

/** Where the value is of a variable of Terraform that nobody sets: `variable "password" { default = "x" }`. -1 elsewhere. */
export function declaredDefault(bytes: Buffer, length: number, identifierStart: number, at: number): number {
  if (bytes[at] !== OPEN_BRACE) return -1;
  const before = bytes.toString('latin1', lineStartOf(bytes, identifierStart, 40), identifierStart);
  if (!/^\s*variable\s+"$/.test(before)) return -1;
  const block = bytes.toString('latin1', at + 1, Math.min(length, at + 1 + LONGEST_BLOCK));
  const value = /^(?:[^{}]{0,400}[\s;])??default[ \t]{0,20}=[ \t]{0,4}(?=")/.exec(block);
  return value === null ? -1 : at + 1 + value[0].length;
}

/** What may stand before the value of a parameter of CloudFormation, or of what a schema describes. */
const DESCRIBED =
  /^[ \t]{0,8}\r?\n(?:[ \t]{1,40}(?:type|format|title|noecho|description|example|(?:min|max)length|allowedpattern|constraintdescription):[^\n]{0,200}\n){0,8}[ \t]{1,40}default:[ \t]{1,8}(?=\S)/i;

/** Where the value is of a parameter that nobody sets, below its name in YAML; -1 where nothing says one. */
export function describedDefault(bytes: Buffer, length: number, at: number): number {
  if (bytes[at] !== NEWLINE && bytes[at] !== RETURN) return -1;
  const value = DESCRIBED.exec(bytes.toString('latin1', at, Math.min(length, at + LONGEST_BLOCK)));
  return value === null ? -1 : at + value[0].length;
}
