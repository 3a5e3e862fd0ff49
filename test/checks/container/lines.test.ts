import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readInstructions } from '../../../src/checks/container/instructions.ts';
import { logicalLines, originOf } from '../../../src/checks/container/lines.ts';
import { generatedCases } from '../../support/generated.ts';

function read(text: string): readonly string[] {
  const found = readInstructions(text);
  if ('reason' in found) return [`fault: ${found.reason}`];
  return found.list.map(({ keyword, flags, rest }) =>
    [keyword, ...flags.map(({ part }) => part.text), rest.text].join('|'),
  );
}

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['a continuation', 'RUN a \\\n  b', ['run|a   b']],
  ['two escapes continue nothing', 'RUN a\\\\\nUSER b', ['run|a\\\\', 'user|b']],
  ['blanks behind the escape', 'RUN a \\ \t\n b', ['run|a  b']],
  ['comments and empty lines in between', 'RUN a \\\n# no\n\n  # no\n b', ['run|a  b']],
  ['within a word', 'US\\\nER b', ['user|b']],
  ['at the end of the file', 'USER b\\', ['user|b']],
  ['nothing but an escape', '\\\nUSER b', ['user|b']],
  ['carriage returns', 'USER a\r\nRUN b \\\r\n c\r\n', ['user|a', 'run|b  c']],
  ['a carriage return alone ends no line', 'USER a\rUSER b', ['user|a\rUSER b']],
  ['spaces of other alphabets before', '\u00a0USER c', ['user|c']],
  ['the escape directive', '# escape=`\nRUN a `\n b', ['run|a  b']],
  ['in any case, with blanks', '# syntax=x\n#  ESCAPE = ` \nRUN a `\n b', ['run|a  b']],
  ['not after a comment', '# hello\n# escape=`\nRUN a `\nUSER b', ['run|a `', 'user|b']],
  ['not after an empty line', '\n# escape=`\nRUN a `\nUSER b', ['run|a `', 'user|b']],
  ['another sign', '# escape=x\nRUN a', ['fault: the escape directive takes \\ or `']],
  ['twice', '# escape=`\n# escape=`\nRUN a', ['fault: the directive `escape` stands twice']],
  ['a heredoc', 'RUN <<EOF\nUSER root\nEOF\nUSER b', ['run|<<EOF', 'user|b']],
  ['two of them', 'COPY <<a <<-"b c" /\nUSER 0\na\nUSER 0\n\tb c\nUSER d', ['copy|<<a <<-"b c" /', 'user|d']],
  ['with a descriptor', 'RUN cat 3<<E\nUSER 0\nE\nUSER b', ['run|cat 3<<E', 'user|b']],
  ['behind ONBUILD', 'ONBUILD RUN <<E\nUSER 0\nE\nUSER b', ['onbuild|RUN <<E', 'user|b']],
  ['quoted, so none', 'RUN echo "a <<EOF b"\nUSER b', ['run|echo "a <<EOF b"', 'user|b']],
  ['within a word, so none', 'RUN echo a<<EOF\nUSER b', ['run|echo a<<EOF', 'user|b']],
  ['a shift, so none', 'RUN echo $((1<<2))\nUSER b', ['run|echo $((1<<2))', 'user|b']],
  ['three signs, so none', 'RUN cat <<<EOF\nUSER b', ['run|cat <<<EOF', 'user|b']],
  ['in ENV, so none', 'ENV a=<<E\nUSER b', ['env|a=<<E', 'user|b']],
  ['in the JSON form, so none', 'RUN ["a", "<<E"]\nUSER b', ['run|["a", "<<E"]', 'user|b']],
  ['never closed', 'RUN <<EOF\nUSER b', ['fault: the heredoc `EOF` is never closed']],
  ['flags', 'RUN --mount=type=secret,id="a b" --x c --d', ['run|--mount=type=secret,id="a b"|--x|c --d']],
  ['dashes end flags', 'RUN -- --x a', ['run|--|--x a']],
  ['keywords in any case', 'fRoM a As b', ['from|a As b']],
];

for (const [name, text, expected] of cases) {
  test(`logical lines: ${name}`, () => assert.deepEqual(read(text), expected));
}

test('every character of a logical line leads back to itself, whatever the text', () => {
  const piece = fc.constantFrom(
    'FROM a',
    'RUN ',
    '\\',
    '\n',
    '\r\n',
    '#',
    ' ',
    '<<E',
    'E',
    '`',
    '"',
    "'",
    '--x',
    'USER b',
    '\t',
    '$',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const found = logicalLines(text);
      if ('reason' in found) return;
      for (const line of found.lines) {
        for (let at = 0; at < line.text.length; at++) {
          assert.equal(text.charAt(originOf(line, at)), line.text.charAt(at));
        }
      }
      assert.ok(!('reason' in readInstructions(text)));
    }),
    { numRuns: generatedCases(20_000) },
  );
});
