/** Assertions over facts that nobody wrote: the fast way and the slow way agree, and unknown never hides an answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compile } from '../../src/engine/compile.ts';
import { FAIL, NONE, PASS, UNKNOWN } from '../../src/engine/outcome.ts';
import type { Assertion, Leaf } from '../../src/engine/rule.ts';
import { factShape } from '../../src/engine/shape.ts';
import { factOf, thing } from '../support/facts.ts';

const word = fc.constantFrom('a', 'b', 'TLSv1', 'TLSv1.2', '10.0.0.1', '');
const number = fc.integer({ min: 0, max: 3 });
const words = fc.array(word, { maxLength: 3 });

const value = fc.record(
  {
    name: fc.option(word),
    other: fc.option(word),
    size: fc.option(number),
    limit: fc.option(number),
    on: fc.option(fc.boolean()),
    tags: fc.option(words),
    ports: fc.array(number, { maxLength: 3 }),
    headers: fc.dictionary(fc.constantFrom('x-a', 'x-b'), fc.option(word), { noNullPrototype: true }),
    parts: fc.array(fc.record({ name: word, size: number, tags: words }, { requiredKeys: [] }), {
      maxLength: 3,
    }),
    inner: fc.option(fc.record({ size: fc.option(number), on: fc.boolean() }, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
);

const onText = (path: string | undefined): fc.Arbitrary<Leaf> => {
  const at = path === undefined ? {} : { path };
  return fc.oneof(
    word.map((equals) => ({ ...at, equals })),
    fc.array(fc.option(word), { maxLength: 3 }).map((oneOf) => ({ ...at, oneOf })),
    fc.boolean().map((exists) => ({ ...at, exists })),
    fc.constantFrom('a', '^a', 'TLS').map((matches) => ({ ...at, matches })),
    fc.constant({ ...at, versionAtLeast: 'TLSv1.2' }),
    fc.constant({ ...at, within: ['10.0.0.0/8'] }),
    fc.constantFrom('other', 'name').map((field) => ({ ...at, equals: { field } })),
  );
};
const onNumber = (path: string): fc.Arbitrary<Leaf> =>
  fc.oneof(
    number.map((atLeast) => ({ path, atLeast })),
    number.map((atMost) => ({ path, atMost })),
    fc.constant({ path, atMost: { field: 'limit' } }),
  );
const onTags = (path: string): fc.Arbitrary<Leaf> =>
  fc.oneof(
    words.map((subsetOf) => ({ path, subsetOf })),
    word.map((contains) => ({ path, contains })),
    word.map((notContains) => ({ path, notContains })),
    onText(undefined).map((every) => ({ path, every })),
    onText(undefined).map((some) => ({ path, some })),
  );
const inPart = fc.oneof(onText('name'), onNumber('size'), onTags('tags'));

const { assertion } = fc.letrec<{ assertion: Assertion }>((tie) => ({
  assertion: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      onText('name'),
      onText('headers.x-a'),
      onNumber('size'),
      onNumber('inner.size'),
      onTags('tags'),
      inPart.map((every) => ({ path: 'parts', every })),
      inPart.map((some) => ({ path: 'parts', some })),
    ),
    fc.array(tie('assertion'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('assertion'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('assertion').map((not) => ({ not })),
  ),
}));

const shape = factShape(thing);
const compiled = (one: Assertion) =>
  compile(one, { shape, root: shape, params: {}, item: undefined, isBuiltIn: true });

test('explaining gives what testing gives, and every outcome has leaves of its own', () => {
  fc.assert(
    fc.property(assertion, value, (one, given) => {
      const judge = compiled(one);
      const explained = judge.explain({ value: given, path: '', fact: factOf(given), element: null });
      assert.equal(explained.code, judge.test(given, given));
      if (explained.code === FAIL || explained.code === UNKNOWN) assert.ok(explained.leaves.length > 0);
      if (explained.code === UNKNOWN) assert.ok(explained.leaves.every(({ reason }) => reason !== null));
      const known = { value: given, path: '', fact: factOf(given), element: null, isKnown: true };
      assert.deepEqual(judge.explain(known), explained);
    }),
    { numRuns: 2000 },
  );
});

const field = fc.constantFrom(
  'name',
  'size',
  'on',
  'tags',
  'tags.0',
  'headers',
  'headers.x-a',
  'parts',
  'parts.0',
  'parts.0.size',
  'inner',
  'inner.size',
  'limit',
  'other',
);

test('what is decided although something is unknown stays so, whatever the unknown turns out to be', () => {
  fc.assert(
    fc.property(assertion, value, value, field, (one, given, real, path) => {
      const judge = compiled(one);
      const fact = factOf(given, { unknown: { [path]: 'nobody knows' } });
      const { code } = judge.explain({ value: given, path: '', fact, element: null });
      const completed = withField(given, path, real);
      if (completed === null || (code !== PASS && code !== FAIL)) return;
      const certain = judge.test(completed, completed);
      assert.ok(certain === code || certain === NONE, `${code} became ${certain}`);
    }),
    { numRuns: 3000 },
  );
});

/** `given` with the field at `path` as `real` has it; null where `real` does not have it. */
function withField(given: unknown, path: string, real: unknown): Record<string, unknown> | null {
  const copy = structuredClone(given) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let to: unknown = copy;
  let from: unknown = real;
  for (const step of steps) {
    to = (to as Record<string, unknown> | null | undefined)?.[step];
    from = (from as Record<string, unknown> | null | undefined)?.[step];
  }
  if (typeof to !== 'object' || to === null || typeof from !== 'object' || from === null) return null;
  if (!Object.hasOwn(from, last) || !Object.hasOwn(to, last)) return null;
  (to as Record<string, unknown>)[last] = (from as Record<string, unknown>)[last];
  return copy;
}
