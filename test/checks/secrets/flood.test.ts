/** Files that are made to keep the scanner busy, or to drown a secret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { findIn } from '../../../src/checks/secrets/find.ts';
import { createScanner, MOST_OF_ONE } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';
import type { NotAnalysed } from '../../../src/source/span.ts';

const detectors = builtInDetectors();
const scan = createScanner(compileDetectors(detectors));
const github = detectors.find(({ id }) => id === 'secret-github-personal-token');
assert.ok(github !== undefined);
const token = expandExample('{join gh p_}{base62 30}{checksum}', github, 'flood');

test('of one detector so many are looked at, and the rest is told of', async () => {
  const notAnalysed: NotAnalysed[] = [];
  const bytes = Buffer.from(`${`a=${token}\n`.repeat(5000)}password = k3jR9dmXw2Qp\n`);
  const { items } = await findIn([{ path: 'app.ini', content: { kind: 'whole', bytes } }], scan, notAnalysed);
  const [item] = items;
  const of = (id: string) => item?.matches.filter(({ detector }) => detector === id).length;
  assert.equal(of('secret-github-personal-token'), MOST_OF_ONE);
  assert.equal(of('secret-generic-password'), 1, 'others are not drowned');
  assert.deepEqual(notAnalysed, [
    {
      path: 'app.ini',
      line: null,
      reason: 'secret-github-personal-token fits more than 1000 texts in it; the first of them are reported',
    },
  ]);
});

test('up to that number nothing is told of', async () => {
  const notAnalysed: NotAnalysed[] = [];
  const bytes = Buffer.from(`a=${token}\n`.repeat(MOST_OF_ONE));
  await findIn([{ path: 'a', content: { kind: 'whole', bytes } }], scan, notAnalysed);
  assert.deepEqual(notAnalysed, []);
});
