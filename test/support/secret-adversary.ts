/**
 * Texts made to keep a scanner busy: for one detector what it is found by, what fits, and what all but fits, over and
 * over.
 */
import { charsetCharacters } from '../../src/checks/secrets/charset.ts';
import type { Body, Shape, WrittenDetector } from '../../src/checks/secrets/detector.ts';
import { expandExample } from '../../src/checks/secrets/expand.ts';

export interface Adversary {
  readonly what: string;
  readonly bytes: Buffer;
  /** Of a file in which the detector looks. */
  readonly path: string;
}

/** Where a text is cut off, of ten: what comes before is there, and what would end the match is not. */
const CUTS = [3, 6, 9];

/** Each of `size` bytes. */
export function* adversariesOf(
  { detector, examples, counterExamples }: WrittenDetector,
  size: number,
): Generator<Adversary> {
  const path = examples[0]?.file ?? 'notes';
  const text = function* (what: string, piece: string): Generator<Adversary> {
    if (piece !== '') yield { what, bytes: Buffer.alloc(size, piece, 'latin1'), path };
  };
  const fits = examples.slice(0, 3).map(({ content }, index) => expandExample(content, detector, `${index}`));
  const misses = counterExamples.map(({ content }, index) => expandExample(content, detector, `-${index}`));
  yield* text('matches', `${fits[0]}\n`);
  yield* text('matches side by side', `${fits[0]} `);
  yield* text('near misses', `${misses.join('\n')}\n`);
  yield* text('near misses side by side', `${misses.join(' ')} `);
  for (const cut of CUTS) {
    for (const fit of fits) yield* text(`cut at ${cut}`, fit.slice(0, Math.ceil((fit.length * cut) / 10)));
  }
  const { shape } = detector;
  for (const literal of literalsOf(shape).slice(0, 3)) {
    yield* text('keywords in a row', literal);
    yield* text('keywords apart', `${literal} `);
    yield* text('keywords that assign', `${literal}="`);
    yield* text('keywords with their alphabet', `${literal}=${alphabetOf(shape).repeat(40).slice(0, 500)}`);
    yield* text('a run of the alphabet', `${literal}${alphabetOf(shape).repeat(400)}`);
  }
}

export function literalsOf(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case 'token':
      return shape.prefix;
    case 'assignment':
      return shape.names.map((name) => `${name}_${shape.qualifiers[0] ?? 'key'}`);
    case 'regex':
      return shape.keywords;
    case 'url':
      return shape.schemes.map((scheme) => `${scheme === '*' ? 'x' : scheme}://a:`);
    case 'key-file':
      return [];
  }
}

function alphabetOf(shape: Shape): string {
  const body: Body | null =
    shape.kind === 'token'
      ? shape.body
      : shape.kind === 'assignment' && shape.value.kind === 'body'
        ? shape.value.body
        : null;
  return body === null ? 'a1B2-c3' : charsetCharacters(body.charset).slice(0, 40).join('');
}
