/**
 * PKCS#12 (RFC 7292): `.p12` and `.pfx`. What its parts are is told without the password, but for those that are encrypted
 * as a whole: there most programs put certificates, and leave the bags of keys to be seen.
 */
import { childrenOf, type Element, elementAt, numberOf, octetsOf, oidOf, TAG } from './ber.ts';
import type { KeyFile } from './key-file.ts';
import { opensPkcs12, type Rounds } from './known-password.ts';

/** `pkcs7` of RFC 2315: what a part of the file is. */
const DATA = '2a864886f70d010701';
const SIGNED_DATA = '2a864886f70d010702';
/** `bagtypes`, RFC 7292, section 4.2. */
const KEY_BAG = '2a864886f70d010c0a0101';
const SHROUDED_KEY_BAG = '2a864886f70d010c0a0102';
const SECRET_BAG = '2a864886f70d010c0a0105';
const NESTED_BAGS = '2a864886f70d010c0a0106';

const DEEPEST = 4;

/** Null for what is none, or holds no key. */
export function pkcs12(bytes: Buffer, rounds: Rounds): KeyFile | null {
  const pfx = elementAt(bytes, 0);
  if (pfx?.tag !== TAG.SEQUENCE) return null;
  const [version, safe, mac] = childrenOf(bytes, pfx) ?? [];
  if (numberOf(bytes, version) !== 3 || safe?.tag !== TAG.SEQUENCE) return null;
  const { kind, content } = contentInfo(bytes, safe);
  if (kind === SIGNED_DATA) return found('unknown');
  const authenticated = kind === DATA ? octetsOf(bytes, content) : null;
  const parts = authenticated === null ? null : sequenceIn(authenticated);
  if (authenticated === null || parts === null) return null;
  const held = new Set<KeyFile['keys'] | 'none'>(parts.flatMap((part) => heldBy(authenticated, part)));
  if (held.has('plain')) return found('plain');
  if (held.has('protected')) {
    const opens = opensPkcs12(bytes, mac, authenticated, rounds);
    return opens === null ? { ...found('protected'), isUntried: true } : found(opens ? 'open' : 'protected');
  }
  return held.has('unknown') ? found('unknown') : null;
}

function found(keys: KeyFile['keys']): KeyFile {
  return { format: 'pkcs12', keys };
}

interface ContentInfo {
  /** An object identifier; empty where it is none. */
  readonly kind: string;
  readonly content: Element | undefined;
}

/** Of a `SEQUENCE { OBJECT IDENTIFIER, [0] EXPLICIT content }`. */
function contentInfo(bytes: Buffer, element: Element): ContentInfo {
  const [kind, explicit] = childrenOf(bytes, element) ?? [];
  const content = explicit?.tag === TAG.EXPLICIT_0 ? childrenOf(bytes, explicit)?.[0] : undefined;
  return { kind: oidOf(bytes, kind), content };
}

function sequenceIn(bytes: Buffer): readonly Element[] | null {
  const whole = elementAt(bytes, 0);
  return whole?.tag === TAG.SEQUENCE ? childrenOf(bytes, whole) : null;
}

/** What one part holds: bags in the clear, or something that only the password opens. */
function heldBy(bytes: Buffer, part: Element): readonly (KeyFile['keys'] | 'none')[] {
  const { kind, content } = contentInfo(bytes, part);
  if (kind !== DATA) return ['unknown'];
  const octets = octetsOf(bytes, content);
  const bags = octets === null ? null : sequenceIn(octets);
  return octets === null || bags === null ? ['unknown'] : bagsHold(octets, bags, 0);
}

function bagsHold(
  bytes: Buffer,
  bags: readonly Element[],
  depth: number,
): readonly (KeyFile['keys'] | 'none')[] {
  return bags.flatMap((bag) => {
    const { kind, content } = contentInfo(bytes, bag);
    if (kind === KEY_BAG) return ['plain'];
    if (kind === SHROUDED_KEY_BAG || kind === SECRET_BAG) return ['protected'];
    if (kind !== NESTED_BAGS) return ['none'];
    const nested = content === undefined || depth === DEEPEST ? null : childrenOf(bytes, content);
    return nested === null ? ['unknown'] : bagsHold(bytes, nested, depth + 1);
  });
}
