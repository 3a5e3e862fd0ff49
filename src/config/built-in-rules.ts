/**
 * The built-in rules, read from `rules/` in development and tests. The build replaces this module by their data, so that
 * no YAML is read while a user waits.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FactKind } from '../engine/fact.ts';
import { parseRule } from '../engine/parse-rule.ts';
import type { Rule } from '../engine/rule.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { readSourceFile } from '../source/read.ts';
import type { SourceText } from '../source/text.ts';

/** Folders of `rules/` that hold something else. */
const OTHER = ['secrets', 'benchmarks', 'presets'];

/**
 * All built-in rules, by path.
 *
 * @throws InputError with the faults of all files
 */
export function builtInRules(kinds: readonly FactKind[]): readonly Rule[] {
  const diagnostics: Diagnostic[] = [];
  const rules = filesBelow((area) => !OTHER.includes(area)).flatMap((source): readonly Rule[] => {
    const parsed = parseRule(source, source.path.split('/')[1] ?? '', kinds, 'built-in');
    if (parsed.kind === 'rule') return [parsed.rule];
    diagnostics.push(...parsed.diagnostics);
    return [];
  });
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  return rules;
}

/** The texts of the files in one folder of `rules/`, for what is not a rule. */
export function builtInRuleFiles(folder: string): readonly SourceText[] {
  return filesBelow((area) => area === folder);
}

function filesBelow(takesArea: (area: string) => boolean): readonly SourceText[] {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  return readdirSync(`${root}rules`, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.yaml') && takesArea(path.split('/')[0] ?? ''))
    .sort()
    .map((path) => {
      const outcome = readSourceFile(root, `rules/${path}`);
      if (outcome.kind !== 'text') throw new InputError([{ message: `rules/${path} is no text` }]);
      return outcome.source;
    });
}
