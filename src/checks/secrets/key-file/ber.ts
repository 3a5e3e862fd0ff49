/**
 * As much of ASN.1's encoding (ITU-T X.690) as tells what a file of keys holds. Lengths may be indefinite and strings in
 * parts, since Bouncy Castle and NSS write them so.
 */

/** One encoded value; offsets in the bytes it was read from. */
export interface Element {
  readonly tag: number;
  /** Of its content. */
  readonly start: number;
  readonly end: number;
  /** Where what follows it begins. */
  readonly next: number;
}

export const TAG = { INTEGER: 0x02, OCTETS: 0x04, OID: 0x06, SEQUENCE: 0x30, EXPLICIT_0: 0xa0 } as const;

const CONSTRUCTED = 0x20;
const INDEFINITE = 0x80;
/** Files of keys are half as deep. */
const DEEPEST = 24;
const MOST_CHILDREN = 4096;

/** The element at `at`; null where none is there that ends at `limit` or before it. */
export function elementAt(bytes: Buffer, at: number, limit = bytes.length, depth = 0): Element | null {
  const [tag, length] = [bytes[at], bytes[at + 1]];
  // Tags of more than one byte stand in nothing that holds keys.
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f || depth > DEEPEST) return null;
  if (length === INDEFINITE) return indefinite(bytes, tag, at + 2, limit, depth);
  const count = length < 0x80 ? 0 : length & 0x7f;
  const start = at + 2 + count;
  if (count > 4 || start > limit) return null;
  const end = start + (count === 0 ? length : bytes.readUIntBE(at + 2, count));
  return end > limit ? null : { tag, start, end, next: end };
}

/** Its content ends with two zeros where an element would begin. */
function indefinite(bytes: Buffer, tag: number, start: number, limit: number, depth: number): Element | null {
  if ((tag & CONSTRUCTED) === 0) return null;
  for (let at = start; at + 2 <= limit; ) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return { tag, start, end: at, next: at + 2 };
    const child = elementAt(bytes, at, limit, depth + 1);
    if (child === null) return null;
    at = child.next;
  }
  return null;
}

/** What a constructed element holds; null where that is not made of elements. */
export function childrenOf(bytes: Buffer, { tag, start, end }: Element): readonly Element[] | null {
  if ((tag & CONSTRUCTED) === 0) return null;
  const children: Element[] = [];
  for (let at = start; at < end; ) {
    const child = elementAt(bytes, at, end);
    if (child === null || children.length === MOST_CHILDREN) return null;
    children.push(child);
    at = child.next;
  }
  return children;
}

/** The bytes of an octet string, whose parts are joined where it comes in parts. */
export function octetsOf(bytes: Buffer, element: Element | undefined): Buffer | null {
  if (element === undefined) return null;
  if (element.tag === TAG.OCTETS) return bytes.subarray(element.start, element.end);
  if (element.tag !== (TAG.OCTETS | CONSTRUCTED)) return null;
  const parts = childrenOf(bytes, element)?.map((part) =>
    part.tag === TAG.OCTETS ? bytes.subarray(part.start, part.end) : null,
  );
  return parts === undefined || parts.includes(null)
    ? null
    : Buffer.concat(parts.filter((part) => part !== null));
}

/** The content of an object identifier in hexadecimal; empty for what is none. */
export function oidOf(bytes: Buffer, element: Element | undefined): string {
  return element?.tag === TAG.OID ? bytes.toString('hex', element.start, element.end) : '';
}

/** A number of four bytes at most; null for what is none. */
export function numberOf(bytes: Buffer, element: Element | undefined): number | null {
  if (element?.tag !== TAG.INTEGER) return null;
  const length = element.end - element.start;
  return length < 1 || length > 4 ? null : bytes.readIntBE(element.start, length);
}
