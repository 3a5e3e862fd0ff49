/** Fixes that are more than one replacement: a line of its own, and a field of every element that fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../src/engine/fact.ts';
import type { FixTemplate, Rule } from '../../src/engine/rule.ts';
import { fixOf } from '../../src/findings/fix.ts';
import { sourceText } from '../../src/source/text.ts';
import { rule } from '../support/reports.ts';
import { bound, fact, verdict } from '../support/verdicts.ts';

const ruleWith = (fix: FixTemplate): Rule => ({ ...rule('a-rule'), fixes: [fix] });

/** The text after the fix, or null where there is none. */
function fixed(text: string, fix: FixTemplate, of: Partial<Fact>, fields: readonly string[]): string | null {
  const offending = fields.map((path) => ({ path, value: false }));
  const made = verdict(ruleWith(fix), { rule: bound(ruleWith(fix)), fact: fact(of), offending });
  const found = fixOf(made, () => sourceText('f', text));
  if (found === null) return null;
  return found.edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end), text);
}

const at = (text: string, word: string) => {
  const start = text.indexOf(word);
  return { path: 'f', start, end: start + word.length };
};

test('a new line stands after that of the field, with its indentation and line end', () => {
  const fix: FixTemplate = { title: 't', safety: 'safe', set: 'end', put: 'after', to: 'new' };
  const after = (text: string, field = 'end', fields = [field]): string | null => {
    const span = at(text, 'last');
    const of = { positions: { end: span }, provenance: { end: [{ what: 'set' as const, span }] } };
    return fixed(text, fix, of, fields);
  };
  assert.equal(after('a\n  last # comment\nb\n'), 'a\n  last # comment\n  new\nb\n');
  assert.equal(after('\tlast'), '\tlast\n\tnew');
  assert.equal(after('last\r\nb\r\n'), 'last\r\nnew\r\nb\r\n');
  assert.equal(after('x last\n'), 'x last\nnew\n');
  assert.equal(after('last \\\n'), null, 'the line goes on');
  assert.equal(after('last\n', 'other'), null, 'something else fails');
  assert.equal(
    fixed('last\n', fix, { positions: { end: at('last\n', 'last') } }, ['end']),
    null,
    'nobody wrote it',
  );
});

test('a field of each element that fails is set, each place once', () => {
  const fix: FixTemplate = { title: 't', safety: 'unsafe', set: 'list.*.type', to: 'new' };
  const text = 'one two three';
  const places = ['one', 'two', 'two', 'three'].map((word) => at(text, word));
  const of = {
    positions: Object.fromEntries(places.map((span, index) => [`list.${index}.type`, span])),
    provenance: Object.fromEntries(
      places.slice(0, 3).map((span, index) => [`list.${index}.type`, [{ what: 'set' as const, span }]]),
    ),
  };
  assert.equal(fixed(text, fix, of, ['list.0.a', 'list.1', 'list.2.b.c']), 'new new three');
  assert.equal(fixed(text, fix, of, ['list.0.a', 'list.3.a']), null, 'one of them cannot be fixed');
  assert.equal(fixed(text, fix, of, ['lists.0.a']), null);
});
