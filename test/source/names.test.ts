import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathKey, pathName } from '../../src/source/names.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

test('a name in UTF-8 is its own key', () => {
  assert.equal(pathKey(Buffer.from('é/😀.conf')), 'é/😀.conf');
  assert.deepEqual(pathName(latin('\xc3\xa9').toString('latin1')), { path: 'é', raw: null });
});

test('bytes that are no UTF-8 are written out, the characters around them kept', () => {
  const name = Buffer.concat([Buffer.from('é'), latin('\xff\xc3'), Buffer.from('z')]);
  assert.equal(pathKey(name), 'é\\xff\\xc3z');
  assert.deepEqual(pathName(name.toString('latin1')), { path: 'é\\xff\\xc3z', raw: name });
});

test('a byte order mark in a name is part of it', () => {
  assert.equal(pathKey(Buffer.from('\uFEFFa')), '\uFEFFa');
});
