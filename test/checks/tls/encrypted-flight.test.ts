/** Whatever follows a ServerHello of TLS 1.3, reading it ends, and nothing is made of what is not genuine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientHello } from '../../../src/checks/tls/client-hello.ts';
import { KEY_PAIRS, readAsks } from '../../../src/checks/tls/encrypted-flight.ts';
import { generatedCases } from '../../support/generated.ts';

const X25519 = 0x001d;
const pair = KEY_PAIRS.get(X25519)?.();
assert.ok(pair !== undefined);
const record = clientHello({
  version: 'TLSv1.3',
  serverName: 'a.test',
  keyShare: { group: X25519, publicKey: pair.publicKey },
});

const length16 = (bytes: Buffer): Buffer => Buffer.from([bytes.length >> 8, bytes.length & 255]);
const framed = (type: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3]), length16(content), content]);

/** A ServerHello of TLS 1.3 that chose AES-128-GCM and sends this share. */
function serverHello(share: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from([0, X25519]), length16(share), share]);
  const extensions = Buffer.concat([
    Buffer.from('002b00020304', 'hex'),
    Buffer.from([0, 51]),
    length16(content),
    content,
  ]);
  const body = Buffer.concat([
    Buffer.from(`0303${'11'.repeat(32)}00130100`, 'hex'),
    length16(extensions),
    extensions,
  ]);
  return framed(22, Buffer.concat([Buffer.from([2, 0]), length16(body), body]));
}

test('no bytes make it fail', () => {
  const bytes = fc.uint8Array({ maxLength: 120 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, bytes, bytes, (share, sealed, rest) => {
      readAsks(rest, record, pair);
      readAsks(Buffer.concat([serverHello(share), framed(23, sealed), rest]), record, pair);
    }),
    { numRuns: generatedCases(2_000) },
  );
});

test('what was not sealed with the agreed keys says nothing, and a share that is no key neither', () => {
  const genuine = KEY_PAIRS.get(X25519)?.().publicKey ?? Buffer.alloc(0);
  const asks = (share: Buffer, ...records: readonly Buffer[]) =>
    readAsks(Buffer.concat([serverHello(share), ...records]), record, pair);
  assert.equal(asks(genuine), null);
  assert.deepEqual(asks(genuine, framed(23, Buffer.alloc(64))), { asks: null });
  assert.deepEqual(asks(genuine, framed(23, Buffer.alloc(3))), { asks: null });
  assert.deepEqual(asks(Buffer.alloc(32)), { asks: null });
  assert.deepEqual(asks(Buffer.alloc(7)), { asks: null });
});
