/** Files that are made to keep the scanner busy, or to drown a secret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { findIn } from '../../../src/checks/secrets/find.ts';
import { withLayers } from '../../../src/checks/secrets/layers.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { MOST_OF_ALL, MOST_OF_ONE } from '../../../src/checks/secrets/scan-state.ts';
import { writtenDetectors } from '../../../src/cli/built-in-detectors.ts';
import type { ArchivePart } from '../../../src/source/archive-part.ts';
import { wholePiece } from '../../../src/source/pieces.ts';
import type { NotAnalysed } from '../../../src/source/span.ts';

const written = writtenDetectors();
const detectors = written.map(({ detector }) => detector);
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

test('what is encoded in a file counts as what stands in it', async () => {
  const notAnalysed: NotAnalysed[] = [];
  const line = Buffer.from(`a=${token}`).toString('base64');
  const bytes = Buffer.from(`${line}\n`.repeat(5000));
  const { items } = await findIn(
    [{ path: 'a', content: { kind: 'whole', bytes } }],
    withLayers(scan),
    notAnalysed,
  );
  assert.equal(items[0]?.matches.length, MOST_OF_ONE);
  assert.deepEqual(
    notAnalysed.map(({ reason }) => reason),
    ['secret-github-personal-token fits more than 1000 texts in it; the first of them are reported'],
  );
});

test('what is looked at over and over is looked at for so long, and the rest is told of', async () => {
  const notAnalysed: NotAnalysed[] = [];
  const bytes = Buffer.from(
    `password: k3jR9dmXw2Qp\n${'"kty":"RSA","n":"a",'.repeat(10_000)}\npassword: k3jR9dmXw2Qp\n`,
  );
  const { items } = await findIn([{ path: 'a.yaml', content: { kind: 'whole', bytes } }], scan, notAnalysed);
  assert.equal(items[0]?.matches.length, 2, 'others are not drowned');
  assert.deepEqual(
    notAnalysed.map(({ reason }) => reason),
    [
      'secret-private-key-jwk might begin in so many overlapping places of it that not all of them were looked at',
    ],
  );
});

test('words of names are looked at for so long', () => {
  const told: string[] = [];
  const bytes = Buffer.from(`${'password='.repeat(55)} `.repeat(1000));
  scan({ path: 'a', bytes, tooMany: (detector, limit) => told.push(`${limit} ${detector}`) });
  assert.ok(told.includes('overlaps secret-generic-password'), told.join(', '));
});

test('of all detectors together so many are looked at', async () => {
  const notAnalysed: NotAnalysed[] = [];
  const fits = written.flatMap(({ detector, examples }) =>
    examples.map(({ content }, index) => `${expandExample(content, detector, `${index}`)}\n`),
  );
  const bytes = Buffer.from(fits.join('').repeat(8), 'latin1');
  const { items } = await findIn(
    [{ path: 'a', content: { kind: 'whole', bytes } }],
    withLayers(scan),
    notAnalysed,
  );
  assert.ok((items[0]?.matches.length ?? 0) <= MOST_OF_ALL);
  assert.deepEqual(
    notAnalysed.map(({ reason }) => reason),
    [`it has more than ${MOST_OF_ALL} texts with the shape of a secret; the first of them are reported`],
  );
});

test('of an archive so many are reported', async () => {
  const notAnalysed: NotAnalysed[] = [];
  async function* parts(): AsyncGenerator<ArchivePart> {
    for (let member = 0; member < 2 * MOST_OF_ALL; member++) {
      yield { kind: 'piece', piece: wholePiece(`a.zip/${member}`, Buffer.from(`a=${token}`)) };
    }
  }
  const content = { kind: 'parts', parts: parts() } as const;
  const { items } = await findIn([{ path: 'a.zip', content }], scan, notAnalysed);
  assert.equal(items.length, MOST_OF_ALL + 1);
  assert.deepEqual(
    notAnalysed.map(({ path }) => path),
    ['a.zip'],
  );
});
