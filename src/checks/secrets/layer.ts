/** What a part of a file says when it is decoded, and where in the file that stands. Offsets are bytes. */
export interface Layer {
  readonly encoding: 'base64' | 'hex' | 'percent' | 'utf-16';
  readonly bytes: Buffer;
  /** The part of the outer bytes that was decoded. */
  readonly start: number;
  readonly end: number;
  /** Where in the outer bytes the character begins that gives the decoded byte at `at`. */
  readonly startOf: (at: number) => number;
  /** Where the character ends that gives the decoded byte before `at`. */
  readonly endOf: (at: number) => number;
}

/** Characters of text: tab, line ends, and printable ASCII. */
export const PRINTABLE = byteSet(
  (byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13,
);

/** 1 for the bytes that `holds` is true of. */
export function byteSet(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}

/** Bytes that a text in any encoding does not have more than a few of; a text may hold some that we do not know. */
const DOUBTFUL_SHARE = 0.02;

/** Whether decoded bytes are text: what was not encoded text decodes to noise. UTF-16 has a NUL in every other byte. */
export function isText(bytes: Buffer): boolean {
  return isTextOf(bytes.length, (at) => bytes[at] ?? 0);
}

/** As `isText`, of bytes that need not be there at once. */
export function isTextOf(length: number, byteAt: (at: number) => number): boolean {
  const most = length * DOUBTFUL_SHARE;
  let nul = 0;
  let doubtful = 0;
  for (let at = 0; at < length && doubtful <= most; at++) {
    const byte = byteAt(at);
    if (byte === 0) nul++;
    else if (byte < 128 && PRINTABLE[byte] === 0) doubtful++;
  }
  return doubtful <= most && (nul === 0 || Math.abs(nul - length / 2) <= length / 8);
}
