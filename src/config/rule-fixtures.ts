/**
 * Examples of rules that need files: `fixtures/<area>/<rule-id>/{fail,pass}/<case>/…`, one small project in each folder.
 * The folder of a failing case also holds `expected.txt`, which is not part of the project.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExpectedFinding, Rule, RuleExample } from '../engine/rule.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { readSourceFile } from '../source/read.ts';
import { lineText, type SourceText } from '../source/text.ts';

const EXPECTED = 'expected.txt';
const FINDING = /^([^:]+):(\d+)(?::(\d+))?(?: (\S.*))?$/;

/**
 * The examples of each rule that has a folder, by id; cases in the order of their names.
 *
 * @param folder absolute; where it does not exist there are no examples
 * @throws InputError for a failing case without `expected.txt`, a line in one that is no finding, a file that is no text
 */
export function readFixtures(folder: string, rules: readonly Rule[]): ReadonlyMap<string, Rule['examples']> {
  const diagnostics: Diagnostic[] = [];
  const fixtures = new Map<string, Rule['examples']>();
  for (const { area, id } of rules) {
    const [fail, pass] = (['fail', 'pass'] as const).map((side) =>
      namesIn(join(folder, area, id, side)).map((name) =>
        readCase(folder, `${area}/${id}/${side}/${name}`, side, diagnostics),
      ),
    );
    if (fail === undefined || pass === undefined || fail.length + pass.length === 0) continue;
    fixtures.set(id, { fail, pass });
  }
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  return fixtures;
}

function readCase(
  folder: string,
  path: string,
  side: 'fail' | 'pass',
  diagnostics: Diagnostic[],
): RuleExample {
  const files: Record<string, string> = {};
  let expected: SourceText | null = null;
  const names = readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, path).length + 1))
    .sort();
  for (const name of names) {
    const outcome = readSourceFile(folder, `${path}/${name}`);
    if (outcome.kind !== 'text') diagnostics.push({ message: `\`${path}/${name}\` is no text` });
    else if (name === EXPECTED) expected = outcome.source;
    else files[name.replaceAll('\\', '/')] = outcome.source.text;
  }
  const example = { name: path, files };
  if (side === 'pass') return example;
  if (expected === null) {
    diagnostics.push({
      message: `\`${path}\` has no ${EXPECTED}`,
      hint: 'write a line such as `nginx.conf:3:5`',
    });
    return example;
  }
  return { ...example, findings: findingsIn(expected, diagnostics) };
}

/** One finding a line: `nginx.conf:3`, `nginx.conf:3:5`, `nginx.conf:3:5 the whole message`. */
export function findingsIn(source: SourceText, diagnostics: Diagnostic[]): readonly ExpectedFinding[] {
  return source.lineStarts.flatMap((start, index): readonly ExpectedFinding[] => {
    const text = lineText(source, index + 1);
    if (text.trim() === '') return [];
    const [, path, line, column, message] = FINDING.exec(text) ?? [];
    if (path === undefined) {
      const hint = 'write `path:line`, `path:line:column` or `path:line:column message`';
      diagnostics.push({ message: 'this line is no finding', source, start, end: start + text.length, hint });
      return [];
    }
    return [
      {
        path,
        line: Number(line),
        ...(column === undefined ? {} : { column: Number(column) }),
        ...(message === undefined ? {} : { message }),
      },
    ];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
