/** What WebAssembly reads against what JavaScript reads: nothing less, whatever the bytes are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignedValue } from '../../../src/checks/secrets/assigned.ts';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import type { Bare } from '../../../src/checks/secrets/file-kind.ts';
import { DEMANDS, literalEnd } from '../../../src/checks/secrets/keyword-index.ts';
import { wideStarts } from '../../../src/checks/secrets/layer-utf16.ts';
import { layersOf, marksOf } from '../../../src/checks/secrets/layers.ts';
import { type LiteralSearch, literalSearch } from '../../../src/checks/secrets/literal-search.ts';
import { tokenEnd } from '../../../src/checks/secrets/token.ts';
import { urlCredentials } from '../../../src/checks/secrets/url.ts';
import { MOST_INPUT } from '../../../src/checks/secrets/wasm/memory.ts';
import { wasmReading } from '../../../src/checks/secrets/wasm/reading.ts';
import { writtenDetectors } from '../../../src/cli/built-in-detectors.ts';
import { generatedCases } from '../../support/generated.ts';

const written = writtenDetectors();
const detectors = compileDetectors(written.map(({ detector }) => detector));
const plain = literalSearch(detectors);
const found = wasmReading(detectors);
assert.ok(found !== null, 'Node has WebAssembly, and the built-in keywords fit');
const wasm = found;

/** The roles that the scanner has something to look at for. */
function standing(search: LiteralSearch, bytes: Buffer, bare: Bare = 'none'): readonly string[] {
  const roles: string[] = [];
  const { length } = bytes;
  search(
    bytes,
    (role, start) => {
      const end = literalEnd(detectors, role, bytes, start);
      const detector = detectors.detectorAt(detectors.detectors[role] ?? 0);
      if (detector.kind === 'token' && tokenEnd(detector, bytes, length, end) < 0) return;
      const asks = (demand: number): boolean => ((detectors.demands[role] ?? 0) & demand) !== 0;
      if (end < 0 || (asks(DEMANDS.CREDENTIALS) && urlCredentials(bytes, length, end) === null)) return;
      if (asks(DEMANDS.ASSIGNED) && assignedValue(bytes, length, start, end, bare) === null) return;
      roles.push(`${role}:${start}`);
    },
    bare === 'none',
  );
  return roles;
}

function told(bytes: Buffer, read: typeof marksOf): readonly unknown[] {
  return layersOf(bytes, read(bytes)).map(({ encoding, start, end, bytes: decoded }) => [
    encoding,
    start,
    end,
    decoded.toString('latin1'),
  ]);
}

const bares = fc.constantFrom<Bare>('none', 'word', 'line', 'doubtful');
const example = fc
  .constantFrom(...written)
  .chain(({ detector, examples, counterExamples }) =>
    fc
      .constantFrom(...examples, ...counterExamples)
      .chain(({ content }) => fc.nat(99).map((seed) => expandExample(content, detector, `${seed}`))),
  );
const literal = fc.nat(detectors.literalStarts.length - 2).map((role) => {
  const [from, to] = detectors.literalStarts.subarray(role, role + 2);
  return Buffer.from(detectors.literals.subarray(from, to)).toString('latin1');
});
const noise = fc.string({
  unit: fc.constantFrom(...'aZ09_ \n"\'`:=%\\/@.-+', '\0', 'é', '://', '%3D', '\\n', 'AbC'),
  maxLength: 24,
});
const encoded = fc
  .tuple(
    fc.string({ minLength: 12, maxLength: 60 }),
    fc.constantFrom('base64', 'base64url', 'hex', 'utf16le'),
  )
  .map(([text, encoding]) =>
    encoding === 'utf16le'
      ? Buffer.from(text, 'utf16le').toString('latin1')
      : Buffer.from(
          text,
          fc.sample(fc.constantFrom('utf8', 'utf16le'), { numRuns: 1, seed: text.length })[0],
        ).toString(encoding === 'hex' ? 'hex' : encoding === 'base64' ? 'base64' : 'base64url'),
  );
const bytesOf = fc
  .array(fc.oneof(example, literal, noise, encoded), { maxLength: 12 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

test('keywords, with what stands around them', () => {
  fc.assert(
    fc.property(bytesOf, bares, (bytes, bare) => {
      assert.deepEqual(standing(wasm.search, bytes, bare), standing(plain, bytes, bare));
    }),
    { numRuns: generatedCases(500) },
  );
});

test('names and values, with whatever may stand between and before them', () => {
  const before = fc.constantFrom(
    ...['', ' ', '--', '-', 'ENV ', 'export ', '#define ', '# define\t', 'machine a login b ', 'WITH ', '<'],
    ...[
      '"',
      "\\'",
      '`',
      'name: ',
      'key="',
      '{"name": "',
      'x.y_',
      '$',
      'a:\n  ',
      '\n',
      'aB',
      '?',
      ';',
      'const ',
      `${'$'}{`,
      'variable "',
    ],
  );
  const name = fc.constantFrom(
    ...['password', 'PASSWORD', 'Secret', 'api_key', 'api key', 'token', 'passwd', 'pwd', 'client-secret'],
    ...['key', 'pass', 'requirepass', 'auth', 'DB_PASSWORD_2', 'password$', 'secret-'],
  );
  const between = fc.array(
    fc.constantFrom(
      ...[
        '=',
        ':',
        ' ',
        '\t',
        '"',
        "'",
        '`',
        ']',
        '\\',
        '>',
        '<',
        '-',
        '.',
        '+',
        '|',
        '?',
        '!',
        ',',
        '(',
        '::',
        '=>',
      ],
      ...[
        '->',
        ' is ',
        'string',
        ' str',
        ' As String = ',
        ' as ',
        '&str',
        '\n',
        '\r\n',
        '[]',
        '~',
        '||=',
        '||',
        '??',
        '?:',
        ')',
        '"value": ',
        'value=',
        'type: x, ',
        ' {',
        ') or ',
        'default = ',
      ],
    ),
    { maxLength: 6 },
  );
  const value = fc.constantFrom(
    '"hunter2x!"',
    'hunter2',
    "'s3cr3t-value'",
    `${'$'}{X}`,
    '',
    'abcd1234</password>',
    '"',
    '{',
  );
  const assignment = fc
    .tuple(before, name, between, value, fc.constantFrom('', '\n', ' ', ';'))
    .map(([start, named, joint, assigned, end]) => `${start}${named}${joint.join('')}${assigned}${end}`);
  fc.assert(
    fc.property(fc.array(assignment, { minLength: 1, maxLength: 3 }), bares, (parts, bare) => {
      const bytes = Buffer.from(parts.join(''), 'latin1');
      assert.deepEqual(
        standing(wasm.search, bytes, bare),
        standing(plain, bytes, bare),
        bytes.toString('latin1'),
      );
    }),
    { numRuns: generatedCases(20_000) },
  );
});

test('texts under an encoding', () => {
  fc.assert(
    fc.property(bytesOf, (bytes) => {
      assert.deepEqual(told(bytes, wasm.marks), told(bytes, marksOf));
    }),
    { numRuns: generatedCases(500) },
  );
});

test('an encoded text at every place of a block, behind characters that are none of it and some that are', () => {
  const hidden = Buffer.from('the quick brown fox jumps').toString('base64');
  for (let before = 0; before < 40; before++) {
    for (const filler of [' ', 'x', '%41', '\0']) {
      const bytes = Buffer.from(`${filler.repeat(before)} ${hidden}"${filler.repeat(before)}`);
      assert.deepEqual(told(bytes, wasm.marks), told(bytes, marksOf), `${before} ${filler}`);
    }
  }
});

test('UTF-16 among NULs and other bytes', () => {
  const bytes = fc
    .array(
      fc.oneof(
        fc.constantFrom('\0', '\0\0', 'a', 'a\0', '\0b', '\x80', '\0\x80', '\0'.repeat(20), 'ab'.repeat(9)),
        fc.nat(30).map((units) => 'x\0'.repeat(units)),
        fc.nat(30).map((units) => '\0y'.repeat(units)),
      ),
      { maxLength: 20 },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));
  fc.assert(
    fc.property(bytes, (one) => {
      assert.deepEqual(wasm.marks(one).wide, wideStarts(one));
    }),
    { numRuns: generatedCases(20_000) },
  );
});

test('what an earlier input left behind is not read', () => {
  wasm.search(Buffer.alloc(64, 'password=AKIA'), () => {}, false);
  for (const text of ['', 'p', 'passwor', 'AKI', '%', 'http:/', 'x'.repeat(19)]) {
    const bytes = Buffer.from(text);
    assert.deepEqual(standing(wasm.search, bytes), standing(plain, bytes));
    assert.deepEqual(told(bytes, wasm.marks), told(bytes, marksOf));
  }
});

test('the longest input, with a keyword at its end and one in every byte', () => {
  const long = Buffer.alloc(MOST_INPUT, '.');
  long.write(' password="', MOST_INPUT - 11);
  assert.deepEqual(standing(wasm.search, long), standing(plain, long));
  const dense = Buffer.alloc(100_000, '://');
  assert.deepEqual(standing(wasm.search, dense), []);
  const many = Buffer.alloc(60_000, 'google_key ');
  assert.deepEqual(standing(wasm.search, many), standing(plain, many));
  const runs = Buffer.alloc(MOST_INPUT, 'aGVsbG8gaGVsbG8gaGVsbG8g ');
  assert.equal(wasm.marks(runs).runs.length, Math.floor(MOST_INPUT / 25));
});
