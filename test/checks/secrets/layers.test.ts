/** What is decoded, where it stands, and that looking for it takes no time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import type { Layer } from '../../../src/checks/secrets/layer.ts';
import { layersOf, withLayers } from '../../../src/checks/secrets/layers.ts';
import { createScanner, type SecretMatch } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';
import { generatedCases } from '../../support/generated.ts';

const TEXT = 'user = admin; word = "correct horse"';

const ENCODERS: Readonly<Record<Layer['encoding'], (text: string) => string | Buffer>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  percent: (text) => encodeURIComponent(text),
  'utf-16': (text) => Buffer.from(text, 'utf16le'),
};

function encoded(encoding: Layer['encoding'], text: string): Buffer {
  return Buffer.from(ENCODERS[encoding](text));
}

function only(bytes: Buffer, encoding: Layer['encoding']): Layer {
  const layers = layersOf(bytes).filter((layer) => layer.encoding === encoding);
  assert.equal(layers.length, 1, `${layers.length} layers in ${encoding}`);
  const [layer] = layers;
  if (layer === undefined) throw new Error('unreachable');
  return layer;
}

test('each encoding, and where its parts stand', () => {
  for (const encoding of ['base64', 'hex', 'percent', 'utf-16'] as const) {
    const inner = encoded(encoding, TEXT);
    const before = Buffer.from(encoding === 'utf-16' ? '\x01\x02' : 'value: "');
    const layer = only(
      Buffer.concat([before, inner, Buffer.from(encoding === 'utf-16' ? '\x01' : '"\n')]),
      encoding,
    );
    assert.equal(layer.bytes.toString(), TEXT, encoding);
    assert.equal(layer.start, before.length, encoding);
    assert.equal(layer.startOf(0), before.length, encoding);
    assert.ok(layer.endOf(TEXT.length) <= before.length + inner.length, encoding);
    assert.ok(layer.endOf(TEXT.length) >= before.length + inner.length - 2, encoding);
  }
});

test('a text in lines of which the rest decodes to noise', () => {
  const noise = `begins as text ${'\x01'.repeat(42)}`;
  const line = 'word = "correct horse battery staple", and more to come ...';
  const wrapped = (texts: readonly string[]): string =>
    texts.map((text) => Buffer.from(text.padEnd(57)).toString('base64').slice(0, 76)).join('\n');
  const texts = [...Array(100).fill(noise), ...Array(100).fill(line), ...Array(5000).fill(noise)];
  const start = process.cpuUsage();
  const layers = layersOf(Buffer.from(wrapped(texts)));
  const { user } = process.cpuUsage(start);
  const found = layers.map(({ bytes }) => bytes.toString()).join('');
  assert.ok(found.split('correct horse').length > 90, `${found.split('correct horse').length}`);
  assert.ok(user < 2_000_000, `${user} µs`);
});

test('the encoded place of a part decodes to a text that holds it', () => {
  const decoders = {
    base64: (part: Buffer, skipped: number) =>
      Buffer.from('A'.repeat(skipped % 4) + part.toString(), 'base64'),
    hex: (part: Buffer) => Buffer.from(part.toString(), 'hex'),
    percent: (part: Buffer) => Buffer.from(decodeURIComponent(part.toString())),
  };
  const text = fc.string({ unit: fc.constantFrom(...'ab =/:@"\n'), minLength: 24, maxLength: 200 });
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (whole, from, size) => {
      const start = from % whole.length;
      const end = start + 1 + (size % (whole.length - start));
      for (const encoding of ['base64', 'hex', 'percent'] as const) {
        const bytes = encoded(encoding, whole);
        const layer = layersOf(bytes).find((one) => one.encoding === encoding);
        if (layer === undefined) continue;
        assert.equal(layer.bytes.toString(), whole, encoding);
        const outer = [layer.startOf(start), layer.endOf(end)] as const;
        const part = decoders[encoding](bytes.subarray(...outer), outer[0]);
        assert.ok(part.toString('latin1').includes(whole.slice(start, end)), `${encoding} ${start}-${end}`);
        assert.ok(part.length <= end - start + 4);
      }
    }),
    { numRuns: generatedCases(1000) },
  );
});

test('base64url, without padding, and wrapped in lines', () => {
  const long = `${TEXT}??>>\n`.repeat(12);
  const base64 = Buffer.from(long).toString('base64');
  for (const width of [64, 76]) {
    for (const join of ['\n', '\r\n', '\n    ']) {
      const lines = base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
      const layer = only(Buffer.from(`data: ${lines.join(join)}\nnext: x\n`), 'base64');
      assert.equal(layer.bytes.toString(), long);
      const word = long.lastIndexOf('horse');
      const part = Buffer.from(`data: ${lines.join(join)}`)
        .subarray(layer.startOf(word), layer.endOf(word + 5))
        .toString();
      assert.ok(lines.join(join).includes(part) && part.replace(/\s/g, '').length <= 8, part);
    }
  }
  const url = Buffer.from(long).toString('base64url').replace(/=/g, '');
  assert.equal(only(Buffer.from(`"${url}"`), 'base64').bytes.toString(), long);
});

test('UTF-16 in both orders, with a mark and without one, and in a binary file', () => {
  const little = Buffer.from(`${TEXT}\r\n`, 'utf16le');
  const big = Buffer.from(little).swap16();
  for (const bytes of [
    Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
    Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
    little,
    big,
  ]) {
    assert.equal(only(bytes, 'utf-16').bytes.toString(), `${TEXT}\r\n`);
  }
  const binary = Buffer.concat([
    Buffer.alloc(1001),
    Buffer.from([7, 9, 200]),
    little,
    Buffer.alloc(64, 0xee),
  ]);
  assert.ok(only(binary, 'utf-16').bytes.toString().includes(TEXT));
  const other = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('word: 密码 "x"', 'utf16le')]);
  assert.equal(only(other, 'utf-16').bytes.toString(), 'word: ?? "x"');
});

test('PowerShell: UTF-16 under base64', () => {
  const bytes = Buffer.from(`-EncodedCommand ${Buffer.from(TEXT, 'utf16le').toString('base64')}`);
  assert.equal(only(only(bytes, 'base64').bytes, 'utf-16').bytes.toString(), TEXT);
});

test('keys, digests, words and paths are not decoded', () => {
  const texts = [
    'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'https://example.test/a/very/long/path/that-goes_on/and/on/index.html?x=1%20y',
    'ThisIsAVeryLongIdentifierInAProgram_with_underscores = 100% of it',
    'internationalization-of-configuration-management',
  ];
  for (const text of texts)
    assert.deepEqual(
      layersOf(Buffer.from(text)).map(({ encoding }) => encoding),
      [],
      text,
    );
});

test('decoding never gives more than there was, whatever the bytes are', () => {
  const hostile = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes));
  const nested = fc
    .tuple(fc.constantFrom('base64', 'hex', 'percent', 'utf-16'), fc.string({ maxLength: 300 }))
    .map(([encoding, text]) => encoded(encoding as Layer['encoding'], text));
  fc.assert(
    fc.property(fc.oneof(hostile, nested), (bytes) => {
      for (const encoding of ['base64', 'hex', 'percent', 'utf-16'] as const) {
        let last = 0;
        for (const layer of layersOf(bytes).filter((one) => one.encoding === encoding)) {
          assert.ok(layer.start >= last && layer.end <= bytes.length);
          assert.ok(layer.bytes.length <= layer.end - layer.start);
          assert.ok(layer.startOf(0) >= layer.start && layer.endOf(layer.bytes.length) <= layer.end);
          last = layer.end;
        }
      }
    }),
    { numRuns: generatedCases(3000) },
  );
});

const detectors = builtInDetectors();
const plain = createScanner(compileDetectors(detectors));
const scan = withLayers(plain);
const github = detectors.find(({ id }) => id === 'secret-github-personal-token');
assert.ok(github !== undefined);
const token = expandExample('{join gh p_}{base62 30}{checksum}', github, 'layers');

function found(bytes: Buffer): readonly SecretMatch[] {
  return scan({ path: 'app.cfg', bytes }).filter(({ detector }) => detector === github?.id);
}

test('a token under one, two and three encodings is found where it stands', () => {
  const inner = `export GH=${token} # rotate this`;
  const encodings: readonly (readonly Layer['encoding'][])[] = [
    ['base64'],
    ['hex'],
    ['percent'],
    ['utf-16'],
    ['base64', 'base64'],
    ['utf-16', 'base64'],
    ['percent', 'hex', 'base64'],
    ['base64', 'base64', 'base64'],
  ];
  for (const way of encodings) {
    const code = way.reduce(
      (bytes: Buffer, encoding) => encoded(encoding, bytes.toString('latin1')),
      Buffer.from(inner),
    );
    const wide = way.at(-1) === 'utf-16';
    const [before, after] = wide ? ['\x01\x02', '\x02'] : ['payload: "', '"\n'];
    const matches = found(Buffer.concat([Buffer.from(before), code, Buffer.from(after)]));
    assert.equal(matches.length, 1, way.join(' of '));
    const [match] = matches;
    assert.equal(match?.secret.length, token.length);
    assert.ok((match?.start ?? 0) >= before.length && (match?.end ?? 0) <= before.length + code.length);
    assert.ok((match?.start ?? 0) > before.length, 'points at the part that holds it');
  }
  const four = [1, 2, 3, 4].reduce((text) => Buffer.from(text).toString('base64'), inner);
  assert.equal(found(Buffer.from(four)).length, 0);
});

test('what stands in the clear is told once, though it is part of a decoded text too', () => {
  const url = `https://x.test/?next=%2Fa%2Fb&access=${token}&x=%20`;
  assert.deepEqual(found(Buffer.from(url)), plain({ path: 'app.cfg', bytes: Buffer.from(url) }));
});

test('of an encoded value and what is in it, one is told', () => {
  const text = `API_TOKEN="${Buffer.from(`token=${token}`).toString('base64')}"\n`;
  assert.deepEqual(
    scan({ path: 'app.cfg', bytes: Buffer.from(text) }).map(({ detector }) => detector),
    [github?.id],
  );
});
