/** `key -`: judges the strength of one key or token on standard input, and shows nothing of it. */
import { type KeyStrength, keyStrength, LEAST_LENGTH } from '../checks/secrets/key-strength.ts';
import { InputError } from '../source/diagnostic.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';
import { readInput } from './standard-input.ts';

/** A key is a line; whoever pipes a file into this did not mean it. */
const LONGEST = 8192;

/** 0 for a strong key, 1 for a weak one. Throws `InputError` where there is no key on standard input. */
export async function judgeKey(source: string): Promise<number> {
  if (source !== '-') {
    throw new InputError([
      { message: 'a key is read from standard input only', hint: 'secbaseline key - < key.txt' },
    ]);
  }
  const key = (await readInput()).toString('latin1').trim();
  if (key === '') throw new InputError([{ message: 'there is no key on standard input' }]);
  if (key.length > LONGEST || /\s/.test(key)) {
    throw new InputError([{ message: 'standard input holds more than one key' }]);
  }
  const strength = keyStrength(key);
  const isStrong = strength.isLongEnough && strength.isRandomEnough && !strength.isRegular;
  await writeOut(`${[...linesOf(strength), isStrong ? 'strong' : 'weak'].join('\n')}\n`);
  return isStrong ? EXIT.ok : EXIT.findings;
}

function linesOf({ prefix, length, alphabet, entropy, threshold, ...is }: KeyStrength): readonly string[] {
  const verdict = (holds: boolean): string => (holds ? 'ok' : 'too little');
  const body = length - prefix;
  const lines = [
    prefix === 0
      ? 'prefix   none: nobody can tell by its looks whose key it is'
      : `prefix   ${prefix} characters, not counted for the entropy`,
    `length   ${length} characters with the prefix, at least ${LEAST_LENGTH}: ${verdict(is.isLongEnough)}`,
    `entropy  ${entropy.toFixed(2)} bits per character of the ${body} behind the prefix, at least ${threshold.toFixed(1)}: ${verdict(is.isRandomEnough)}`,
  ];
  if (alphabet === 'hexadecimal') {
    lines.push('         hexadecimal cannot exceed 4.0 bits, so it is held to 3.0');
  }
  if (is.isRegular) lines.push('order    it repeats itself or counts up or down, which is easy to guess');
  const most = Math.log2(Math.max(1, body));
  if (!is.isRandomEnough && most < threshold) {
    lines.push(
      `         ${body} characters cannot hold more than ${most.toFixed(2)} bits each: the key is too short`,
    );
  }
  return lines;
}
