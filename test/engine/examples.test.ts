import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Collect, testDiagnostics, testRules } from '../../src/engine/examples.ts';
import type { Assertion, Rule } from '../../src/engine/rule.ts';
import { placeOf, sourceText } from '../../src/source/text.ts';
import { factOf, kinds, ruleOf } from '../support/facts.ts';

/** A collector for lines `size 5`: one fact each, placed at the number. */
const collect: Collect = (files) =>
  Object.entries(files).flatMap(([path, text]) =>
    [...text.matchAll(/size (\d+)/g)].map((match) => {
      const start = match.index + 5;
      const at = { path, start, end: start + (match[1]?.length ?? 0) };
      return factOf({ size: Number(match[1]) }, { at, positions: { size: at } });
    }),
  );

const file = (content: string, line?: number) => ({
  file: 'a.conf',
  content,
  ...(line === undefined ? {} : { findings: [{ line }] }),
});

function tested(assertion: Assertion, examples: Rule['examples'], more: Partial<Rule> = {}) {
  const rule = ruleOf([{ fact: 'test.thing', assert: assertion }], {
    message: 'size is {value.size}',
    examples,
    ...more,
  });
  const [result] = testRules({ rules: [rule], kinds, collect });
  assert.ok(result !== undefined);
  return result;
}

const messages = (assertion: Assertion, examples: Rule['examples'], more: Partial<Rule> = {}) =>
  tested(assertion, examples, more).faults.map(({ message }) => message);

const ATMOST: Assertion = { path: 'size', atMost: 5 };

test('a rule whose examples stand at both sides of the threshold holds', () => {
  const result = tested(ATMOST, { fail: [file('size 6', 1)], pass: [file('size 5')] });
  assert.deepEqual(result.faults, []);
  assert.deepEqual([result.examples, result.mutants], [2, 3]);
});

test('a threshold that no example touches is told', () => {
  assert.deepEqual(messages(ATMOST, { fail: [file('size 60', 1)], pass: [file('size 5')] }), [
    'no example notices `atMost` one higher',
  ]);
  assert.deepEqual(messages(ATMOST, { fail: [file('size 6', 1)], pass: [file('size 1')] }), [
    'no example notices `atMost` one lower',
  ]);
});

test('the threshold may be a parameter', () => {
  const most: Assertion = { path: 'size', atMost: { param: 'most' } };
  const params = { most: { type: 'integer' as const, default: 5, strict: 3 } };
  assert.deepEqual(messages(most, { fail: [file('size 6', 1)], pass: [file('size 5')] }, { params }), []);
  const strict = { fail: [{ ...file('size 4', 1), profile: 'strict' as const }], pass: [file('size 5')] };
  assert.deepEqual(messages(most, strict, { params }), []);
});

test('examples that do not hold are told with what came instead', () => {
  assert.deepEqual(messages(ATMOST, { fail: [file('size 6\nsize 7', 1)], pass: [file('size 5')] }), [
    'failing example number 1: a finding comes that is not expected: a.conf:2:6 size is 7',
  ]);
  assert.deepEqual(
    messages(ATMOST, {
      fail: [{ ...file('\nsize 6'), name: 'second line', findings: [{ line: 1, message: 'other' }] }],
      pass: [file('size 5')],
    }).slice(0, 2),
    [
      'failing example "second line": no finding at line 1 that says "other"',
      'failing example "second line": a finding comes that is not expected: a.conf:2:6 size is 6',
    ],
  );
  assert.equal(
    messages(ATMOST, { fail: [file('size 6', 1)], pass: [file('size 5'), file('size 6')] })[0],
    'passing example number 2: a finding comes: a.conf:1:6 size is 6',
  );
});

test('what cannot be evaluated does not hold as an example', () => {
  const unknown = { facts: { fact: 'test.thing', subject: 'it', size: 1, unknown: { size: 'a variable' } } };
  assert.equal(
    messages(ATMOST, { fail: [file('size 6', 1)], pass: [file('size 5'), unknown] })[0],
    'passing example number 2: it could not be evaluated: a variable',
  );
});

test('each piece of evidence must be seen failing and passing', () => {
  assert.deepEqual(messages(ATMOST, { fail: [file('size 6', 1)], pass: [file('')] }), [
    'no passing example shows this evidence passing',
    'no example notices `atMost` one lower',
  ]);
  assert.deepEqual(messages(ATMOST, { fail: [], pass: [] }).slice(0, 2), [
    'no failing example shows this evidence failing',
    'no passing example shows this evidence passing',
  ]);
});

test('examples of facts take the subject and compare messages', () => {
  const facts = (size: number) => ({ facts: [{ fact: 'test.thing', subject: 'it', size }] });
  const fail = [{ ...facts(6), findings: [{ message: 'size is 6' }] }];
  assert.deepEqual(messages(ATMOST, { fail, pass: [facts(5)] }), []);
});

test('every operator and combination has mutants', () => {
  const cases: readonly (readonly [Assertion, number])[] = [
    [{ path: 'name', exists: true }, 1],
    [{ path: 'name', equals: 'a' }, 1],
    [{ path: 'name', oneOf: ['a', 'b'] }, 3],
    [{ path: 'tags', subsetOf: ['a', 'b', 'c'] }, 4],
    [{ path: 'tags', contains: 'a' }, 1],
    [{ path: 'tags', notContains: 'a' }, 1],
    [{ path: 'size', atLeast: 1 }, 3],
    [{ path: 'name', versionAtLeast: 'TLSv1.2' }, 3],
    [{ path: 'name', versionAtLeast: 'SSLv2' }, 2],
    [{ path: 'name', matches: 'a' }, 1],
    [{ path: 'name', within: ['10.0.0.0/8'] }, 1],
    [{ path: 'tags', every: { equals: 'a' } }, 2],
    [{ not: { path: 'name', equals: 'a' } }, 2],
    [
      {
        all: [
          { path: 'name', equals: 'a' },
          { path: 'size', atMost: 1 },
        ],
      },
      5,
    ],
    [{ any: [{ path: 'name', equals: 'a' }] }, 1],
  ];
  for (const [assertion, count] of cases) {
    const examples = { fail: [], pass: [{ facts: { fact: 'test.thing' } }] };
    assert.equal(tested(assertion, examples).mutants, count, JSON.stringify(assertion));
  }
});

test('faults are placed in the rule file', () => {
  const text = 'id: a\nevidence:\n  - assert: { path: size, atMost: 5 }\nexamples:\n  fail: []\n';
  const result = tested(ATMOST, { fail: [file('size 60', 1)], pass: [file('size 5')] });
  const [diagnostic] = testDiagnostics(result, sourceText('a.yaml', text));
  assert.ok(
    diagnostic?.source !== undefined && diagnostic.start !== undefined && diagnostic.end !== undefined,
  );
  const place = placeOf(diagnostic.source, { start: diagnostic.start, end: diagnostic.end });
  assert.deepEqual([place.startLine, place.startColumn, place.endColumn], [3, 27, 33]);
  assert.deepEqual(testDiagnostics(result, null), [
    { message: 'test-rule: no example notices `atMost` one higher' },
  ]);
});
