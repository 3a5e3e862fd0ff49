/**
 * Examples of detectors hold no secret: `{base62 36}` and its like stand in its place, and are filled in by a generator
 * that gives the same characters each time. Only tests and `rules test` expand them.
 */
import { sha256 } from '../../source/crypto.ts';
import { charsetCharacters, isCharsetName } from './charset.ts';
import { CHECKSUMS, checksumOf } from './checksum.ts';
import type { Detector } from './detector.ts';

const PIECE = /\{\{|\{(\[[^\]]*\]|[A-Za-z0-9]+)(?: ([^{}]*))?\}/g;

/**
 * The text that an example stands for. `{CHARSET n}` are n characters of a charset (or of a class, `{[A-Z] n}`), `{uuid}`
 * a UUID, `{checksum}` the detector's checksum over what was generated before it, `{join a b}` is `ab` written so that no
 * push protection sees it, `{bytes 30 82}` are bytes, `{{` a brace. Anything else in braces stands for itself.
 *
 * @param seed tells the examples of one detector apart
 */
export function expandExample(content: string, detector: Detector, seed: string): string {
  const random = randomNumbers(`${detector.id} ${seed}`);
  let generated = '';
  const remember = (text: string): string => {
    generated += text;
    return text;
  };
  return content.replace(PIECE, (written: string, name: string | undefined, argument: string | undefined) => {
    if (name === undefined) return '{';
    if (name === 'join' && argument !== undefined) return argument.replaceAll(' ', '');
    if (name === 'bytes' && argument !== undefined) {
      return Buffer.from(argument.replaceAll(' ', ''), 'hex').toString('latin1');
    }
    if (name === 'uuid') {
      const digits = pick(charsetCharacters('hex'), 32, random);
      return remember(digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
    }
    if (name === 'checksum') {
      const checksum = CHECKSUMS.find((known) => known === detector.checksum);
      return checksum === undefined ? written : checksumOf(checksum, generated);
    }
    const count = Number(argument);
    if (!(isCharsetName(name) || name.startsWith('[')) || !Number.isInteger(count) || count < 1)
      return written;
    // `=` pads and never stands inside.
    const characters = charsetCharacters(name).filter(
      (character) => name.startsWith('[') || character !== '=',
    );
    return remember(pick(characters, count, random));
  });
}

/** An example as a file holds it: of text in UTF-8, of bytes as they are. */
export function exampleBytes(content: string, detector: Detector, seed: string): Buffer {
  const isBinary = content.includes('{bytes ');
  return Buffer.from(expandExample(content, detector, seed), isBinary ? 'latin1' : 'utf8');
}

function pick(characters: readonly string[], count: number, random: () => number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += characters[Math.floor(random() * characters.length)] ?? '';
  return text;
}

/** Numbers from 0 to 1 that depend on the seed alone. */
function randomNumbers(seed: string): () => number {
  let block = '';
  let at = 0;
  let blocks = 0;
  return () => {
    if (at + 8 > block.length) {
      block = sha256(`${seed} ${blocks++}`);
      at = 0;
    }
    const value = Number.parseInt(block.slice(at, at + 8), 16) / 0x1_0000_0000;
    at += 8;
    return value;
  };
}
