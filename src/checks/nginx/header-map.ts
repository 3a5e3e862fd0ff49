/** Headers by name, and Strict-Transport-Security in parts: the fields that responses of files and live ones share. */

import { parseHsts } from '../http/hsts.ts';
import { type Draft, doubt, place, put } from './draft.ts';
import { atValue, type Headers, headerPlace, lackPlace, lacksAll } from './header-places.ts';
import type { SentHeader } from './headers.ts';
import { isFilledInElsewhere } from './setting.ts';

/** Headers that have a place even where they are not sent, because it is not always the server that lacks them. */
const WATCHED = [
  'strict-transport-security',
  'content-security-policy',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
] as const;

/**
 * `header` and `hsts`. A name that the map lacks is known not to be sent, so in a snippet, where the surroundings may
 * send more, there is no map.
 */
export function putHeaderMap(draft: Draft, headers: Headers): void {
  const { set } = headers;
  const lack = lackPlace(headers.level);
  if (set.unknown !== null) {
    doubt(draft, 'header', set.unknown, lack);
    doubt(draft, 'hsts', set.unknown, lack);
    return;
  }
  const map = new Map<string, string>();
  const seen = new Set<string>();
  for (const header of headers.sent) {
    const name = header.line.name.toLowerCase();
    if (seen.has(name)) continue;
    seen.add(name);
    place(draft, `header.${name}`, atValue(header.line));
    if (!isUndecided(header)) map.set(name, header.value);
    else if (!set.isPartial) draft.unknown[`header.${name}`] = reasonFor(header);
  }
  if (!set.isPartial) {
    put(draft, 'header', Object.fromEntries(map), lack);
    for (const name of draft.places === null || lacksAll(headers) ? [] : WATCHED) {
      const at = map.has(name) ? lack : headerPlace(name, headers);
      if (at !== lack) place(draft, `header.${name}`, at);
    }
  }
  putHsts(draft, headers);
}

/** A value that is nothing but a variable which nobody can evaluate, or that is filled in before nginx reads it. */
function isUndecided({ line, isKnown }: SentHeader): boolean {
  const isVariable = !isKnown && /^\$\{?\w+\}?$/.test(line.text) && !isRequestValue(line.text);
  return isVariable || isFilledInElsewhere(line.text);
}

const reasonFor = ({ line }: SentHeader): string =>
  `the value of ${line.text} cannot be told from the configuration`;

/** Variables that nginx itself fills for each request, so that the header is there whatever they hold. */
function isRequestValue(text: string): boolean {
  return /^\$\{?(request_id|request_time|host|hostname|remote_addr|server_name|server_addr|uri|request_uri|time_\w+|msec|pid|connection\w*|upstream_\w+|nginx_version|ssl_\w+|http_\w+)\}?$/.test(
    text,
  );
}

function putHsts(draft: Draft, headers: Headers): void {
  const name = 'strict-transport-security';
  const at = headerPlace(name, headers);
  const first = headers.sent.find((one) => one.line.name.toLowerCase() === name);
  if (first === undefined) {
    if (!headers.set.isPartial) put(draft, 'hsts', null, at);
    return;
  }
  if (isUndecided(first)) {
    if (!headers.set.isPartial) doubt(draft, 'hsts', reasonFor(first), at);
    return;
  }
  const { maxAgeRange, ...hsts } = parseHsts(first.value);
  put(draft, 'hsts', hsts, at);
  const value = first.line.directive.args[1];
  const isLiteral = value !== undefined && value.text === first.value;
  const quote = value?.quoted ? 1 : 0;
  if (value === undefined || !isLiteral || maxAgeRange === null || at === null) return;
  if (value.end - value.start !== value.text.length + 2 * quote) return;
  const start = value.start + quote + maxAgeRange.start;
  place(draft, 'hsts.maxAge', { ...at, start, end: start + maxAgeRange.end - maxAgeRange.start });
}
