/** Checksums against zlib's own CRC, by way of a gzip trailer, and against a token that GitHub prints as an example. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CHECKSUMS, checksumHolds, checksumOf } from '../../../src/checks/secrets/checksum.ts';
import { crc32Of } from '../../../src/checks/secrets/crc32.ts';

test('CRC-32 is that of gzip', () => {
  for (const text of ['', 'a', 'secbaseline', 'x'.repeat(1000)]) {
    const zipped = gzipSync(text);
    assert.equal(crc32Of(Buffer.from(text)), zipped.readUInt32LE(zipped.length - 8));
  }
});

test('a checksum holds for what it was made of, and for nothing else', () => {
  for (const checksum of CHECKSUMS) {
    const random = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5';
    const whole = random + checksumOf(checksum, random);
    assert.ok(checksumHolds(checksum, whole));
    assert.ok(!checksumHolds(checksum, `b${whole.slice(1)}`));
    assert.ok(!checksumHolds(checksum, whole.slice(-4)));
  }
});

test('a checksum of few digits is padded', () => {
  assert.match(checksumOf('base62-crc32', ''), /^0{6}$/);
});
