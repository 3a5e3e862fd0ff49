/**
 * No file takes long, whatever it is made of. Texts of 3 MB take less than a second of processor time in what ships; a
 * tenth of that is tried here, where code is not bundled and several times slower, and of all detectors a part.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../src/checks/secrets/compile.ts';
import { withLayers } from '../../src/checks/secrets/layers.ts';
import { createScanner } from '../../src/checks/secrets/scan.ts';
import { writtenDetectors } from '../../src/cli/built-in-detectors.ts';
import { isFull } from '../support/generated.ts';
import { type Adversary, adversariesOf } from '../support/secret-adversary.ts';
import { adversariesOfAll } from '../support/secret-adversary-texts.ts';

const SIZE = 300_000;
const SECONDS = 1;
/** Those that were slow once are tried each time, and every so many of the others. */
const ALWAYS = [
  'secret-connection-string-password-first',
  'secret-azure-storage-key',
  'secret-http-bearer-token',
];
const TEXTS_ALWAYS = [
  'names of users',
  'keys in JSON',
  'words of names with digits',
  'passwords in base64 by lines',
  'matches in base64 in lines',
];
const STEP = isFull ? 1 : 100;
const TEXT_STEP = isFull ? 1 : 8;

const written = writtenDetectors();
const scan = withLayers(createScanner(compileDetectors(written.map(({ detector }) => detector))));

function secondsFor(path: string, bytes: Buffer): number {
  const before = process.cpuUsage();
  scan({ path, bytes });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

function isFast(name: string, { what, path, bytes }: Adversary): void {
  const seconds = secondsFor(path, bytes);
  // Code that runs for the first time is slow, and so is a machine that does something else.
  const again = seconds > SECONDS ? secondsFor(path, bytes) : seconds;
  assert.ok(again <= SECONDS, `${name}, ${what}: ${again.toFixed(2)} s`);
}

test('texts that all but fit take no longer than others', () => {
  const chosen = written.filter(({ detector }, index) => index % STEP === 0 || ALWAYS.includes(detector.id));
  for (const one of chosen) {
    for (const adversary of adversariesOf(one, SIZE)) isFast(one.detector.id, adversary);
  }
});

test('nor do encodings of encodings, syntax over and over, and all names in turn', () => {
  for (const [index, adversary] of [...adversariesOfAll(written, SIZE)].entries()) {
    if (index % TEXT_STEP === 0 || TEXTS_ALWAYS.includes(adversary.what)) isFast('all', adversary);
  }
});
