import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHsts } from '../../../src/checks/http/hsts.ts';

const read = (text: string): string => {
  const { maxAge, includeSubDomains, preload, valid } = parseHsts(text);
  return `${maxAge} ${includeSubDomains ? 'sub' : '-'} ${preload ? 'pre' : '-'} ${valid ? 'valid' : 'ignored'}`;
};

test('the examples of RFC 6797 section 6.2', () => {
  assert.equal(read('max-age=31536000'), '31536000 - - valid');
  assert.equal(read('max-age=15768000 ; includeSubDomains'), '15768000 sub - valid');
  assert.equal(read('max-age="31536000"'), '31536000 - - valid');
  assert.equal(read('max-age=0'), '0 - - valid');
  assert.equal(read('max-age=0; includeSubDomains'), '0 sub - valid');
});

test('letter case, order, empty directives and unknown ones do not matter', () => {
  assert.equal(read(';; INCLUDESUBDOMAINS;Max-Age = 5 ; preload; x=y; z="a;b"'), '5 sub pre valid');
});

test('what a browser must ignore', () => {
  assert.equal(read('max-age=1; max-age=2'), '1 - - ignored');
  assert.equal(read('max-age=1; includeSubDomains; includesubdomains'), '1 sub - ignored');
  assert.equal(read('includeSubDomains'), 'null sub - ignored');
  assert.equal(read('max-age'), 'null - - ignored');
  assert.equal(read('max-age=-1'), 'null - - ignored');
  assert.equal(read('max-age=1y'), 'null - - ignored');
  assert.equal(read('max-age="1'), 'null - - ignored');
  assert.equal(read(''), 'null - - ignored');
});

test('the place of the number', () => {
  const text = 'includeSubDomains; max-age="86400"';
  const range = parseHsts(text).maxAgeRange;
  assert.equal(text.slice(range?.start, range?.end), '86400');
});

/** Header strings of the list's own tests (chromium/hstspreload, header_test.go), and whether its check has an error. */
const PRELOADABLE: readonly (readonly [string, boolean])[] = [
  ['max-age=31536000; includeSubDomains; preload', true],
  ['max-age=315360001; preload; includeSubDomains', true],
  ['', false],
  ['includeSubDomains; max-age=31536000', false],
  ['preload; max-age=31536000', false],
  ['includeSubDomains; preload', false],
  ['preload', false],
  ['includeSubDomains', false],
  ['max-age=123456789', false],
  ['includeSubDomains; preload; max-age', false],
  ['includeSubDomains; preload; max-age=0', false],
  ['includeSubDomains; preload; max-age=100', false],
  ['includeSubDomains; preload; max-age=10886400', false],
  ['max-age=315360001; includeSubDomains', false],
];

/** How its tests say that a header is written, without an error: `preload`, `includeSubDomains` and max-age. */
const READ: readonly (readonly [string, string])[] = [
  ['includeSubDomains; max-age=1337', '1337 sub -'],
  ['preload; max-age=1337', '1337 - pre'],
  ['preload; includeSubDomains', 'null sub pre'],
  ['max-age=31536000; includeSubDomains; preload', '31536000 sub pre'],
  ['includeSubDomains; preload; max-age=4321', '4321 sub pre'],
  ['   max-age=10886400  ;     includeSubDomains    ;     preload      ', '10886400 sub pre'],
  ['includeSubDomains; preload; max-age=12345678', '12345678 sub pre'],
  ['max-age=10886400; preload; includeSubDomains', '10886400 sub pre'],
  ['max-age=10886400; includeSubDomains', '10886400 sub -'],
  ['inCLUDESUBDomaINs; max-AGe=12345678', '12345678 sub -'],
  ['', 'null - -'],
  ['preload; includeSubDomains; preload; max-age=12345678; preload', '12345678 sub pre'],
  ['includeSubDomains; max-age=12345678; preload; extraDirective', '12345678 sub pre'],
  ['max-age=12345678; extra; includeSubDomains; directives; preload', '12345678 sub pre'],
  [';', 'null - -'],
  ['max-age=10886400; includeSubDomains; preload;', '10886400 sub pre'],
  ['; max-age=10886400; includeSubDomains; preload', '10886400 sub pre'],
  ['max-age=01234', '1234 - -'],
];

/** Those whose reading is an error there: they are not valid for a browser either. */
const ERRORS = [
  'max-age=',
  'max-age',
  'max-age=-101',
  'max-age=+101',
  'max-age;',
  'includeDomains; max-age;',
];

test('the preload list agrees on every header of its own tests', () => {
  for (const [header, expected] of PRELOADABLE) assert.equal(parseHsts(header).preloadable, expected, header);
  for (const [header, expected] of READ) assert.equal(read(header).replace(/ \S+$/, ''), expected, header);
  for (const header of ERRORS)
    assert.deepEqual([parseHsts(header).valid, parseHsts(header).maxAge], [false, null], header);
  const long = 'includeSubDomains; preload; max-age=31536000';
  assert.equal(parseHsts(`${long}; preload`).preloadable, true);
  assert.equal(parseHsts(long.replace('31536000', '"31536000"')).preloadable, false);
  assert.equal(parseHsts(`${long}; max-age=x`).preloadable, false);
});
