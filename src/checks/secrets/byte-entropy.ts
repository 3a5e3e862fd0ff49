/** Shannon entropy over bytes, without making a string of what may be a secret. */

const counts = new Uint32Array(256);

/** Bits per byte of `bytes[start, end)`; 0 for nothing. */
export function byteEntropy(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length <= 1) return 0;
  for (let i = start; i < end; i++) counts[bytes[i] ?? 0] = (counts[bytes[i] ?? 0] ?? 0) + 1;
  let bits = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    const count = counts[byte] ?? 0;
    if (count === 0) continue;
    counts[byte] = 0;
    bits -= (count / length) * Math.log2(count / length);
  }
  return bits;
}
