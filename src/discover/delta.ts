/** Deltas of packs (gitformat-pack(5)): an object told as copies from another and bytes between them. */

/** The object that `delta` makes of `base`; null where it is damaged or larger than `limit`. */
export function applyDelta(base: Buffer, delta: Buffer, limit: number): Buffer | null {
  let at = 0;
  const readSize = (): number => {
    let size = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = delta[at++] ?? 0;
      size += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return size;
    }
    return Number.POSITIVE_INFINITY;
  };
  const baseSize = readSize();
  const size = readSize();
  if (baseSize !== base.length || size > limit) return null;
  const result = Buffer.allocUnsafe(size);
  let length = 0;
  while (at < delta.length) {
    const instruction = delta[at++] ?? 0;
    let from: Buffer;
    if ((instruction & 0x80) === 0) {
      from = delta.subarray(at, at + instruction);
      at += instruction;
      if (instruction === 0 || at > delta.length) return null;
    } else {
      const [offset, read] = readNumber(delta, at, instruction & 15);
      const [count, end] = readNumber(delta, read, (instruction >> 4) & 7);
      at = end;
      const copied = count === 0 ? 0x10000 : count;
      if (offset + copied > base.length) return null;
      from = base.subarray(offset, offset + copied);
    }
    if (length + from.length > size) return null;
    from.copy(result, length);
    length += from.length;
  }
  return length === size ? result : null;
}

/** A number of which only those bytes are written that the mask names, the lowest first. */
function readNumber(delta: Buffer, start: number, mask: number): readonly [number, number] {
  let value = 0;
  let at = start;
  for (let byte = 0; byte < 4; byte++) {
    if ((mask & (1 << byte)) !== 0) value += (delta[at++] ?? 0) * 2 ** (8 * byte);
  }
  return [value, at];
}
