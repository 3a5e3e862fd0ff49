/** What a path says about a file, where somebody named a part of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { belowNamed, scanNamed } from '../../../src/checks/secrets/named.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';

test('what lies below the longest name counts', () => {
  const below = belowNamed(['', 'fixtures', 'fixtures/one']);
  assert.ok(below !== null);
  assert.equal(below('fixtures/one/test/a.env'), 'test/a.env');
  assert.equal(below('fixtures/two/a.env'), 'two/a.env');
  assert.equal(below('fixtures2/a.env'), 'fixtures2/a.env');
  assert.equal(belowNamed(['fixtures/a.zip'])?.('fixtures/a.zip!/test/b'), 'test/b');
});

test('a file that is named alone is judged by its name, several by their paths', () => {
  assert.equal(belowNamed(['fixtures/a.env'])?.('fixtures/a.env'), 'a.env');
  assert.equal(belowNamed(['fixtures/a.env', 'fixtures/b.env'])?.('fixtures/a.env'), 'fixtures/a.env');
});

test('the root itself changes nothing', () => {
  assert.equal(belowNamed([]), null);
  assert.equal(belowNamed(['']), null);
});

test('a named folder of fixtures holds secrets as sure as any', () => {
  const detectors = builtInDetectors();
  const scan = createScanner(compileDetectors(detectors));
  const detector = detectors.find(({ id }) => id === 'secret-generic-password');
  assert.ok(detector !== undefined);
  const bytes = Buffer.from(expandExample('password = {base62 14}', detector, 'named'));
  const [match] = scan({ path: 'fixtures/x/app.ini', bytes });
  const [named] = scanNamed(scan, ['fixtures/x'])({ path: 'fixtures/x/app.ini', bytes });
  assert.deepEqual([match?.confidence, match?.context.test], ['medium', true]);
  assert.deepEqual([named?.confidence, named?.context.test], ['high', false]);
});
