/** What holds for every text: no exception, both readers agree, ranges point at what they name, looks do not matter. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { lex } from '../../src/checks/nginx/lex.ts';
import { comparedWithNginxConf, parseNginx } from '../../src/checks/nginx/parse.ts';
import type { Directive } from '../../src/checks/nginx/tree.ts';
import { sourceText } from '../../src/source/text.ts';
import { generatedCases } from '../support/generated.ts';

const NUM_RUNS = generatedCases(20_000);

const FOLDER = 'fixtures/nginx-syntax';
const texts = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.conf'))
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .filter((text) => text.length < 1_000);

const parse = (text: string) => parseNginx(sourceText('nginx.conf', text));

function* everyDirective(directives: readonly Directive[]): Generator<Directive> {
  for (const directive of directives) {
    yield directive;
    yield* everyDirective(directive.block ?? []);
  }
}

/** Cuts, doubles and puts in pieces; the pieces are what readers of nginx files stumble over. */
const piece = fc.constantFrom(
  ' ',
  '\n',
  '\t#',
  '#',
  ';',
  '{',
  '}',
  '"',
  "'",
  '\\',
  '$',
  '${',
  '$x',
  '\r',
  '\0',
  '{{',
  '}}',
  '%%A%%',
  '<%',
  'x',
  '_by_lua_block {',
  '--[[',
  ']]',
  '__proto__',
  'constructor',
  '\ufeff',
  '\u2028',
  '\ud800',
  'é',
  '😀',
  'include a;',
  'server {',
  '\u000b',
  ')',
  '"a")',
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(6), put: piece });
const mutated = fc
  .tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 6 }))
  .map(([text, edits]) =>
    edits.reduce((current, { at, cut, put }) => {
      const from = Math.floor(at * current.length);
      return current.slice(0, from) + put + current.slice(from + cut);
    }, text),
  );

test('no text makes the parser throw or its two readers disagree', () => {
  let parsed = 0;
  let plain = 0;
  fc.assert(
    fc.property(mutated, (text) => {
      const outcome = parse(text);
      if (outcome.kind === 'parsed') {
        parsed++;
        // A run spares nginx-conf the texts in which it can see nothing else.
        const lexed = lex(sourceText('nginx.conf', text));
        if (lexed.isPlain) plain++;
        assert.equal(comparedWithNginxConf(text, lexed), null);
        return;
      }
      assert.ok(outcome.offset >= 0 && outcome.offset <= text.length);
      assert.doesNotMatch(outcome.message, /internal/);
    }),
    { numRuns: NUM_RUNS },
  );
  assert.ok(parsed > NUM_RUNS / 20, `only ${parsed} texts were parsed`);
  assert.ok(plain > NUM_RUNS / 200, `only ${plain} of them are plain`);
});

/** Every sign that a plain word may hold, and what may stand around one. */
const plainWords = fc
  .array(fc.constantFrom(...'azA0_./:=~^*$|()+@%,?<>&!`[]#-'), { minLength: 1, maxLength: 8 })
  .map((signs) => signs.join(''));
const gap = fc.constantFrom(' ', '\n', '\t', '\r\n', ' # a; } {\n', '  ');
const plainText = fc
  .array(fc.oneof(plainWords, gap, fc.constantFrom(';', ' {', '}', ' "a;b"', " 'x{' ")), { maxLength: 24 })
  .map((parts) => parts.join(''));

test('texts of plain words are the same to both readers', () => {
  let compared = 0;
  fc.assert(
    fc.property(plainText, (text) => {
      const lexed = lex(sourceText('nginx.conf', text));
      if (lexed.fault !== null || !lexed.isPlain) return;
      if (lexed.statements.length > 0) compared++;
      assert.equal(comparedWithNginxConf(text, lexed), null);
    }),
    { numRuns: NUM_RUNS },
  );
  assert.ok(compared > NUM_RUNS / 100, `only ${compared} texts were compared`);
});

test('ranges lie within each other, in order, and hold what they name', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const outcome = parse(text);
      if (outcome.kind !== 'parsed') return;
      for (const comment of outcome.comments) assert.equal(text[comment.start], '#');
      const check = (directives: readonly Directive[], from: number, to: number): void => {
        let at = from;
        for (const { name, nameStart, nameEnd, args, body, block, end } of directives) {
          assert.ok(nameStart >= at && end <= to);
          let last = nameEnd;
          for (const word of [{ text: name, start: nameStart, end: nameEnd }, ...args]) {
            const raw = text.slice(word.start, word.end);
            const inner = /^["']/.test(raw) ? raw.slice(1, -1) : raw;
            if (!raw.includes('\\')) assert.equal(inner, word.text);
          }
          for (const { start, end: argEnd } of args) {
            assert.ok(start >= last);
            last = argEnd;
          }
          assert.equal(text[end - 1], block === null ? ';' : '}');
          assert.equal(body === null, block === null);
          if (body !== null) {
            assert.equal(text[body.start - 1], '{');
            assert.equal(text[body.end], '}');
            check(block ?? [], body.start, body.end);
          }
          at = end;
        }
      };
      check(outcome.directives, 0, text.length);
    }),
    { numRuns: NUM_RUNS },
  );
});

/** A configuration as data, and two ways to write it. */
interface Line {
  readonly words: readonly string[];
  readonly block: readonly Line[] | null;
}
const word = fc
  .array(fc.constantFrom('a', 'B', '7', '/', '.', ' ', ';', '{', '}', '"', "'", '#', '\\', 'é', '-'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => `w${parts.join('')}`)
  .filter((text) => !text.includes('{{'));
const { line } = fc.letrec<{ line: Line }>((tie) => ({
  line: fc.record(
    {
      words: fc.array(word, { minLength: 1, maxLength: 4 }),
      block: fc.option(fc.array(tie('line'), { maxLength: 3 }), { depthSize: 'small' }),
    },
    { noNullPrototype: true },
  ),
}));

const quote = (text: string, sign: string): string => sign + text.replace(/[\\"']/g, '\\$&') + sign;

function write(lines: readonly Line[], space: () => string, sign: () => string): string {
  return lines
    .map(({ words, block }) => {
      const head = words.map((text) => quote(text, sign())).join(space());
      return (
        space() +
        head +
        (block === null ? `${space()};` : `${space()}{${write(block, space, sign)}${space()}}`)
      );
    })
    .join('');
}

const shape = (directives: readonly Directive[]): readonly Line[] =>
  directives.map(({ name, args, block }) => ({
    words: [name, ...args.map(({ text }) => text)],
    block: block === null ? null : shape(block),
  }));

test('white space, comments and quotes do not change the tree', () => {
  const filling = fc.constantFrom(' ', '\n', '\t', '\r\n', ' # a comment; with {\n', '\n\t#"\n ');
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 5 }),
      fc.infiniteStream(filling),
      fc.infiniteStream(fc.constantFrom('"', "'")),
      (lines, fillings, signs) => {
        const text = write(
          lines,
          () => fillings.next().value ?? ' ',
          () => signs.next().value ?? '"',
        );
        const outcome = parse(text);
        assert.equal(outcome.kind, 'parsed', text);
        assert.deepEqual(shape(outcome.directives), lines);
      },
    ),
    { numRuns: Math.ceil(NUM_RUNS / 4) },
  );
});

test('every directive stands at its own place', () => {
  for (const text of texts) {
    const outcome = parse(text);
    if (outcome.kind !== 'parsed') continue;
    const starts = [...everyDirective(outcome.directives)].map(({ nameStart }) => nameStart);
    assert.deepEqual(
      starts,
      [...new Set(starts)].sort((a, b) => a - b),
    );
  }
});
