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

/** Folders of `rules/` that hold something else. */
const OTHER = ['secrets', 'benchmarks', 'presets'];

/**
 * All built-in rules, by path.
 *
 * @throws InputError with the faults of all files
 */
export function builtInRules(kinds: readonly FactKind[]): readonly Rule[] {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const paths = readdirSync(`${root}rules`, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.yaml') && !OTHER.includes(path.split('/')[0] ?? ''))
    .sort();
  const diagnostics: Diagnostic[] = [];
  const rules = paths.flatMap((path): readonly Rule[] => {
    const outcome = readSourceFile(root, `rules/${path}`);
    if (outcome.kind !== 'text') throw new InputError([{ message: `rules/${path} is no text` }]);
    const parsed = parseRule(outcome.source, path.split('/')[0] ?? '', kinds, 'built-in');
    if (parsed.kind === 'rule') return [parsed.rule];
    diagnostics.push(...parsed.diagnostics);
    return [];
  });
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  return rules;
}
