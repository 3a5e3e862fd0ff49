/**
 * Deliberately broken rules: every fault of a file is said at once, at its place, with what to do. The expected list
 * stands beside each rule; `UPDATE_FIXTURES=1` writes it anew, to be read before it is committed.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { nginxKinds } from '../../src/checks/nginx/facts.ts';
import { parseRule } from '../../src/engine/parse-rule.ts';
import { loadLinearRegex } from '../../src/engine/regex.ts';
import { placeOf, sourceText } from '../../src/source/text.ts';

const FOLDER = 'fixtures/broken-rules';

function rendered(path: string, text: string): string {
  const outcome = parseRule(sourceText(path, text), 'test', nginxKinds);
  if (outcome.kind === 'rule') return 'no fault\n';
  return outcome.diagnostics
    .map(({ message, source, start, end, hint }) => {
      assert.ok(source !== undefined && start !== undefined && end !== undefined, `${message} has a place`);
      const { startLine, startColumn, endColumn } = placeOf(source, { start, end });
      const lines = [
        `${startLine}:${startColumn}-${endColumn} ${message}`,
        ...(hint === undefined ? [] : [`  ${hint}`]),
      ];
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

await loadLinearRegex();
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

test('there are at least 13 broken rules', () => {
  assert.ok(names.length >= 13);
});

for (const name of names) {
  test(`${name}: every fault with its place and what to do`, () => {
    const path = `${FOLDER}/${name}`;
    const expected = path.replace(/\.yaml$/, '.txt');
    const found = rendered(path, readFileSync(path, 'utf8'));
    if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, found);
    assert.equal(found, readFileSync(expected, 'utf8'));
    assert.notEqual(found, 'no fault\n');
  });
}
