/**
 * The strength of one API key, as guides want it: a prefix by which it is recognised, 32 characters, and entropy. Length
 * is counted over the whole key and entropy behind the prefix, since a prefix is the same in every key.
 */
import { byteEntropy } from './byte-entropy.ts';
import { isRepetition, isSequence } from './value.ts';

export interface KeyStrength {
  /** Characters of the prefix with its separator; 0 where there is none. */
  readonly prefix: number;
  readonly length: number;
  readonly alphabet: 'digits' | 'hexadecimal' | 'mixed';
  /** Bits per character behind the prefix. */
  readonly entropy: number;
  /** Least entropy for this alphabet. */
  readonly threshold: number;
  readonly isLongEnough: boolean;
  readonly isRandomEnough: boolean;
  /** Repeats itself or counts, whatever its entropy: `abcdefghijklmnop…`, the same sixteen characters twice. */
  readonly isRegular: boolean;
}

export const LEAST_LENGTH = 32;
const LEAST_ENTROPY = 4;
/** 16 digits cannot hold more than 4.0 bits, and a random key of 64 digits stays below. */
const LEAST_ENTROPY_OF_HEX = 3;

/** `sk_live_`, `ghp_`, `acme-prod-`: up to three short words before what is random. */
const PREFIX = /^(?:[A-Za-z][A-Za-z0-9]{0,11}[_-]){1,3}(?=[^_-]{12})/;

/** Judges a key in Latin-1, without white space around it. */
export function keyStrength(key: string): KeyStrength {
  const prefix = PREFIX.exec(key)?.[0].length ?? 0;
  const body = key.slice(prefix);
  const alphabet = /^\d+$/.test(body) ? 'digits' : /^[0-9a-f]+$/i.test(body) ? 'hexadecimal' : 'mixed';
  const bytes = Buffer.from(body, 'latin1');
  const entropy = byteEntropy(bytes, 0, bytes.length);
  const threshold = alphabet === 'mixed' ? LEAST_ENTROPY : LEAST_ENTROPY_OF_HEX;
  return {
    prefix,
    length: key.length,
    alphabet,
    entropy,
    threshold,
    isLongEnough: key.length >= LEAST_LENGTH,
    isRandomEnough: entropy >= threshold,
    isRegular: isSequence(body) || isRepetition(body, body.length / 2),
  };
}
