import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyAfter } from '../../../src/checks/secrets/body-after.ts';
import { charsetTable } from '../../../src/checks/secrets/charset.ts';

/** The value that is found behind the first word of the text. */
function behind(text: string, charset: string, min: number, max = min): string | null {
  const bytes = Buffer.from(text, 'latin1');
  const found = bodyAfter(bytes, bytes.length, /\W|_|$/.exec(text)?.index ?? 0, {
    table: charsetTable(charset),
    min,
    max,
  });
  return found === null ? null : bytes.toString('latin1', found.start, found.end);
}

const HEX = '0a1b2c3d4e5f6071';

test('a value stands behind whatever assigns it, on this line or the next', () => {
  for (const text of [
    `name=${HEX}`,
    `name_key: "${HEX}"`,
    `name_token => '${HEX}'`,
    `name_key(${HEX})`,
    `name></x>\n${HEX}`,
    `name token ${HEX}`,
  ]) {
    assert.equal(behind(text, 'hex', 16), HEX, text);
  }
  assert.equal(behind(`name\n\n${HEX}`, 'hex', 16), null);
});

test('dashes and dots separate where no value of the shape holds them', () => {
  assert.equal(behind(`name-key-${HEX}`, 'hex', 16), HEX);
  assert.equal(behind(`name.key.${HEX}`, 'hex', 16), HEX);
  assert.equal(behind(`name-${HEX}`, '[a-z0-9-]', 16), null);
});

test('the equals sign that assigns is no part of a value in base64', () => {
  const value = 'QUJDREVGR0hJSktMTU5PUA==';
  assert.equal(behind(`name=${value}`, 'base64', value.length), value);
  assert.equal(behind(`name = ${value}`, 'base64', value.length), value);
});

test('a value that is longer or shorter is another value', () => {
  assert.equal(behind(`name=${HEX}0`, 'hex', 16), null);
  assert.equal(behind(`name=${HEX.slice(1)}`, 'hex', 16), null);
  assert.equal(behind(`name=${HEX}_`, 'hex', 16), null);
});

test('names and references stand where values do, and are none', () => {
  assert.equal(behind(['name_key = $', '{NAME_API_KEY_12}'].join(''), '[A-Za-z0-9_]', 10, 20), null);
  assert.equal(behind('name_key = {{ name_api_key_1 }}', '[A-Za-z0-9_]', 10, 20), 'name_api_key_1');
  assert.equal(behind('name_key = {{name_api_key_1}}', '[A-Za-z0-9_]', 10, 20), null);
  assert.equal(behind('name_key = NAME2_API_KEY', '[A-Za-z0-9_]', 10, 20), null);
  assert.equal(behind('name_key = someIdentifier', 'base62', 10, 20), null);
  assert.equal(behind('name_key = some1dentifier', 'base62', 10, 20), 'some1dentifier');
  assert.equal(behind('name_key = abcdefghijklmnop', 'lower', 16), 'abcdefghijklmnop');
});
