import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: 'TLSv1.2' }, 'pass'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: 'TLSv1.3' }, 'pass'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: 'TLSv1.1' }, 'fail'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: 'TLSv1' }, 'fail'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: 'SSLv3' }, 'fail'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: 'SSLv2' }, 'fail'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: 'tlsv1.2' }, 'unknown'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: '1.2' }, 'unknown'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: '' }, 'unknown'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, { name: null }, 'fail'],
  [{ path: 'name', versionAtLeast: 'TLSv1.2' }, {}, 'none'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: '1.25.1' }, 'pass'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: '1.25.1-alpine' }, 'pass'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: '1.25.1-rc1' }, 'fail'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: '1.9.15' }, 'fail'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: '1.26' }, 'pass'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: '1.25' }, 'fail'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: 'v1.25.1' }, 'pass'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: '2' }, 'pass'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: 'latest' }, 'unknown'],
  [{ path: 'name', versionAtLeast: '1.25.1' }, { name: 'TLSv1.3' }, 'unknown'],
  [{ path: 'name', versionAtLeast: '1.25' }, { name: '1.25.0' }, 'pass'],
];

test('versionAtLeast knows TLS versions and numbers between dots', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
