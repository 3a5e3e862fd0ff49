import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindRule } from '../../src/engine/bind.ts';
import type { Element } from '../../src/engine/explain.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { compileMessage } from '../../src/engine/message.ts';
import type { ParamDeclaration } from '../../src/engine/rule.ts';
import { factOf, ruleOf } from '../support/facts.ts';

const PARAMS: Readonly<Record<string, ParamDeclaration>> = {
  wait: { type: 'duration', default: '30s' },
  age: { type: 'duration', default: '90d' },
  list: { type: 'array', default: ['a', 'b'] },
  none: { type: 'array', default: [] },
  count: { type: 'integer', default: 3 },
};
const bound = bindRule(
  ruleOf([{ fact: 'test.thing', assert: { path: 'size', equals: 1 } }], { params: PARAMS }),
  'recommended',
);

function said(
  template: string,
  fact: Fact = factOf({}),
  leaves: readonly { path: string; value: unknown; element?: Element }[] = [],
) {
  return compileMessage(
    template,
    bound,
  )({
    subject: fact.subject,
    fact,
    leaves: leaves.map((leaf) => ({ element: null, ...leaf, reason: null, witness: null })),
    element: null,
    item: { name: 'latency', metric: 'p99' },
    lineOf: ({ start }) => (start < 0 ? null : Math.floor(start / 10) + 1),
  });
}

test('parameters read as they were written', () => {
  assert.equal(
    said('{param.wait}, {param.age}, {param.list}, {param.none}, {param.count}'),
    '30 s, 90 d, a, b, none, 3',
  );
});

test('values read as words', () => {
  const fact = factOf({ name: 'n', size: 0, on: false, tags: ['x', 'y'], other: null, inner: { size: 2 } });
  assert.equal(
    said(
      '{subject}: {value.name} {value.size} {value.on} {value.tags} {value.other} {value.inner.size}',
      fact,
    ),
    'the thing: n 0 false x, y not set 2',
  );
});

test('what failed is listed once', () => {
  const leaves = [
    { path: 'tags.0', value: 'a' },
    { path: 'tags.2', value: 'b' },
    { path: 'tags.3', value: 'a' },
  ];
  assert.equal(said('accepts {offending}', factOf({}), leaves), 'accepts a, b');
  assert.equal(said('has {offending}', factOf({}), [{ path: 'tags', value: [] }]), 'has none');
  const many = Array.from({ length: 13 }, (_, index) => ({ path: `list.${index}`, value: index }));
  assert.equal(said('{offending}', factOf({}), many), '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 3 more');
  assert.equal(said('{offending}', factOf({}), many.slice(0, 11)), '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10');
});

test('several lines read as several', () => {
  const spoken = (lines: readonly number[]) =>
    said(
      'open: line {offending.line}',
      factOf({}),
      lines.map((line) => ({ path: 'entries', value: false, element: { path: 'entries', value: { line } } })),
    );
  assert.equal(spoken([7]), 'open: line 7');
  assert.equal(spoken([2, 3]), 'open: lines 2 and 3');
  assert.equal(spoken([2, 3, 4, 3]), 'open: lines 2, 3 and 4');
  const many = Array.from({ length: 14 }, (_, index) => index + 1);
  assert.equal(spoken(many), 'open: lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 4 more');
  assert.equal(said('hidden by line {value.by}', factOf({ by: [1, 2] })), 'hidden by lines 1 and 2');
  assert.equal(said('hidden by line {value.by}', factOf({ by: [1] })), 'hidden by line 1');
  assert.equal(said('on the baseline {value.by}', factOf({ by: [1, 2] })), 'on the baseline 1, 2');
});

test('items of forEach by their keys', () => {
  assert.equal(said('no alert for {item.name} ({item.metric})'), 'no alert for latency (p99)');
});

test('provenance tells the life of a value, naming other files; where there is none, the sentence ends before it', () => {
  const at = (path: string, start: number) => ({ path, start, end: start + 1 });
  const fact = factOf(
    {},
    {
      provenance: {
        headers: [
          { what: 'set', span: at('b.conf', 80) },
          { what: 'inherited', span: at('a.conf', 100) },
          { what: 'dropped', span: at('a.conf', 170) },
          { what: 'overridden', span: at('a.conf', -1) },
          { what: 'default', span: null },
        ],
      },
    },
  );
  assert.equal(
    said('drops it: {provenance.headers.x-a}', fact),
    'drops it: set at b.conf:9, inherited from line 11, dropped at line 18, overridden, by default',
  );
  assert.equal(said('drops it: {provenance.tags}', fact), 'drops it');
});
