import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressOutside, parseRange } from '../../src/engine/cidr.ts';

/** Ranges in a small corner, so that they touch and overlap. */
const range = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 27, max: 32 }))
  .map(([last, length]) => `10.0.0.${last}/${length}`);

function addresses(text: string): readonly string[] {
  const [address = '', length = '32'] = text.split('/');
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(Number(address.split('.')[3]) / size) * size;
  return Array.from({ length: size }, (_, index) => `10.0.0.${first + index}`);
}

test('containment and witness are those of counting every address', () => {
  fc.assert(
    fc.property(range, fc.array(range, { maxLength: 5 }), (one, others) => {
      const allowed = new Set(others.flatMap(addresses));
      const expected = addresses(one).find((address) => !allowed.has(address)) ?? null;
      const parsed = parseRange(one);
      assert.ok(parsed !== null);
      const ranges = others.map(parseRange).filter((other) => other !== null);
      assert.equal(addressOutside(parsed, ranges), expected);
    }),
  );
});

test('every address that is written is read back', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      const parsed = parseRange(address);
      assert.ok(parsed !== null, address);
      const shown = addressOutside(parsed, []);
      assert.deepEqual(parseRange(shown ?? ''), parsed);
    }),
  );
});

test('anything else is no address, and nothing throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseRange(text)));
});
