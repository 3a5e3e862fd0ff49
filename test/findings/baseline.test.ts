import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBaseline } from '../../src/findings/baseline.ts';
import { InputError } from '../../src/source/diagnostic.ts';
import { lineOf, sourceText } from '../../src/source/text.ts';

const parse = (text: string) => parseBaseline(sourceText('secbaseline.baseline.jsonl', text));

/** The faults of a baseline, as `line message (hint)`. */
function faults(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof InputError);
    return error.diagnostics.map(({ source, start, message, hint }) => {
      const line = source === undefined ? 0 : lineOf(source, start ?? 0);
      return `${line} ${message}${hint === undefined ? '' : ` (${hint})`}`;
    });
  }
  return [];
}

const entry = (given: Readonly<Record<string, unknown>>) =>
  JSON.stringify({
    fingerprint: '0'.repeat(32),
    rule: 'x',
    path: 'a',
    reason: 'r',
    since: '2026-01-01',
    ...given,
  });

test('a baseline is read in any order, with empty lines and either line end', () => {
  assert.deepEqual(parse('').entries, []);
  const text = `\n${entry({})}\r\n\r\n${entry({ expires: '2027-01-31', path: undefined, target: 'api' })}`;
  assert.deepEqual(
    parse(text).entries.map(({ line, path, target, expires, moved }) => [line, path, target, expires, moved]),
    [
      [2, 'a', null, null, null],
      [4, null, 'api', '2027-01-31', null],
    ],
  );
});

test('all that is wrong with a baseline is said at once, at its line', () => {
  const text = [
    entry({ expries: '2027-01-31' }),
    'not json',
    '<<<<<<< HEAD',
    entry({}),
    '=======',
    '>>>>>>> other branch',
    '[]',
    entry({ reason: ' ', since: '2026-02-30' }),
    entry({ fingerprint: 'ABC', rule: undefined, expires: 3 }),
  ].join('\n');
  const conflict = 'a merge conflict was not resolved (keep the lines of both sides)';
  const object = 'not a JSON object (each line is one entry; `secbaseline baseline` writes them)';
  assert.deepEqual(faults(text), [
    '1 unknown key `expries` (did you mean `expires`?)',
    `2 ${object}`,
    `3 ${conflict}`,
    `5 ${conflict}`,
    `6 ${conflict}`,
    `7 ${object}`,
    '8 `reason` is empty',
    '8 `since` is not a date such as 2027-01-31',
    '9 `fingerprint` is not 32 hexadecimal digits',
    '9 `rule` is missing',
    '9 `expires` must be a date such as 2027-01-31, not a number',
  ]);
});

test('a baseline that names an inherited key is refused like any other', () => {
  assert.deepEqual(faults(entry({}).replace('"rule"', '"constructor"')), [
    '1 unknown key `constructor`',
    '1 `rule` is missing',
  ]);
});
