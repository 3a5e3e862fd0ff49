import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyRouteOf } from '../../../src/checks/secrets/key-route.ts';

/** The name that leads to `SECRET` in a text. */
function named(text: string): readonly string[] {
  return keyRouteOf(Buffer.from(text), text.indexOf('SECRET'), null);
}

test('the name that a value is given', () => {
  assert.deepEqual(named('db_url = "postgres://app:SECRET@db/app"'), ['db_url']);
  assert.deepEqual(named('{"Authorization": "Bearer SECRET"}'), ['Authorization']);
  assert.deepEqual(named('value: SECRET'), ['value']);
  assert.deepEqual(named('SECRET'), []);
});

test('the name of an entry that says its name and its value apart', () => {
  assert.deepEqual(named('env:\n  - name: DB_URL\n    value: postgres://app:SECRET@db/app'), ['DB_URL']);
  assert.deepEqual(named('- { name: "DB_URL", value: "SECRET" }'), ['DB_URL']);
  assert.deepEqual(named('[{"key":"db.url","value":"SECRET"}]'), ['db.url']);
  assert.deepEqual(named('"{\\"name\\":\\"DB_URL\\",\\"value\\":\\"SECRET\\"}"'), ['DB_URL']);
  assert.deepEqual(named('hostname: db\nvalue: SECRET'), ['value']);
  assert.deepEqual(named('name: DB_URL\nother: x\nvalue: SECRET'), ['value']);
});
