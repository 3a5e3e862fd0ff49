/** `rules docs`: one Markdown page for each rule, and an index. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { factKinds } from '../checks/index.ts';
import { isDetector, type Rule } from '../engine/rule.ts';
import { visible } from '../report/escape.ts';
import { GENERATED, pageName, rulePage, rulesIndex } from '../report/rule-page.ts';
import { count } from '../report/words.ts';
import { writeReport } from '../report/write.ts';
import { InputError } from '../source/diagnostic.ts';
import { EXIT } from './exit.ts';
import type { RunOptions } from './options.ts';
import { setUp } from './run.ts';

const DEFAULT_FOLDER = 'docs/rules';
const INDEX = 'README.md';

export interface RulesDocsOptions extends RunOptions {
  readonly check: boolean;
}

/**
 * Writes the pages of all rules into a folder and removes those of rules that are gone. With `--check` nothing is
 * written: 0 where the folder is as it would be written, 1 where it is not. Throws `InputError` for what cannot be written.
 */
export async function writeRulePages(folder: string | null, options: RulesDocsOptions): Promise<number> {
  const { rules } = await setUp(options);
  const cwd = process.cwd();
  const shown = folder ?? DEFAULT_FOLDER;
  const target = resolve(cwd, shown);
  const pages = rulePages(rules.filter((rule) => !isDetector(rule)));
  const wrong = [...pages]
    .filter(([name, text]) => textOf(join(target, name)) !== text)
    .map(([name]) => name);
  const gone = generatedIn(target).filter((name) => !pages.has(name));
  if (options.check) return checked(shown, wrong, gone);

  mkdirSync(target, { recursive: true });
  for (const name of wrong) {
    const outcome = writeReport(join(target, name), pages.get(name) ?? '', cwd);
    if (outcome.kind === 'refused') {
      throw new InputError([{ message: `cannot write ${shown}/${name}: ${outcome.reason}` }]);
    }
  }
  for (const name of gone) unlinkSync(join(target, name));
  const changes = `${count(wrong.length, 'page')} written, ${gone.length} removed`;
  process.stderr.write(`${visible(shown)}: ${count(pages.size, 'page')}, ${changes}\n`);
  return EXIT.ok;
}

/** The pages by file name, the index among them. */
export function rulePages(rules: readonly Rule[]): ReadonlyMap<string, string> {
  const pages = rules.map((rule) => [pageName(rule), rulePage(rule, factKinds)] as const);
  return new Map([[INDEX, rulesIndex(rules)], ...pages]);
}

function checked(folder: string, wrong: readonly string[], gone: readonly string[]): number {
  if (wrong.length + gone.length === 0) return EXIT.ok;
  for (const name of wrong) process.stderr.write(`${visible(`${folder}/${name}`)} is not up to date\n`);
  for (const name of gone)
    process.stderr.write(`${visible(`${folder}/${name}`)} is of a rule that is gone\n`);
  process.stderr.write('`secbaseline rules docs` writes them\n');
  return EXIT.findings;
}

/** Pages that this command wrote; others in the folder are somebody's own. */
function generatedIn(folder: string): readonly string[] {
  const names = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith('.md') && textOf(join(folder, name))?.includes(GENERATED))
    .sort();
}

function textOf(file: string): string | null {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : null;
}
