/** Tells names of a few letters from the same letters inside a longer word: `okta` in `rooktable`, `atera` in `collateral`. */

const SHORT = 5;

/** Whether a name at `[start, end)` begins a part of its identifier; a name of many letters says enough anywhere. */
export function startsName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > SHORT || start === 0) return true;
  const [before, first] = [bytes[start - 1] ?? 0, bytes[start] ?? 0];
  // A capital before is of the same word: `Check`, `CHECK`.
  return isLower(before) ? isUpper(first) : !isUpper(before);
}

function isLower(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
