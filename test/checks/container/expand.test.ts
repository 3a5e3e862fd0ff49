// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expandWord } from '../../../src/checks/container/expand.ts';
import { generatedCases } from '../../support/generated.ts';

const values: Readonly<Record<string, string>> = { A: 'alpha', E: '', P: 'a/b/c.tar.gz' };
const expand = (word: string, escapeSign = '\\') =>
  expandWord(word, escapeSign, (name) => values[name])?.text ?? null;

// What BuildKit's shell words mean: frontend/dockerfile/shell/lex.go, and docs.docker.com/reference/dockerfile/#environment-replacement.
const cases: readonly (readonly [string, string | null])[] = [
  ['plain', 'plain'],
  ['$A-${A}', 'alpha-alpha'],
  ['$U${U}', ''],
  ['${U:-d}${E:-d}${E-d}${U-d}', 'ddd'],
  ['${A:+x}${E:+x}${E+x}${U+x}', 'xx'],
  ['${A:?no}', 'alpha'],
  ['${U:?no}', null],
  ['${U?no}', null],
  ['${U:-${A}}', 'alpha'],
  ['${U:-"a b"}', 'a b'],
  ['${P#*/}', 'b/c.tar.gz'],
  ['${P##*/}', 'c.tar.gz'],
  ['${P%.*}', 'a/b/c.tar'],
  ['${P%%.*}', 'a/b/c'],
  ['${P%.gz}', 'a/b/c.tar'],
  ['${P/a/x}', 'x/b/c.tar.gz'],
  ['${P//b/x}', 'a/x/c.tar.gz'],
  ["'$A'", '$A'],
  ['"$A"', 'alpha'],
  ['"a\\"b\\c"', 'a"b\\c'],
  ['\\$A', '$A'],
  ['$', '$'],
  ['$-a', 'a'],
  ['${}', null],
  ['${A', null],
  ['"a', null],
  ["'a", null],
  ['${A!}', null],
];

for (const [word, expected] of cases) {
  test(`expands ${word}`, () => assert.equal(expand(word), expected));
}

test('the escape sign is the one of the file', () => {
  assert.equal(expand('`$A\\', '`'), '$A\\');
});

test('names what is not set', () => {
  assert.deepEqual(expandWord('$U/$A/${V:-x}/$U', '\\', (name) => values[name])?.missing, ['U', 'V']);
});

test('never grows without measure and never throws', () => {
  assert.equal(
    expandWord('$A'.repeat(20), '\\', () => 'x'.repeat(10_000)),
    null,
  );
  assert.equal(
    expandWord('${A:-'.repeat(100_000), '\\', () => undefined),
    null,
  );
  const piece = fc.constantFrom('$', '{', '}', 'A', ':', '-', '+', '#', '%', '/', '"', "'", '\\', '*', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      expand(pieces.join(''));
    }),
    { numRuns: generatedCases(20_000) },
  );
});
