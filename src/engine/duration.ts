/** Lengths of time as people write them in rules and configuration, as seconds. */

const SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
};

const PART = /(\d+(?:\.\d+)?)\s*([a-z]+)\s*/y;

/**
 * Seconds of `10s`, `5m`, `30 min`, `1h 30m`, `90d`, `500ms` or a bare number (of seconds), not negative; null for anything
 * else. A month is no unit: nginx's `M` is 30 days and PostgreSQL has none.
 */
export function parseDuration(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
  if (typeof value !== 'string' || value.length > 100) return null;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  let total = 0;
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    const unit = part?.[2] === undefined || !Object.hasOwn(SECONDS, part[2]) ? undefined : SECONDS[part[2]];
    if (part === null || unit === undefined) return null;
    total += Number(part[1]) * unit;
    at = PART.lastIndex;
  }
  return text === '' ? null : rounded(total);
}

/** Seconds in the largest unit that divides them: `90d`, `30s`, `500ms`. Read back by `parseDuration`. */
export function formatDuration(seconds: number): string {
  for (const unit of ['w', 'd', 'h', 'm']) {
    const length = SECONDS[unit] ?? 1;
    if (seconds >= length && seconds % length === 0) {
      return `${seconds / length}${unit}`;
    }
  }
  return Number.isInteger(seconds) ? `${seconds}s` : `${rounded(seconds * 1000)}ms`;
}

/** 0.1 s and 200 ms add up to 0.3 s, not to 0.30000000000000004 s. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
