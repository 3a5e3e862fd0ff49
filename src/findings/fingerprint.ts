/**
 * What makes a finding the same finding after its file was edited: names and content, never a line or an index.
 * Baselines, code scanning and humans' links hang on it, so what it is made of does not change.
 */
import { sha256 } from '../source/crypto.ts';

/** 128 bits: nobody finds two that are equal, and a line of a baseline stays readable. */
const LENGTH = 32;

export interface Identity {
  readonly rule: string;
  /** From the root, with `/`; for live evidence null. */
  readonly path: string | null;
  /** Id of the target of live evidence. */
  readonly target: string | null;
  /** The names that lead to the place: server, block, directive, container, key. */
  readonly route: readonly string[];
  /**
   * The faulty value in words, or null where it is a secret: then nothing of it may enter, since a weak one could be
   * found by trying, and the route and the ordinal must do.
   */
  readonly content: string | null;
  /** From 1; tells findings apart that are equal in all of the above, in the order of the file. */
  readonly ordinal: number;
}

/** The identity of a finding, as 32 hexadecimal digits. Unique in a run where ordinals are given out by `ordinals`. */
export function fingerprint(identity: Identity): string {
  const parts = partsByIdentity.get(identity) ?? partsOf(identity);
  return hashed(`["finding",${parts.slice(1, -1)},${identity.ordinal}]`);
}

/** What an ordinal was given out by is what the fingerprint is made of. */
const partsByIdentity = new WeakMap<Identity, string>();

/** All that an identity is made of but the ordinal, as JSON. */
function partsOf(identity: Omit<Identity, 'ordinal'>): string {
  return JSON.stringify([...witness(identity), ...shared(identity)]);
}

/**
 * The identity without its path: by it a baseline recognises a finding whose file was moved. Null for secrets, where too
 * little would be left to tell a new one from an old one, and for live evidence, which has no file.
 */
export function movedFingerprint(identity: Identity): string | null {
  if (identity.content === null || identity.path === null) return null;
  return digest(['moved', ...shared(identity), identity.ordinal]);
}

function witness(identity: Omit<Identity, 'ordinal'>): readonly string[] {
  if (identity.path !== null) return ['path', identity.path];
  return identity.target === null ? ['project'] : ['target', identity.target];
}

function shared({ rule, route, content }: Omit<Identity, 'ordinal'>): readonly unknown[] {
  // One look at the whole route, since hardly any has such a name.
  const names = UNEVEN_NAMES.test(route.join('\0')) ? route.map(collapsed) : route;
  return [rule, names, content === null ? null : collapsed(content)];
}

function digest(parts: readonly unknown[]): string {
  return hashed(JSON.stringify(parts));
}

function hashed(text: string): string {
  return sha256(text).slice(0, LENGTH);
}

const UNEVEN = /^\s|\s$|\s\s|[^\S ]/;
/** The same of several texts, with NUL between them. */
const UNEVEN_NAMES = /(?:^|\0)\s|\s(?:\0|$)|\s\s|[^\S ]/;

/** Text with every run of white space as one space, so that reformatting changes nothing. */
export function collapsed(text: string): string {
  if (!UNEVEN.test(text)) return text;
  return text.replace(/\s+/g, ' ').trim();
}

/** Gives out ordinals: call it once per finding, in the order of the file. */
export function ordinals(): (identity: Omit<Identity, 'ordinal'>) => Identity {
  const given = new Map<string, number>();
  return (identity) => {
    const parts = partsOf(identity);
    const ordinal = (given.get(parts) ?? 0) + 1;
    given.set(parts, ordinal);
    const numbered = { ...identity, ordinal };
    partsByIdentity.set(numbered, parts);
    return numbered;
  };
}
