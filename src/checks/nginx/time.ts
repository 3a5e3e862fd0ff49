/** Times as nginx reads them (`ngx_parse_time`): `30`, `1h30m`, `500ms`, units from large to small. */

/** Units with their seconds, in the only order that nginx takes them. */
const UNITS: readonly (readonly [string, number])[] = [
  ['y', 365 * 86400],
  ['M', 30 * 86400],
  ['w', 7 * 86400],
  ['d', 86400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
];

/** Seconds (fractions where milliseconds are written), or null where nginx would refuse the text. */
export function parseTime(text: string): number | null {
  if (!/^\d/.test(text)) return null;
  let rest = text;
  let seconds = 0;
  let next = 0;
  while (rest !== '') {
    const match = /^(\d+)(ms|[yMwdhms])? */.exec(rest);
    if (match === null) return null;
    const unit = match[2] ?? 's';
    const at = UNITS.findIndex(([name]) => name === unit);
    if (at < next) return null;
    seconds += Number(match[1]) * (UNITS[at]?.[1] ?? 1);
    next = at + 1;
    rest = rest.slice(match[0].length);
  }
  return Number.isFinite(seconds) ? seconds : null;
}
