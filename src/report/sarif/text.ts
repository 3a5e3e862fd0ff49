/** Texts and addresses as SARIF wants them. */
import { visible } from '../escape.ts';
import { presentable } from '../redact.ts';

/** GitHub cuts or refuses longer descriptions. */
const LONGEST_DESCRIPTION = 1024;
const LONGEST_MESSAGE = 4096;

/** Plain message text; `[words](target)` is a link in SARIF (3.11.6), so outside text must not hold one. */
export function messageText(outside: string): string {
  return cut(presentable(outside).replaceAll('](', '\\]('), LONGEST_MESSAGE);
}

/** Text of a rule, at most 1,024 characters. */
export function describe(text: string): string {
  return cut(visible(text), LONGEST_DESCRIPTION);
}

/** At most `limit` UTF-16 units, an ellipsis for the rest. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1;
  return `${text.slice(0, end)}…`;
}

/** A file below the root as a percent-encoded relative reference, or undefined for a path that is none. */
export function sourceRootUri(path: string): string | undefined {
  const segments = path.split('/');
  const isBelow = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  if (!isBelow) return undefined;
  return segments.map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'))).join('/');
}
