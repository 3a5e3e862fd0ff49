/**
 * Our lexer against the reader of a real nginx. Inside `types { … }` nginx takes any words, so that what it says there
 * comes from its reader alone; an unknown directive is named in its message as the reader resolved it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { lex } from '../../../src/checks/nginx/lex.ts';
import { sourceText } from '../../../src/source/text.ts';
import { generatedCases } from '../../support/generated.ts';
import { liveOrSkip } from '../../support/live.ts';

const RUNS = generatedCases(4_000);
const SEED = 20_241;

/** What nginx's reader says; everything else comes later, from the directives. */
const SYNTAX = /unexpected "|unexpected end of |too long parameter/;

interface Answer {
  readonly message: string;
  readonly line: number | null;
}

function withNginx(program: string, ask: (nginx: (text: string) => Answer | null) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-reader-'));
  const file = join(folder, 'nginx.conf');
  try {
    ask((text) => {
      writeFileSync(file, text);
      const globals = `error_log stderr emerg; pid ${join(folder, 'pid')};`;
      const run = spawnSync(program, ['-t', '-q', '-c', file, '-p', folder, '-e', 'stderr', '-g', globals], {
        encoding: 'utf8',
      });
      const found =
        /\[emerg\] \d+#\d+: ([\s\S]*?)(?: in \S+nginx\.conf:(\d+))?\nnginx: configuration file/.exec(
          run.stderr,
        );
      if (found === null) return null;
      return { message: found[1] ?? '', line: found[2] === undefined ? null : Number(found[2]) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** nginx counts line feeds only. */
function nginxLine(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const signs = [
  'a',
  'b1',
  ' ',
  ' ',
  '\t',
  '\n',
  '\r',
  ';',
  ';',
  '"',
  "'",
  '\\',
  '\\\\',
  '\\n',
  '#',
  '$',
  '${',
  '{',
  '}',
  ')',
  '(',
  'é',
  '€',
  '\u00a0',
  '.',
  '/',
];
const soup = fc
  .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 24 })
  .map((parts) => parts.join(''));

test('accepts the words that nginx accepts, and stops at the same line', (t) => {
  const program = liveOrSkip(t, 'nginx');
  if (program === null) return;
  let accepted = 0;
  withNginx(program, (nginx) => {
    for (const inner of fc.sample(soup, { numRuns: RUNS, seed: SEED })) {
      const text = `events {}\nhttp { types {\n${inner}\n} }\n`;
      const answer = nginx(text);
      const lexed = lex(sourceText('nginx.conf', text));
      const nested = lexed.statements.find(({ depth, form }) => depth >= 2 && form === 'block');
      if (nested !== undefined) {
        assert.match(answer?.message ?? '', /^unexpected "\{"|^unknown directive/, JSON.stringify(inner));
        continue;
      }
      const syntax = answer !== null && SYNTAX.test(answer.message) ? answer : null;
      const said = `${JSON.stringify(inner)}: nginx says ${JSON.stringify(answer)}, we ${JSON.stringify(lexed.fault)}`;
      if (answer !== null && syntax === null && lexed.fault !== null) {
        assert.ok(nginxLine(text, lexed.fault.reached) >= (answer.line ?? 1), said);
        continue;
      }
      assert.equal(lexed.fault === null, syntax === null, said);
      if (lexed.fault === null) accepted++;
      else if (syntax?.line !== null && syntax?.line !== undefined) {
        assert.equal(nginxLine(text, lexed.fault.reached), syntax.line, said);
        const sign = /^unexpected "[!-~]"/.exec(syntax.message);
        if (sign !== null) assert.ok(lexed.fault.message.startsWith(sign[0]), said);
      }
    }
  });
  assert.ok(accepted > RUNS / 10, `only ${accepted} of ${RUNS} texts were accepted`);
});

test('resolves a word as nginx does', (t) => {
  const program = liveOrSkip(t, 'nginx');
  if (program === null) return;
  const piece = fc.constantFrom(
    'a',
    'Z',
    '\\t',
    '\\n',
    '\\r',
    '\\"',
    "\\'",
    '\\\\',
    '\\x',
    '\\ ',
    '\\;',
    '\\{',
    '$',
    '${',
    '}',
    '#',
    'é',
    '.',
    '\\$',
  );
  const bare = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => `w${parts.join('')}`);
  const quoted = fc
    .tuple(
      fc.constantFrom('"', "'"),
      fc.array(fc.oneof(piece, fc.constantFrom(' ', '\n', ';', '{')), { maxLength: 8 }),
    )
    .map(([quote, parts]) => `${quote}w${parts.join('')}${quote}`);
  withNginx(program, (nginx) => {
    for (const word of fc.sample(fc.oneof(bare, quoted), { numRuns: RUNS / 2, seed: SEED })) {
      const text = `${word} ;`;
      const lexed = lex(sourceText('nginx.conf', text));
      assert.equal(lexed.fault, null, JSON.stringify(text));
      const answer = nginx(text);
      assert.equal(
        answer?.message,
        `unknown directive "${lexed.statements[0]?.words[0].text}"`,
        JSON.stringify(text),
      );
    }
  });
});

test('nests blocks as nginx does', (t) => {
  const program = liveOrSkip(t, 'nginx');
  if (program === null) return;
  const pieces = [
    'server {',
    'location /N {',
    '}',
    '}',
    '}',
    'root /x;',
    'root "/y" ;',
    'index a "b"',
    ';',
    '# } {\n',
    '\n',
    'if ($host = "a") {',
    'map $host $vN {',
    'a b;',
    '#',
  ];
  const nested = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 });
  let decided = 0;
  withNginx(program, (nginx) => {
    for (const parts of fc.sample(nested, { numRuns: RUNS, seed: SEED })) {
      const inner = parts.map((part, index) => part.replace('N', String(index))).join(' ');
      const text = `events {}\nhttp {\nserver_names_hash_bucket_size 128;\n${inner}\n}\n`;
      const answer = nginx(text);
      const { fault } = lex(sourceText('nginx.conf', text));
      const said = `${JSON.stringify(inner)}: nginx says ${JSON.stringify(answer)}, we ${JSON.stringify(fault)}`;
      if (answer === null) assert.equal(fault, null, said);
      else if (SYNTAX.test(answer.message) && !/^unexpected "\{"/.test(answer.message)) {
        assert.ok(fault !== null, said);
        assert.equal(nginxLine(text, fault.reached), answer.line, said);
      } else {
        continue;
      }
      decided++;
    }
  });
  assert.ok(decided > RUNS / 4, `only ${decided} of ${RUNS} texts say something`);
});

test('reads words and comments up to the length that nginx reads', (t) => {
  const program = liveOrSkip(t, 'nginx');
  if (program === null) return;
  withNginx(program, (nginx) => {
    for (const length of [4093, 4094, 4095, 4096]) {
      for (const make of [
        (word: string) => `a "${word}";`,
        (word: string) => `a "${word}" b;`,
        (word: string) => `a ${word};`,
        (word: string) => `a ${word}\nb;`,
        (word: string) => `#${word}\n`,
      ]) {
        const text = `events {}\nhttp { types {\n${make('x'.repeat(length))}\n} }\n`;
        const answer = nginx(text);
        const refused = answer !== null && SYNTAX.test(answer.message);
        assert.equal(lex(sourceText('nginx.conf', text)).fault !== null, refused, `${make('…')} ${length}`);
      }
    }
  });
});
