/** The scanner looks only where a keyword ends; a slow search of the whole text must not find more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CHARSETS, isCharsetName } from '../../src/checks/secrets/charset.ts';
import { compileDetectors } from '../../src/checks/secrets/compile.ts';
import type { Detector, TokenShape } from '../../src/checks/secrets/detector.ts';
import { expandExample } from '../../src/checks/secrets/expand.ts';
import { createScanner } from '../../src/checks/secrets/scan.ts';
import { writtenDetectors } from '../../src/cli/built-in-detectors.ts';
import { generatedCases } from '../support/generated.ts';

const written = writtenDetectors();
const scanner = createScanner(compileDetectors(written.map(({ detector }) => detector)));
const tokens = written.filter(({ detector }) => detector.shape.kind === 'token');

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A token with anything but a word or its own alphabet around it, by regular expression. */
function reference({ prefix, body, suffix, boundary }: TokenShape): RegExp {
  const inside = isCharsetName(body.charset)
    ? CHARSETS[body.charset].replace('_-', '_\\-')
    : body.charset.slice(1, -1);
  const after = boundary === 'word' ? `(?![${inside.replace('=', '')}]|\\w)` : '';
  const before = boundary === 'word' ? '(?<!\\w)' : '';
  return new RegExp(
    `${before}(?:${prefix.map(literal).join('|')})[${inside}]{${body.min},${body.max}}${literal(suffix)}${after}`,
    'g',
  );
}

function simple({ entropy, near }: Detector): boolean {
  return entropy === null && near === null;
}

test('finds every token that a search of the whole text finds', () => {
  const piece = fc.oneof(
    fc
      .constantFrom(...tokens)
      .chain((one) =>
        fc
          .constantFrom(...one.examples, ...one.counterExamples)
          .chain(({ content }) =>
            fc.integer({ min: 0, max: 99 }).map((seed) => expandExample(content, one.detector, `${seed}`)),
          ),
      ),
    fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(' ', '\n', '"', ''),
      (pieces, joint) => {
        const text = pieces.join(joint);
        const found = scanner({ path: 'notes', bytes: Buffer.from(text, 'latin1') });
        for (const { detector } of tokens) {
          if (detector.shape.kind !== 'token' || !simple(detector)) continue;
          for (const match of text.matchAll(reference(detector.shape))) {
            const end = match.index + match[0].length;
            const isSeen = found.some((one) => one.start < end && match.index < one.end);
            assert.ok(isSeen, `${detector.id} at ${match.index} of ${text.length}`);
          }
        }
      },
    ),
    { numRuns: generatedCases(500) },
  );
});
