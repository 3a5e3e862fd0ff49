import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseNginx } from '../../../src/checks/nginx/parse.ts';
import type { Directive, ParseOutcome } from '../../../src/checks/nginx/tree.ts';
import { placeOf, type SourceText, sourceText } from '../../../src/source/text.ts';

const FOLDER = 'fixtures/nginx-syntax';

type Expected =
  | { readonly parsed: readonly string[] }
  | { readonly 'syntax-error': string; readonly at: string }
  | { readonly template: string };

const expected: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(FOLDER, 'expected.json'), 'utf8'),
);

function outline(directives: readonly Directive[], indent = ''): readonly string[] {
  return directives.flatMap(({ name, args, block, body }) => {
    const words = [name, ...args.map(({ text }) => text)].map(show);
    const lua = body !== null && block?.length === 0 && name.endsWith('_by_lua_block');
    const line = `${indent}${words.join(' ')}${block === null ? '' : lua ? ' {}' : ' {'}`;
    return [line, ...outline(block ?? [], `${indent}  `)];
  });
}

const show = (text: string): string => (/[ \t"'\\]|^$/.test(text) ? JSON.stringify(text) : text);

function said(source: SourceText, outcome: ParseOutcome): Expected {
  if (outcome.kind === 'parsed') return { parsed: outline(outcome.directives) };
  const { startLine, startColumn } = placeOf(source, { start: outcome.offset, end: outcome.offset });
  const at = `${startLine}:${startColumn}`;
  return outcome.kind === 'template' ? { template: at } : { 'syntax-error': outcome.message, at };
}

test('every fixture has an expectation and the other way round', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.conf'));
  assert.deepEqual(files.sort(), Object.keys(expected).sort());
});

for (const [name, outcome] of Object.entries(expected)) {
  test(`parses ${name}`, () => {
    const source = sourceText(name, readFileSync(join(FOLDER, name), 'utf8'));
    assert.deepEqual(said(source, parseNginx(source)), outcome);
  });
}

test('gives ranges of names, arguments, bodies and whole directives', () => {
  const text = 'http {\n  add_header "X-A" \'b c\' always; # why\n}\n';
  const outcome = parseNginx(sourceText('nginx.conf', text));
  assert.equal(outcome.kind, 'parsed');
  const [http] = outcome.directives;
  const header = http?.block?.[0];
  assert.ok(http?.body && header);
  assert.equal(text.slice(http.nameStart, http.end), text.trim());
  assert.equal(text.slice(http.body.start, http.body.end), text.slice(6, text.indexOf('}')));
  assert.equal(text.slice(header.nameStart, header.nameEnd), 'add_header');
  assert.equal(text.slice(header.nameStart, header.end), 'add_header "X-A" \'b c\' always;');
  assert.deepEqual(
    header.args.map(({ text: value, quoted, start, end }) => [value, quoted, text.slice(start, end)]),
    [
      ['X-A', true, '"X-A"'],
      ['b c', true, "'b c'"],
      ['always', false, 'always'],
    ],
  );
  assert.deepEqual(
    outcome.comments.map(({ start, end }) => text.slice(start, end)),
    ['# why'],
  );
});

test('leaves the carriage return of a CRLF line out of the comment', () => {
  const text = '# a\r\nroot /x;\r\n';
  const outcome = parseNginx(sourceText('a.conf', text));
  assert.equal(outcome.kind, 'parsed');
  assert.deepEqual(outcome.comments, [{ start: 0, end: 3 }]);
});

test('counts bytes, not letters, where nginx limits the length of a word', () => {
  const parse = (text: string, encoding: 'utf-8' | 'latin1') =>
    parseNginx(sourceText('a.conf', `root ${text};`, encoding)).kind;
  assert.equal(parse('é'.repeat(2047), 'utf-8'), 'parsed');
  assert.equal(parse('é'.repeat(2048), 'utf-8'), 'syntax-error');
  assert.equal(parse('é'.repeat(4095), 'latin1'), 'parsed');
  assert.equal(parse('é'.repeat(4096), 'latin1'), 'syntax-error');
});

test('takes time in proportion to the size of hostile texts', () => {
  for (const piece of [
    ' ',
    '{',
    'a{',
    '"',
    '\\',
    '#',
    '{{ ',
    '{# ',
    '{#',
    '$',
    '${',
    'a\n',
    '#\n',
    ';',
    '<%',
    '%%a',
    'a_by_lua_block {[[',
    '[=',
  ]) {
    const started = performance.now();
    parseNginx(sourceText('a.conf', piece.repeat(500_000)));
    const took = performance.now() - started;
    assert.ok(took < 5_000, `${JSON.stringify(piece)} took ${Math.round(took)} ms`);
  }
});
