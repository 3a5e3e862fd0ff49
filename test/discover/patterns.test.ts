import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePatterns, patternFault } from '../../src/discover/patterns.ts';
import { InputError } from '../../src/source/diagnostic.ts';

const cases: readonly (readonly [pattern: string, matching: readonly string[], other: readonly string[]])[] =
  [
    ['**', ['a', 'a/b', '.env'], []],
    ['*.conf', ['a.conf', '.conf'], ['a/b.conf', 'a.conf.d']],
    ['**/*.conf', ['a.conf', 'x/y/a.conf', 'x/.conf'], ['a.config']],
    ['vendor', ['vendor', 'vendor/a', 'vendor/a/b', 'vendor/'], ['vendors', 'x/vendor']],
    ['vendor/', ['vendor/a', 'vendor/a/b', 'vendor/'], ['vendor', 'vendor.x']],
    ['vendor/**', ['vendor/a', 'vendor/a/b', 'vendor/'], ['vendor', 'vendors/a']],
    ['vendor/*', ['vendor/a', 'vendor/a/b'], ['vendor', 'vendor/']],
    ['**/test/**', ['test/a', 'x/test/a/b'], ['test', 'x/tests/a']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b', 'a/b/c'], ['ab', 'a/xb', 'x/a/b']],
    ['a/**/', ['a/x/y'], ['a', 'a/x']],
    ['**/**', ['a', 'a/b'], []],
    ['a/**/**', ['a/b', 'a/b/c'], ['a', 'ab']],
    ['a?c', ['abc', 'a😀c'], ['ac', 'a/c', 'abbc']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'Ax']],
    ['[!a]x', ['bx'], ['ax', '/x']],
    ['[^a]x', ['bx'], ['ax']],
    ['[]a]x', [']x', 'ax'], ['bx']],
    ['[a-]x', ['-x', 'ax'], ['bx']],
    ['*.{yaml,yml}', ['a.yaml', 'a.yml'], ['a.yal', 'a.']],
    ['{a,b/{c,d}}/x', ['a/x', 'b/c/x', 'b/d/x'], ['b/x']],
    ['{**/x,y}', ['x', 'a/b/x', 'y'], ['a/y']],
    ['a{,.d}/x', ['a/x', 'a.d/x'], ['a.e/x']],
    ['./a', ['a', 'a/b'], ['b']],
    ['.', ['a', 'b/c'], []],
    ['\\[x\\]', ['[x]'], ['x']],
    ['a,b', ['a,b'], ['a']],
    ['../other/*.conf', ['../other/a.conf'], ['other/a.conf']],
  ];

for (const [pattern, matching, other] of cases) {
  test(`pattern ${pattern}`, () => {
    const matches = compilePatterns([pattern]);
    for (const path of matching) assert.equal(matches(path), true, `${pattern} takes ${path}`);
    for (const path of other) assert.equal(matches(path), false, `${pattern} leaves ${path}`);
  });
}

test('any of several patterns is enough, none matches nothing', () => {
  assert.equal(compilePatterns(['a', 'b'])('b/x'), true);
  assert.equal(compilePatterns([])('b'), false);
});

const faults: readonly (readonly [pattern: string, message: RegExp])[] = [
  ['', /empty/],
  ['x'.repeat(201), /at most 200/],
  ['!vendor', /negated/],
  ['/vendor', /relative to the root/],
  ['a**', /alone between slashes/],
  ['**.conf', /alone between slashes/],
  ['a/***', /alone between slashes/],
  ['!(a)', /negated/],
  ['x/!(a|b)', /not known/],
  ['+(a)', /not known/],
  ['*(a)', /not known/],
  ['a{b', /without a `}`/],
  ['a}b', /without a `{`/],
  ['{a}', /alternatives/],
  ['{1..3}', /alternatives/],
  ['[a', /without a `]`/],
  ['[a/b]', /cannot hold/],
  ['[b-a]', /lower end/],
  ['[[:alpha:]]', /write out/],
  ['a\\', /backslash/],
  ['src\\main', /separated by/],
];

for (const [pattern, message] of faults) {
  test(`faulty pattern ${pattern.slice(0, 20)}`, () => {
    assert.match(patternFault(pattern) ?? '', message);
    assert.throws(() => compilePatterns([pattern]), InputError);
  });
}

test('a sound pattern has no fault', () => assert.equal(patternFault('deploy/**/*.{conf,yaml}'), null));
