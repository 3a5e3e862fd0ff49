import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recentlyUsed } from '../../src/source/recently-used.ts';

test('keeps what was asked for last, as far as it fits', () => {
  const made: string[] = [];
  const cache = recentlyUsed<string>(6, ({ length }) => length);
  const ask = (key: string, value = key): void => {
    assert.equal(
      cache(key, () => {
        made.push(key);
        return value;
      }),
      value,
    );
  };
  for (const key of ['aa', 'bb', 'cc', 'aa', 'dd', 'aa', 'cc', 'bb']) ask(key);
  assert.deepEqual(made, ['aa', 'bb', 'cc', 'dd', 'bb']);
});

test('what is larger than everything that may be kept is kept alone, until the next', () => {
  let made = 0;
  const cache = recentlyUsed<string>(3, ({ length }) => length);
  const ask = (key: string): string => cache(key, () => `${++made}`.padEnd(key.length, '.'));
  ask('large');
  ask('large');
  assert.equal(made, 1);
  ask('x');
  ask('large');
  assert.equal(made, 3);
});

test('asking for many costs the same for each', () => {
  const cache = recentlyUsed<number>(100_000, () => 1);
  const start = process.cpuUsage().user;
  for (let round = 0; round < 4; round++) {
    for (let key = 0; key < 50_000; key++) cache(String(key), () => key);
  }
  assert.ok(process.cpuUsage().user - start < 2_000_000, 'microseconds');
});
