import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePatterns, patternFault } from '../../src/discover/patterns.ts';

/** Each of these takes minutes in a matcher that tries one way after the other. */
const adversarial = [
  'a*'.repeat(99),
  '**/'.repeat(66),
  '**/a/'.repeat(39),
  '{a,a}'.repeat(39),
  '{*,a*}'.repeat(33),
  '{,{,{,{,{,{,{,{,{,{,*}}}}}}}}}}'.repeat(6),
  '*?'.repeat(100),
  '[a-z]*'.repeat(33),
  `${'{a,'.repeat(49)}b${'}'.repeat(49)}`,
];

const paths = ['a'.repeat(4000), 'a/'.repeat(2000), `${'a'.repeat(255)}b`];

for (const pattern of adversarial) {
  test(`time is bounded for ${pattern.slice(0, 24)}…`, () => {
    assert.equal(patternFault(pattern), null);
    const matches = compilePatterns([`${pattern}`]);
    const start = performance.now();
    for (const path of paths) matches(path);
    const took = performance.now() - start;
    assert.ok(took < 2000, `${took} ms`);
  });
}

const piece = fc.constantFrom('a', 'b', '/', '*', '**/', '?', '[ab]', '[!a]', '{a,b*}', '{,/}', '.');

test('the matcher agrees with a regular expression that says the same', () => {
  const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
  const path = fc.stringMatching(/^[ab.]{1,3}(\/[ab.]{1,3}){0,3}$/);
  fc.assert(
    fc.property(pattern, path, (glob, file) => {
      fc.pre(patternFault(glob) === null && !glob.startsWith('.'));
      assert.equal(compilePatterns([glob])(file), reference(glob).test(file), `${glob} on ${file}`);
    }),
    { numRuns: 3000 },
  );
});

/** Short inputs only: this one does try one way after the other. */
function reference(glob: string): RegExp {
  const below = glob.endsWith('/');
  const body = (below ? glob.slice(0, -1) : glob).replace(
    /\*\*\/|\*|\?|\[!a\]|\{a,b\*\}|\{,\/\}|\./g,
    (token) => {
      const meaning: Readonly<Record<string, string>> = {
        '**/': '(?:.*/)?',
        '*': '[^/]*',
        '?': '[^/]',
        '[!a]': '[^a/]',
        '{a,b*}': '(?:a|b[^/]*)',
        '{,/}': '(?:|/)',
        '.': '\\.',
      };
      return meaning[token] ?? token;
    },
  );
  return new RegExp(`^(?:${body})${below ? '(?<=.)/' : '(?:$|(?<=.)/)'}`, 's');
}

test('no text makes the parser throw anything', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (glob) => {
      if (patternFault(glob) === null) compilePatterns([glob])('a/b');
    }),
    { numRuns: 2000 },
  );
});
