/**
 * The line hash by which GitHub tells whether an alert is an old one (`primaryLocationLineHash`). Computed as GitHub
 * does, so that alerts stay the same whoever computes it.
 */
import type { SourceText } from '../source/text.ts';

const BLOCK = 100;
const BASE = 37;
const END_OF_FILE = 0xffff;
const [TAB, LF, CR, SPACE] = [9, 10, 13, 32];

/** `BASE ** BLOCK` modulo 2^64, what a unit weighs when it leaves the window: upper 32 bits, then 16 and 16. */
const LEAVING = BigInt(BASE) ** BigInt(BLOCK);
const LEAVING_HIGH = Number(BigInt.asIntN(32, LEAVING >> 32n));
const LEAVING_MIDDLE = Number(BigInt.asUintN(16, LEAVING >> 16n));
const LEAVING_LOW = Number(BigInt.asUintN(16, LEAVING));

/**
 * The hash of every line of a text (index 0 is line 1), as `<64 bits in hex>:<n>` where `n` counts lines of equal hash.
 * A hash covers the 100 UTF-16 units from the start of the line on, without spaces and tabs, CR and CRLF read as LF,
 * U+FFFF at the end of the text and zeros beyond. Linear in the text; the 64 bits are kept in parts that stay 32-bit
 * integers, since BigInt takes 25 times as long. Source: github/codeql-action, `src/fingerprints.ts`.
 */
export function lineHashes(text: string): readonly string[] {
  const { units, starts } = significantUnits(text);
  const hashes: string[] = [];
  const seen = new Map<string, number>();
  let high = 0;
  let middle = 0;
  let low = 0;
  let lineEnd = BLOCK - 1;
  for (let end = 0; hashes.length < starts.length; end++) {
    const entered = low * BASE + (units[end] ?? 0);
    const carried = middle * BASE + (entered >>> 16);
    low = entered & 0xffff;
    middle = carried & 0xffff;
    high = (Math.imul(high, BASE) + (carried >>> 16)) | 0;
    if (end >= BLOCK) {
      const unit = units[end - BLOCK] ?? 0;
      const weightLow = Math.imul(LEAVING_LOW, unit);
      const weightMiddle = (Math.imul(LEAVING_MIDDLE, unit) + (weightLow >>> 16)) | 0;
      const restLow = low - (weightLow & 0xffff);
      const restMiddle = middle - (weightMiddle & 0xffff) + (restLow >> 31);
      low = restLow & 0xffff;
      middle = restMiddle & 0xffff;
      high = (high - Math.imul(LEAVING_HIGH, unit) - (weightMiddle >>> 16) + (restMiddle >> 31)) | 0;
    }
    if (end === lineEnd) {
      const hash = hex(high >>> 0, ((middle << 16) | low) >>> 0);
      const times = (seen.get(hash) ?? 0) + 1;
      seen.set(hash, times);
      hashes.push(`${hash}:${times}`);
      lineEnd = (starts[hashes.length] ?? 0) + BLOCK - 1;
    }
  }
  return hashes;
}

/** What is hashed, padded with the zeros that stand beyond the end, and where in it lines start. */
function significantUnits(text: string): { readonly units: Uint16Array; readonly starts: readonly number[] } {
  const units = new Uint16Array(text.length + 1 + BLOCK);
  const starts: number[] = [];
  let count = 0;
  let lineStart = true;
  let afterCr = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const skipped: boolean = unit === SPACE || unit === TAB || (afterCr && unit === LF);
    afterCr = !skipped && unit === CR;
    if (skipped) continue;
    if (lineStart) starts.push(count);
    lineStart = unit === LF || unit === CR;
    units[count++] = unit === CR ? LF : unit;
  }
  if (lineStart) starts.push(count);
  units[count] = END_OF_FILE;
  return { units, starts };
}

/** Without leading zeros. BigInt prints faster than two numbers above 2^31 do. */
function hex(high: number, low: number): string {
  return ((BigInt(high) << 32n) | BigInt(low)).toString(16);
}

const known = new WeakMap<SourceText, readonly string[]>();

/**
 * The hash of one line (from 1) of a file, computed for the file when first asked for. Undefined beyond the last line.
 * GitHub reads the byte order mark as the first character, so it is put back here.
 */
export function lineHash(source: SourceText, line: number): string | undefined {
  let hashes = known.get(source);
  if (hashes === undefined) {
    hashes = lineHashes(source.encoding === 'utf-8-bom' ? `\ufeff${source.text}` : source.text);
    known.set(source, hashes);
  }
  return hashes[line - 1];
}
