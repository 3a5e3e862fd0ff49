import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  collapsed,
  fingerprint,
  type Identity,
  movedFingerprint,
  ordinals,
} from '../../src/findings/fingerprint.ts';

const identity: Identity = {
  rule: 'tls-min-version',
  path: 'deploy/nginx.conf',
  target: null,
  route: ['http', 'server api.example.test', 'ssl_protocols'],
  content: 'TLSv1, TLSv1.1',
  ordinal: 1,
};

test('a fingerprint is 32 hexadecimal digits and a promise: it does not change between releases', () => {
  assert.equal(fingerprint(identity), '51a34badbde5a23bf8141183644800f1');
});

test('every part counts', () => {
  const variants: Identity[] = [
    identity,
    { ...identity, rule: 'tls-weak-cipher' },
    { ...identity, path: 'deploy/other.conf' },
    { ...identity, path: null, target: 'deploy/nginx.conf' },
    { ...identity, path: null },
    { ...identity, route: ['http', 'server www.example.test', 'ssl_protocols'] },
    { ...identity, route: ['http server api.example.test', 'ssl_protocols'] },
    { ...identity, content: 'TLSv1' },
    { ...identity, content: null },
    { ...identity, content: 'null' },
    { ...identity, ordinal: 2 },
  ];
  assert.equal(new Set(variants.map(fingerprint)).size, variants.length);
});

test('white space in content and route does not', () => {
  const reformatted = {
    ...identity,
    content: ' TLSv1,\n\tTLSv1.1',
    route: ['http', 'server  api.example.test', 'ssl_protocols'],
  };
  assert.equal(fingerprint(reformatted), fingerprint(identity));
  assert.equal(collapsed('\t a \r\n b '), 'a b');
});

test('the moved fingerprint leaves out the path, and is not made where too little is left', () => {
  assert.equal(movedFingerprint({ ...identity, path: 'x' }), movedFingerprint(identity));
  assert.notEqual(movedFingerprint({ ...identity, content: 'TLSv1' }), movedFingerprint(identity));
  assert.notEqual(movedFingerprint(identity), fingerprint(identity));
  assert.equal(movedFingerprint({ ...identity, content: null }), null);
  assert.equal(movedFingerprint({ ...identity, path: null, target: 'api' }), null);
});

test('equal findings are counted, others are not', () => {
  const identify = ordinals();
  const other = { ...identity, content: 'TLSv1' };
  assert.deepEqual(
    [identity, other, identity, { ...identity, path: 'b' }, identity].map((one) => identify(one).ordinal),
    [1, 1, 2, 1, 3],
  );
});
