/**
 * Scans texts made to keep detectors busy, and says what each took, a line of JSON each. To be bundled as what ships is:
 * through tsx, which makes getters of imported constants, the scanner is five times slower.
 */
import { compileDetectors } from '../src/checks/secrets/compile.ts';
import { fullScanner } from '../src/checks/secrets/full-scanner.ts';
import { writtenDetectors } from '../src/cli/built-in-detectors.ts';
import { type Adversary, adversariesOf } from '../test/support/secret-adversary.ts';
import { adversariesOfAll } from '../test/support/secret-adversary-texts.ts';

export interface Tried {
  /** Of the detector; null for texts that are about none. */
  readonly detector: string | null;
  readonly what: string;
  /** Among the texts of the detector. */
  readonly index: number;
  /** Of processor time. */
  readonly seconds: number;
}

/** Bytes of a text, and of how many detectors one is tried. */
const [size = 0, every = 1] = process.argv.slice(2).map(Number);

const written = writtenDetectors();
const scan = fullScanner(compileDetectors(written.map(({ detector }) => detector)));

function secondsFor({ path, bytes }: Adversary): number {
  const before = process.cpuUsage();
  scan({ path, bytes });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

function tryAll(detector: string | null, adversaries: Iterable<Adversary>): void {
  let index = 0;
  for (const adversary of adversaries) {
    const tried: Tried = { detector, what: adversary.what, index, seconds: secondsFor(adversary) };
    process.stdout.write(`${JSON.stringify(tried)}\n`);
    index++;
  }
}

tryAll(null, adversariesOfAll(written, size));
for (const [index, one] of written.entries()) {
  if (index % every === 0) tryAll(one.detector.id, adversariesOf(one, size));
}
