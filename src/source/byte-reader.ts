/** Reads a stream of bytes by what it holds: lines, counted parts, and what comes next. */

export interface ByteReader {
  /** The next line without its end; null at the end. */
  line(): Promise<string | null>;
  /** At least `count` of the next bytes without taking them, or all that are left. */
  peek(count: number): Promise<Buffer>;
  /** The next `count` bytes as they arrive, or fewer at the end. */
  take(count: number): AsyncGenerator<Buffer>;
  /** All that is left, as it arrives. */
  rest(): AsyncGenerator<Buffer>;
  /** Whether more was to be taken than there is. */
  fellShort(): boolean;
}

export function byteReader(stream: AsyncIterable<Buffer>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let fellShort = false;
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  return {
    async line() {
      for (;;) {
        const end = rest.indexOf(10);
        if (end >= 0) {
          const line = rest.toString('latin1', 0, end);
          rest = rest.subarray(end + 1);
          return line;
        }
        if (!(await more())) return null;
      }
    },
    async peek(count) {
      while (rest.length < count && (await more()));
      return rest;
    },
    async *take(count) {
      for (let left = count; left > 0; ) {
        if (rest.length === 0 && !(await more())) {
          fellShort = true;
          return;
        }
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
    async *rest() {
      while (rest.length > 0 || (await more())) {
        const part = rest;
        rest = Buffer.alloc(0);
        yield part;
      }
    },
    fellShort: () => fellShort,
  };
}
