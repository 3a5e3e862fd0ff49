import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  jsonText,
  markdownCode,
  markdownText,
  visible,
  workflowMessage,
  workflowProperty,
} from '../../src/report/escape.ts';

test('control, bidirectional and zero-width characters are shown', () => {
  assert.equal(visible('a\u001b[31mb'), 'a\\x1b[31mb');
  assert.equal(visible('a\r\nb\tc\u0000'), 'a\\r\\nb\\tc\\x00');
  assert.equal(visible('\u0085\u009b'), '\\x85\\x9b');
  assert.equal(visible('\u202efdp.exe\u2066'), '\\u{202e}fdp.exe\\u{2066}');
  assert.equal(visible('a\u200bb\ufeffc\u2060d\u00ade'), 'a\\u{200b}b\\u{feff}c\\u{2060}d\\xade');
  assert.equal(visible('\u{e0041}\u2028\ud800'), '\\u{e0041}\\u{2028}\\u{d800}');
});

test('ordinary text stays as it is', () => {
  const text = 'Größe 日本語 👍 ~ \\.php$ "x" `y`';
  assert.equal(visible(text), text);
});

test('a command of GitHub’s older syntax is broken up, since the runner reads it anywhere in a line', () => {
  assert.equal(visible('x ##[add-matcher]y'), 'x #\\x23[add-matcher]y');
});

test('JSON keeps every value and holds nothing unseen', () => {
  const value = { 'k\u202e': 'a\u001b\u0085\u2028\u{e0041}\ud800 ##[x] \u007f', n: 1 };
  const text = jsonText(value);
  assert.deepEqual(JSON.parse(text), value);
  assert.match(text, /^[\x20-\x7e\n]*$/);
  assert.ok(!text.includes('##['));
  assert.ok(text.endsWith('}\n'));
});

test('workflow commands keep to their line and their property', () => {
  assert.equal(workflowMessage('50%\n::error::x'), '50%25\\n::error::x');
  assert.equal(workflowProperty('a:b,c%\n'), 'a%3Ab%2Cc%25\\n');
});

test('nothing from outside begins Markdown, HTML, a mention or a reference', () => {
  assert.equal(markdownText('a|b'), 'a&#124;b');
  assert.equal(
    markdownText('<img src=x> [a](b) `c` **d**'),
    '&#60;img src=x&#62; &#91;a&#93;(b) &#96;c&#96; &#42;&#42;d&#42;&#42;',
  );
  assert.equal(
    markdownText('@team #12 https://x www.x'),
    '&#64;&#8203;team &#35;&#8203;12 https&#58;//x www&#46;x',
  );
  assert.equal(markdownText('TLS-min: 5'), 'TLS-min: 5');
  assert.equal(markdownCode('a`b@c'), '<code>a&#96;b&#64;c</code>');
});
