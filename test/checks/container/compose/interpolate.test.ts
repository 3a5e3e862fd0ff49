// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of compose files
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { envLines } from '../../../../src/checks/container/compose/env-file.ts';
import { interpolate } from '../../../../src/checks/container/compose/interpolate.ts';
import { generatedCases } from '../../../support/generated.ts';

const values: Readonly<Record<string, string>> = { A: 'alpha', E: '' };

// https://docs.docker.com/reference/compose-file/interpolation/
const cases: readonly (readonly [string, string, 'literal' | 'default' | 'variable', readonly string[]])[] = [
  ['plain', 'plain', 'literal', []],
  ['$$A', '$A', 'literal', []],
  ['${A}-$A', 'alpha-alpha', 'variable', []],
  ['${U}', '', 'variable', ['U']],
  ['$U', '', 'variable', ['U']],
  ['${U:-d}', 'd', 'default', []],
  ['${E:-d}', 'd', 'default', []],
  ['${E-d}', '', 'variable', []],
  ['${A:-d}', 'alpha', 'variable', []],
  ['${U:-${A}}', 'alpha', 'default', []],
  ['${U:-${V:-w}}x', 'wx', 'default', []],
  ['${U:?no}', '', 'variable', ['U']],
  ['${E:?no}', '', 'variable', ['E']],
  ['${A:+x}${U:+y}', 'x', 'variable', []],
  ['a $ b', 'a $ b', 'literal', []],
  ['${', '${', 'literal', []],
];

for (const [text, expected, from, missing] of cases) {
  test(`interpolates ${text}`, () => {
    assert.deepEqual(
      interpolate(text, (name) => values[name]),
      { text: expected, from, missing },
    );
  });
}

test('a hole stands for what is missing', () => {
  assert.equal(interpolate('${IP}:80:${P:-80}', () => undefined, '?').text, '?:80:80');
});

test('never throws and ends in time, whatever the text', () => {
  const piece = fc.constantFrom('$', '{', '}', 'A', ':', '-', '?', '+', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      interpolate(pieces.join(''), () => undefined);
    }),
    { numRuns: generatedCases(20_000) },
  );
  interpolate('${A:-'.repeat(200_000), () => undefined);
});

test('reads files of variables', () => {
  const text = '# c\nA=1\nexport B = "two # $A" # c\r\nC=\'$A\'\nD=x # y\nE=\nno line\nF=${A}${U:-u}\nA=2\n';
  assert.deepEqual(
    envLines(text).map(({ name, value }) => `${name}=${value}`),
    ['A=1', 'B=two # 1', 'C=$A', 'D=x', 'E=', 'F=1u', 'A=2'],
  );
  for (const { name, start, end } of envLines(text)) assert.equal(text.slice(start, end), name);
});
