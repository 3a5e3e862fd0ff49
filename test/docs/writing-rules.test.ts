/** docs/writing-rules.md is the reference of rule authors: what it shows is executed, what it lists is complete. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collectAll } from '../../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { factKinds } from '../../src/checks/index.ts';
import { findingsIn } from '../../src/config/rule-fixtures.ts';
import { testRules } from '../../src/engine/examples.ts';
import { OPERATORS } from '../../src/engine/operators/index.ts';
import { parseRule } from '../../src/engine/parse-rule.ts';
import { loadLinearRegex } from '../../src/engine/regex.ts';
import { PLACEHOLDERS } from '../../src/engine/template.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { placeOf, sourceText } from '../../src/source/text.ts';

const text = readFileSync('docs/writing-rules.md', 'utf8');
const blocks = [...text.matchAll(/^```(\w+) ([^\n]*)\n(.*?)^```$/gms)].map(([, , info = '', body = '']) => ({
  info,
  body,
}));
const blocksOf = (start: string) => blocks.filter(({ info }) => info.startsWith(start));

/** The cells of the table under a heading row. */
function table(heading: string): readonly (readonly string[])[] {
  const [, rows = ''] = text.split(`${heading}\n`);
  const [lines = ''] = rows.split('\n\n');
  return lines
    .split('\n')
    .slice(1)
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

const parse = (name: string, body: string) => parseRule(sourceText(`${name}.yaml`, body), 'docs', factKinds);

const indented = (body: string, by: string) => body.replace(/^(?=.)/gm, by);
const around = (evidence: string) => `id: shown
title: Shown
severity: low
rationale: It is shown.
remediation: Look.
evidence:
${evidence}
message: "{subject}"
`;

function faultText({ message, hint, source, start, end }: Diagnostic): string {
  assert.ok(source !== undefined && start !== undefined && end !== undefined);
  const { startLine, startColumn, endColumn } = placeOf(source, { start, end });
  return `${startLine}:${startColumn}-${endColumn} ${message}${hint === undefined ? '' : ` (${hint})`}\n`;
}

await loadLinearRegex();

test('every code block is of a kind that is executed', () => {
  assert.equal(blocks.length, text.split('\n').filter((line) => /^```\w/.test(line)).length);
  for (const { info } of blocks) assert.match(info, /^(rule=|evidence|assertion |broken=|faults|expected)/);
});

for (const { info, body } of blocksOf('rule=')) {
  test(`the ${info} holds to its examples`, () => {
    const outcome = parse(info.slice('rule='.length), body);
    assert.equal(outcome.kind, 'rule', JSON.stringify(outcome));
    if (outcome.kind !== 'rule') return;
    const collect = (files: Readonly<Record<string, string>>) =>
      collectAll(memoryProject(files), COLLECT_DEFAULTS);
    const [result] = testRules({ rules: [outcome.rule], kinds: factKinds, collect });
    assert.deepEqual(result?.faults, []);
  });
}

test('evidence and assertions that are shown can be written like that', () => {
  const shown = [
    ...blocksOf('evidence').map(({ body }) => indented(body, '  ')),
    ...blocksOf('assertion').map(
      ({ info, body }) => `  - fact: ${info.split('fact=')[1]}\n    assert:\n${indented(body, '      ')}`,
    ),
  ];
  assert.equal(shown.length, 2);
  for (const evidence of shown) {
    const outcome = parse('shown', around(evidence));
    assert.equal(outcome.kind, 'rule', JSON.stringify(outcome));
  }
});

test('the broken rule says what the page says', () => {
  const [broken] = blocksOf('broken=');
  const [faults] = blocksOf('faults');
  assert.ok(broken !== undefined);
  const outcome = parse(broken.info.slice('broken='.length), broken.body);
  assert.equal(outcome.kind, 'faults');
  if (outcome.kind === 'faults') assert.equal(outcome.diagnostics.map(faultText).join(''), faults?.body);
});

test('the lines of expected.txt can be read', () => {
  const [expected] = blocksOf('expected');
  assert.ok(expected !== undefined);
  const diagnostics: Diagnostic[] = [];
  const findings = findingsIn(sourceText('expected.txt', expected.body), diagnostics);
  assert.deepEqual(diagnostics, []);
  assert.equal(findings.length, 2);
});

test('the table of operators is complete', () => {
  const rows = table('| operator | judges | holds where |');
  const operators = Object.values(OPERATORS).map(({ name, judges, about }) => [`\`${name}\``, judges, about]);
  assert.deepEqual(rows.slice(0, operators.length), operators);
  assert.deepEqual(
    rows.slice(operators.length).map(([name]) => name),
    ['`every`', '`some`'],
  );
});

test('the table of placeholders is complete', () => {
  const rows = table('| placeholder | stands for |').map(([name]) => /\{(\w+)/.exec(name ?? '')?.[1]);
  assert.deepEqual(rows, [...PLACEHOLDERS]);
});
