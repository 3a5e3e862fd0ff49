/** Escapes in double quotes (YAML 1.2.2 section 5.7). */

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ...['"', '/', '\\', ' '].map((sign) => [sign, sign] as const),
  ...Object.entries({ a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' }),
  ...Object.entries({ 0: '\0', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' }),
]);

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|([^xuU]))/y;

/** The offset behind the escape whose backslash stands at `at`; -1 where it is none, or goes over the end of a line. */
export function escapeEnd(text: string, at: number): number {
  ESCAPE.lastIndex = at;
  const [, , , , sign] = ESCAPE.exec(text) ?? [];
  if (sign !== undefined && !SIMPLE.has(sign)) return -1;
  return ESCAPE.lastIndex > at ? ESCAPE.lastIndex : -1;
}

/** The text that is meant; every escape in it must be one. */
export function unescaped(text: string): string {
  return text.replaceAll(
    new RegExp(ESCAPE, 'g'),
    (_, x: string | undefined, u: string | undefined, long: string | undefined, sign: string | undefined) =>
      sign === undefined
        ? String.fromCodePoint(Number.parseInt(x ?? u ?? long ?? '', 16))
        : (SIMPLE.get(sign) ?? sign),
  );
}
