/** Plain lines are laid out by counting; what comes out is what laying out every character gives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { laidOutLine, showLine } from '../../src/report/shown-line.ts';

test('a plain line is shown, and its columns are found, as if every character had been laid out', () => {
  const line = fc
    .array(fc.constantFrom('\t', ' ', 'a', '#', '[', '~', 'server', 'é', '\u0007'), { maxLength: 20 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      line,
      fc.nat(5),
      fc.array(fc.tuple(fc.nat(130), fc.nat(10)), { minLength: 1 }),
      fc.integer({ min: 8, max: 130 }),
      (text, before, ranges, room) => {
        const whole = `${'\t'.repeat(before)}\n${text}\n`;
        const start = before + 1;
        const end = start + text.length;
        const request = { text: whole, start, end, redactions: [], room, focus: null };
        const quick = showLine(request);
        const laidOut = laidOutLine(request);
        assert.equal(quick.text, laidOut.text);
        assert.equal(quick.width, laidOut.width);
        for (const [from, length] of ranges) {
          const at = start + Math.min(from, text.length);
          assert.deepEqual(quick.columnsOf(at, at + length), laidOut.columnsOf(at, at + length));
        }
      },
    ),
    { numRuns: 2000 },
  );
});
