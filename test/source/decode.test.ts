import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../src/source/decode.ts';

const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const bytes = (...values: number[]): Buffer => Buffer.from(values);

test('UTF-8 with and without a byte order mark', () => {
  assert.deepEqual(decode(Buffer.from('é\r\n')), { kind: 'text', text: 'é\r\n', encoding: 'utf-8' });
  const marked = Buffer.concat([bytes(0xef, 0xbb, 0xbf), Buffer.from('é')]);
  assert.deepEqual(decode(marked), { kind: 'text', text: 'é', encoding: 'utf-8-bom' });
});

test('UTF-16 of both byte orders, where a mark says so', () => {
  const little = Buffer.concat([bytes(0xff, 0xfe), Buffer.from('a😀', 'utf16le')]);
  assert.deepEqual(decode(little), { kind: 'text', text: 'a😀', encoding: 'utf-16le' });
  const big = Buffer.concat([bytes(0xfe, 0xff), swapped('a😀')]);
  assert.deepEqual(decode(big), { kind: 'text', text: 'a😀', encoding: 'utf-16be' });
});

test('UTF-16 that ends in half a character says that something is lost', () => {
  const cut = Buffer.concat([bytes(0xff, 0xfe), Buffer.from('ab', 'utf16le'), bytes(0x41)]);
  assert.deepEqual(decode(cut), { kind: 'text', text: 'ab\uFFFD', encoding: 'utf-16le' });
});

test('the bytes that are decoded stay as they were', () => {
  const big = Buffer.concat([bytes(0xfe, 0xff), swapped('ab')]);
  const before = Buffer.from(big);
  decode(big);
  assert.deepEqual(big, before);
});

test('what is not UTF-8 is Latin-1, byte for byte', () => {
  const latin = Buffer.from('server_name m\xfcller.example;\n', 'latin1');
  const decoded = decode(latin);
  assert.equal(decoded.kind === 'text' && decoded.encoding, 'latin1');
  assert.deepEqual(decoded.kind === 'text' && Buffer.from(decoded.text, 'latin1'), latin);
});

test('an empty file is a text', () => {
  assert.deepEqual(decode(Buffer.alloc(0)), { kind: 'text', text: '', encoding: 'utf-8' });
});

const binaries: readonly (readonly [name: string, content: Buffer])[] = [
  ['a NUL at the start', Buffer.from('\0server {}')],
  ['a NUL after much text', Buffer.from(`${'# text\n'.repeat(10_000)}\0`)],
  ['UTF-16 without a mark', Buffer.from('server {}', 'utf16le')],
  ['UTF-32 with a mark', bytes(0xff, 0xfe, 0, 0, 0x41, 0, 0, 0)],
  [
    'compressed bytes without a NUL',
    Buffer.from(Array.from({ length: 500 }, (_, at) => ((at * 151) % 255) + 1)),
  ],
];

for (const [name, content] of binaries) {
  test(`binary: ${name}`, () => assert.deepEqual(decode(content), { kind: 'binary' }));
}
