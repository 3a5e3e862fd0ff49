// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells and Dockerfiles
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endsBuildWithout } from '../../../src/checks/container/guard.ts';
import { shellCommands } from '../../../src/checks/container/shell.ts';
import { generatedCases } from '../../support/generated.ts';

const shown = (text: string) =>
  shellCommands(text).map(({ before, words }) => `${before} ${words.map((word) => word.text).join(' ')}`);

const lists: readonly (readonly [string, readonly string[]])[] = [
  ['a b && c || d; e & f | g', ['start a b', '&& c', '|| d', '; e', '& f', '| g']],
  ['a "b c" \'d e\' f\\ g # h', ['start a b c d e f g']],
  ['a 2>&1 >/dev/null </x b', ['start a b']],
  ['if a; then b; else c; fi; d', ['; a', 'then b', 'else c', '; d']],
  ['a || (b && c)', ['start a', '|| b', '&& c']],
  ['a || { b; c; }', ['start a', '|| b', '; c']],
  ['sh -c "$(a | b)"', ['start sh -c $(a | b)', 'start a', '| b']],
  ['a <(b) `c`', ['start a `c`', 'start b', 'start c']],
  ['cat <<E\nx | sh\nE\na', ['start cat', '; a']],
  ['cat <<-"E" && b\n\tx | sh\n\tE\na', ['start cat', '&& b', '; a']],
  ['X=1 a $((1 < 2))', ['start a $((1 < 2))']],
  ['for x in a b; do c; done', ['start for x in a b', 'do c']],
];

for (const [text, expected] of lists) {
  test(`commands of ${JSON.stringify(text)}`, () => assert.deepEqual(shown(text), expected));
}

test('places words, in time and without an exception, whatever the text', () => {
  const piece = fc.constantFrom(
    'a',
    ' ',
    '$(',
    '`',
    ')',
    '(',
    '"',
    "'",
    '|',
    '&&',
    ';',
    '\n',
    '<<E',
    '<(',
    '${',
    '}',
    '\\',
    'if',
    'then',
    '#',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      for (const { words } of shellCommands(text)) {
        for (const { start, end } of words) assert.ok(start < end && end <= text.length);
      }
    }),
    { numRuns: generatedCases(20_000) },
  );
  assert.ok(shellCommands('$('.repeat(200_000)).length > 0);
});

const guards: readonly (readonly [string, boolean])[] = [
  ['test -n "$X"', true],
  ['[ -n "${X}" ] && make', true],
  ['[ "$X" = "55-45-17" ] || exit 1', true],
  ['[ "$X" = 1 ] || (echo no >&2 && exit 2)', true],
  ['[ -z "$X" ] || false', true],
  ['if [ -z "$X" ]; then echo missing; exit 1; fi', true],
  ['if [[ "$X" == a ]]; then make; else exit 1; fi', true],
  [': "${X:?must be given}"', true],
  ['echo "$X" | grep -q 55', true],
  ['case "$X" in 55) ;; *) exit 1;; esac', true],
  ['set -e; test -n "$X"; make', true],
  ['echo "$X"', false],
  ['test -n "$X"; make', false],
  ['test -n "$X" || true', false],
  ['test -n "$X" && a || echo no', false],
  ['if [ -z "$X" ]; then echo missing; fi', false],
  ['[ -n "$X" ] || exit 0', false],
  ['test -n "$XY"', false],
  ['test -n "X"', false],
];

for (const [text, expected] of guards) {
  test(`${text} ${expected ? 'ends' : 'does not end'} the build without X`, () => {
    assert.equal(endsBuildWithout(shellCommands(text), 'X'), expected);
  });
}
