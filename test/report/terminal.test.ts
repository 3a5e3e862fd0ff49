/** What a terminal is taken to be able to do: colour, links, width. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colorLevel } from '../../src/report/color.ts';
import { displayWidth, wrap } from '../../src/report/display-width.ts';
import { fileLink, supportsHyperlinks } from '../../src/report/hyperlinks.ts';

test('colour: the choice, then FORCE_COLOR, NO_COLOR, and only on a terminal', () => {
  const auto = (env: Record<string, string>, isTTY = true) => colorLevel({ choice: 'auto', env, isTTY });
  assert.equal(auto({ TERM: 'xterm' }), 1);
  assert.equal(auto({ TERM: 'xterm-256color' }), 2);
  assert.equal(auto({ TERM: 'xterm', COLORTERM: 'truecolor' }), 3);
  assert.equal(auto({ TERM: 'xterm' }, false), 0);
  assert.equal(auto({ TERM: 'dumb' }), 0);
  assert.equal(auto({ TERM: 'xterm', NO_COLOR: '1' }), 0);
  assert.equal(auto({ TERM: 'xterm', NO_COLOR: '' }), 1);
  assert.equal(auto({ FORCE_COLOR: '1' }, false), 1);
  assert.equal(auto({ FORCE_COLOR: '' }, false), 1);
  assert.equal(auto({ FORCE_COLOR: '3' }, false), 3);
  assert.equal(auto({ FORCE_COLOR: '0', TERM: 'xterm' }), 0);
  assert.equal(colorLevel({ choice: 'never', env: { FORCE_COLOR: '3' }, isTTY: true }), 0);
  assert.equal(colorLevel({ choice: 'always', env: { NO_COLOR: '1' }, isTTY: false }), 1);
});

test('links only where the terminal names itself, and nothing stands between', () => {
  const links = (env: Record<string, string>, isTTY = true) => supportsHyperlinks({ env, isTTY });
  assert.equal(links({ TERM: 'xterm-256color' }), false);
  assert.equal(links({ TERM_PROGRAM: 'WezTerm' }), true);
  assert.equal(links({ TERM_PROGRAM: 'WezTerm' }, false), false);
  assert.equal(links({ TERM_PROGRAM: 'WezTerm', TMUX: '/tmp/x' }), false);
  assert.equal(links({ TERM_PROGRAM: 'vscode', CI: 'true' }), false);
  assert.equal(links({ VTE_VERSION: '7200' }), true);
  assert.equal(links({ VTE_VERSION: '4800' }), false);
  assert.equal(links({ FORCE_HYPERLINK: '1' }, false), true);
  assert.equal(links({ FORCE_HYPERLINK: '0', TERM_PROGRAM: 'WezTerm' }), false);
});

test('the address of a link holds nothing raw', () => {
  assert.equal(
    fileLink('x', '/a b\n\u001b\u202e'),
    '\u001b]8;;file:///a%20b%0A%1B%E2%80%AE\u001b\\x\u001b]8;;\u001b\\',
  );
});

test('wide characters and emoji take two columns, combining marks none', () => {
  assert.equal(displayWidth('abc'), 3);
  assert.equal(displayWidth('日本語ｱ한'), 9);
  assert.equal(displayWidth('👍é e\u0301'), 5);
  assert.equal(displayWidth('🇩🇪'), 2);
});

test('text is broken between words, and within words that are too long', () => {
  assert.deepEqual(wrap('aa bb cc', 5), ['aa bb', 'cc']);
  assert.deepEqual(wrap('a 日本語日本', 4), ['a', '日本', '語日', '本']);
  assert.deepEqual(wrap('abcdefgh', 3), ['abc', 'def', 'gh']);
  assert.deepEqual(wrap('', 3), ['']);
  assert.deepEqual(wrap('a  b', Number.POSITIVE_INFINITY), ['a  b']);
});
