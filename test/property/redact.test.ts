/** Random tokens do not survive the redactor, and no input makes it slow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { printDiagnostics } from '../../src/report/diagnostics.ts';
import { lineRedactions, redact, redactions } from '../../src/report/redact.ts';
import { lineText, sourceText } from '../../src/source/text.ts';
import { generatedCases } from '../support/generated.ts';

const ALPHABETS = {
  hex: '0123456789abcdef',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  base36: '0123456789abcdefghijklmnopqrstuvwxyz',
  base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  base64: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/',
} as const;

/** Tokens as generators make them: each character drawn alike. */
function token(alphabet: string, length: number, seed: number): string {
  let state = seed >>> 0 || 1;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return alphabet[(state >>> 0) % alphabet.length];
  }).join('');
}

for (const [name, alphabet] of Object.entries(ALPHABETS)) {
  test(`nearly every random ${name} token of 32 characters is redacted without knowing its name`, () => {
    const kept = Array.from({ length: 2000 }, (_, seed) => token(alphabet, 32, seed * 7919 + 12345)).filter(
      (secret) => redact(`proxy_set_header X-Something ${secret};`).includes(secret),
    );
    assert.ok(kept.length <= 80, `${kept.length} of 2000 kept, such as ${kept.slice(0, 3)}`);
  });
}

test('what stands under a sensitive name never survives', () => {
  const value = fc
    .string({ minLength: 3, maxLength: 30 })
    .filter(
      (text) =>
        /^[A-Za-z0-9!?.+-]+$/.test(text) &&
        !/^(?:[.!]|true|false|off|yes|none|null|nil|undefined)/i.test(text),
    );
  fc.assert(
    fc.property(
      value,
      fc.constantFrom(
        'password: @',
        'DB_PASSWORD=@',
        'secret: "@"',
        '"api_key": "@"',
        'ssl_password @;',
        'x://u:@@h',
      ),
      (secret, form) => {
        const text = redact(form.replace('@', () => secret));
        const elsewhere = `${form}[redacted chars, bits/char]`;
        assert.ok(!text.includes(secret) || elsewhere.includes(secret), text);
      },
    ),
    { numRuns: 1000 },
  );
});

test('redactions are in order, within the text, on one line and without overlap', () => {
  const piece = fc.constantFrom(
    'password',
    ': ',
    '=',
    '"',
    "'",
    '\n',
    ' ',
    'abc',
    'Bearer ',
    '://u:p@h',
    '{',
    '}',
    '$',
    'Zk3JvQ9sTt7LwB2nXy5RfA8d',
    '/',
    ';',
    'name: ',
    'value',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      let at = 0;
      for (const { start, end } of redactions(text)) {
        assert.ok(start >= at && end > start && end <= text.length);
        assert.ok(!text.slice(start, end).includes('\n'));
        at = end;
      }
      assert.equal(redact(redact(text)).split('\n').length, text.split('\n').length);
    }),
    { numRuns: 2000 },
  );
});

test('carets keep to what they mark, whatever was redacted or escaped before it', () => {
  const before = fc.array(
    fc.constantFrom(
      'password="hunter2" ',
      '\t',
      '日本 ',
      '\u202e',
      'Zk3JvQ9sTt7LwB2nXy5RfA8d ',
      'a b ',
      '👍',
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(before, (parts) => {
      const start = parts.join('').length;
      const source = sourceText('a', `${parts.join('')}MARK rest`);
      const diagnostic = { message: 'm', source, start, end: start + 4 };
      const [, , , line = '', carets = ''] = printDiagnostics([diagnostic], { color: 0, width: 400 }).split(
        '\n',
      );
      const columns = Array.from(line.slice(0, line.indexOf('MARK'))).reduce(
        (sum, character) => sum + (/[日本👍]/u.test(character) ? 2 : 1),
        0,
      );
      assert.equal(carets.indexOf('^^^^'), columns, `${line}\n${carets}`);
    }),
    { numRuns: 500 },
  );
});

test('no repetition makes it slow', () => {
  const repeated = [
    'password',
    'password=',
    'password: ',
    'password "',
    '://a:',
    '://',
    'a@',
    'Bearer ',
    '-----BEGIN PRIVATE KEY-----',
    'aB3',
    'aB3/',
    'name: password\n',
    '{',
    '$',
    ' ',
    "'",
    '\\"',
    'authorization: Basic ',
    'secret_',
    'x-',
    '\n',
  ];
  for (const unit of repeated) {
    const text = unit.repeat(Math.ceil(2_000_000 / unit.length));
    const before = performance.now();
    redact(text);
    const took = performance.now() - before;
    assert.ok(took < 10_000, `${JSON.stringify(unit)} took ${Math.round(took)} ms`);
  }
});

test('a line hides what it hides in its file', () => {
  const piece = fc.constantFrom(
    'password: ',
    'hunter2hunter2',
    'name: DB_PASSWORD',
    'value: x1y2z3',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----END RSA PRIVATE KEY-----',
    'https://user:secret@host/',
    'Authorization: Bearer abcdefgh1234',
    'sha256:',
    '@',
    '/',
    ' ',
    '"',
    ...Object.values(ALPHABETS).map((alphabet, seed) => token(alphabet, 24, seed + 7)),
  );
  const end = fc.constantFrom('\n', '\r\n', '\r', ' ', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, end), { maxLength: 14 }), (parts) => {
      const source = sourceText('a.conf', parts.flat().join(''));
      const all = redactions(source.text);
      source.lineStarts.forEach((start, line) => {
        const text = lineText(source, line + 1);
        const inLine = all.filter((one) => one.end > start && one.start < start + text.length);
        assert.deepEqual(lineRedactions(source, start, start + text.length), inLine, source.text);
      });
    }),
    { numRuns: generatedCases(2000) },
  );
});
