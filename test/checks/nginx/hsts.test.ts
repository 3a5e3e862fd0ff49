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
