/** Whatever names and messages a hostile repository brings, no printer passes on a character that acts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { printDiagnostics } from '../../src/report/diagnostics.ts';
import { printGithub } from '../../src/report/github.ts';
import { printJson } from '../../src/report/json.ts';
import { printMarkdown } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import { printSarif } from '../../src/report/sarif.ts';
import { printText } from '../../src/report/text.ts';
import { placeOf, type SourceText, sourceText } from '../../src/source/text.ts';
import { assertIngestable } from '../support/github-ingest.ts';
import { context, finding, report, rule } from '../support/reports.ts';

const HOSTILE = [
  '\u001b[2J',
  '\u009b31m',
  '\u0000',
  '\n',
  '\r\n',
  '\n::error::pwned',
  '\n::add-mask::x',
  '##[add-matcher]x',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u2028',
  '\u{e0041}',
  '\ud800',
  '\udc00',
  '\u00ad',
  '\t',
  '|',
  '`',
  '```',
  '<script>',
  '<!--',
  '-->',
  '</code>',
  '</details>',
  '](https://evil.test)',
  '[x',
  '@team',
  '#12',
  '**',
  '\\',
  '%0A',
  '%',
  ':',
  ',',
  '::',
  '"',
  '日本',
  '👍',
  'é',
  'https://evil.test',
  'www.evil.test',
  '{0}',
  '../',
  '/',
  ' ',
  'password=hunter2',
] as const;

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join('') || 'x');

/** A file name: anything but empty and dot segments. */
const name = hostile.map(
  (text) =>
    `d/${
      text
        .replace(/\0/g, '')
        .split('/')
        .filter((part) => !/^\.{0,2}$/.test(part))
        .join('/') || 'x'
    }`,
);

interface Scene {
  readonly made: Report;
  readonly source: SourceText;
}

const scene: fc.Arbitrary<Scene> = fc
  .record({
    path: name,
    text: hostile,
    message: hostile,
    subject: hostile,
    reason: hostile,
    from: fc.nat(40),
    length: fc.nat(40),
    secret: fc.boolean(),
  })
  .map(({ path, text, message, subject, reason, from, length }) => {
    const source = sourceText(path, text);
    const start = Math.min(from, text.length);
    const location = placeOf(source, { start, end: Math.min(start + length, text.length) });
    const target = { id: message, url: subject };
    const fix = {
      title: reason,
      safety: 'safe',
      edits: [{ path, start, end: start, text: message }],
    } as const;
    const of = rule('x', { title: message, rationale: reason, remediation: subject });
    const related = [
      { message: reason, location },
      { message: subject, location: { ...location, path: message } },
    ];
    return {
      source,
      made: report(
        [
          finding({ location, message, subject, related, fix }, of),
          finding({ location, message, subject, outcome: 'unknown' }, of),
          finding({ message, target }, of),
          finding({ location, message, target, evidence: 'live', severity: 'low' }, of),
          finding({ location, message, suppressed: { by: 'inline', reason, expires: null } }, of),
        ],
        {
          notAnalysed: [
            { path, line: 1, reason, accepted: null },
            { path: message, line: null, reason: subject, accepted: reason },
          ],
          notes: [{ path, line: 1, reason }],
          unusedSuppressions: [
            { by: 'inline', path, line: 1, rule: message, why: 'unknown-rule', suggestion: subject },
          ],
        },
      ),
    };
  });

/** Line ends are the printer's own; of everything else nothing may act. */
const ACTS = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]|##\[/u;

function assertNothingActs(output: string): void {
  const found = ACTS.exec(output);
  assert.equal(
    found,
    null,
    `${JSON.stringify(found?.[0])} in ${JSON.stringify(output.slice(Math.max(0, (found?.index ?? 0) - 80), (found?.index ?? 0) + 20))}`,
  );
}

const runs = { numRuns: 400 };

test('text', () => {
  fc.assert(
    fc.property(
      scene,
      fc.boolean(),
      fc.option(fc.integer({ min: 20, max: 200 })),
      ({ made, source }, verbose, width) => {
        const output = printText(made, context([source], { verbose, width }));
        assertNothingActs(output);
        assert.doesNotMatch(output, /^\s*::/m, 'a line that a runner would obey');
        const linked = printText(made, context([source], { verbose, width, hyperlinks: true, color: 1 }));
        assertNothingActs(linked.replace(/\u001b\[\d+m|\u001b\]8;;[\x21-\x7e]*\u001b\\/g, ''));
      },
    ),
    runs,
  );
});

test('diagnostics', () => {
  fc.assert(
    fc.property(scene, hostile, ({ source }, message) => {
      assertNothingActs(
        printDiagnostics([{ message, source, start: 1, end: 3, hint: message }], { color: 0, width: 40 }),
      );
    }),
    runs,
  );
});

test('JSON stays JSON, and its values what they were', () => {
  fc.assert(
    fc.property(scene, ({ made, source }) => {
      const output = printJson(made, context([source]));
      assertNothingActs(output);
      const { findings } = JSON.parse(output);
      assert.equal(findings.length, 5);
      assert.equal(findings[0].location.path, source.path);
    }),
    runs,
  );
});

test('SARIF is what GitHub takes', () => {
  fc.assert(
    fc.property(scene, ({ made, source }) => {
      const output = printSarif(made, context([source]), { suppressed: true });
      assertNothingActs(output);
      assertIngestable(output, { suppressed: true });
    }),
    { numRuns: 150 },
  );
});

test('GitHub: a command a line, and no line of another’s making', () => {
  fc.assert(
    fc.property(scene, ({ made }) => {
      const output = printGithub(made);
      assertNothingActs(output);
      const lines = output.trimEnd().split('\n');
      assert.equal(lines.length, 4 + 1 + 1 + 1);
      for (const line of lines.slice(0, -1)) {
        assert.match(
          line,
          /^::(?:error|warning|notice) (?:[a-zA-Z]+=(?:[^%:,]|%25|%3A|%2C)*)(?:,[a-zA-Z]+=(?:[^%:,]|%25|%3A|%2C)*)*::/,
        );
      }
    }),
    runs,
  );
});

test('Markdown: tables keep their columns, and no tag, mention or link is of another’s making', () => {
  fc.assert(
    fc.property(scene, ({ made, source }) => {
      const output = printMarkdown(made, context([source]));
      assertNothingActs(output);
      const ours = /<\/?(?:details|summary|code)>|<details open>|<br>/g;
      assert.doesNotMatch(output.replace(ours, ''), /[<>@`*[\]\\]|:\/\/|www\./);
      for (const table of output.split('\n\n').filter((block) => block.startsWith('|'))) {
        const columns = table.split('\n').map((row) => row.split('|').length);
        assert.equal(new Set(columns).size, 1, table);
      }
    }),
    runs,
  );
});
