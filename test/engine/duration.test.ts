import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration } from '../../src/engine/duration.ts';

test('reads what people write', () => {
  const cases: readonly (readonly [unknown, number])[] = [
    ['10s', 10],
    ['5m', 300],
    ['30 min', 1800],
    ['1h', 3600],
    ['1h 30m', 5400],
    ['1h30m', 5400],
    ['90d', 7_776_000],
    ['1 week', 604_800],
    ['500ms', 0.5],
    ['100ms 200ms', 0.3],
    ['1.5h', 5400],
    ['45', 45],
    [45, 45],
    [0, 0],
    [' 10s ', 10],
  ];
  for (const [text, seconds] of cases) assert.equal(parseDuration(text), seconds, String(text));
});

test('reads nothing else', () => {
  const refused = [
    '',
    ' ',
    's',
    '10x',
    '10s!',
    '-5s',
    -5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    true,
    '1M',
    '10 s x',
    '1constructor',
    '9'.repeat(200),
  ];
  for (const value of refused) assert.equal(parseDuration(value), null, String(value));
});

test('writes what it reads', () => {
  for (const text of ['500ms', '30s', '90s', '5m', '1h', '10d', '2w']) {
    assert.equal(formatDuration(parseDuration(text) ?? -1), text);
  }
  assert.equal(formatDuration(0), '0s');
});
