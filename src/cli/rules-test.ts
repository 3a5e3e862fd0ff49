/** `rules test`: runs the examples of rules through the real collectors, and mutants of the rules through the examples. */
import { basename, dirname, join, relative, resolve } from 'node:path';
import { collectAll } from '../checks/all.ts';
import { COLLECT_DEFAULTS } from '../checks/collector.ts';
import { factKinds } from '../checks/index.ts';
import { holdsDetectors } from '../checks/secrets/parse.ts';
import { readFixtures } from '../config/rule-fixtures.ts';
import { findRoot } from '../discover/root.ts';
import { walk } from '../discover/walk.ts';
import { realFolder } from '../discover/work-tree.ts';
import { type Collect, type RuleTest, testDiagnostics, testRules } from '../engine/examples.ts';
import { parseRule } from '../engine/parse-rule.ts';
import { loadLinearRegex } from '../engine/regex.ts';
import { isDetector, type Rule } from '../engine/rule.ts';
import { colorLevel } from '../report/color.ts';
import { printDiagnostics } from '../report/diagnostics.ts';
import { count } from '../report/words.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { memoryProject } from '../source/memory-project.ts';
import { readSourceFile } from '../source/read.ts';
import { type SourceText, sourceText } from '../source/text.ts';
import { type TestedDetectors, testBuiltInDetectors, testDetectorFiles } from './detector-tests.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';
import type { RunOptions } from './options.ts';
import { setUp } from './run.ts';
import { builtInSearch } from './secret-search.ts';

/** Examples of rules that need several files stand here, below the root. */
const FIXTURES = 'fixtures';

interface Tested {
  readonly rules: readonly Rule[];
  /** The file of a rule, where it is at hand. */
  readonly sourceOf: (rule: Rule) => SourceText | null;
  readonly detectors: TestedDetectors;
}

/** What one rule or detector came to. */
type Result = Pick<RuleTest, 'examples' | 'mutants'> & { readonly faults: readonly unknown[] };

/**
 * Tests the rules of a folder, or all rules of the run, by their examples and by the fixtures of the repository. 0 all
 * hold, 1 some do not.
 *
 * @throws InputError for rules and fixtures that cannot be read
 */
export async function testRuleExamples(folder: string | null, options: RunOptions): Promise<number> {
  await loadLinearRegex();
  const tested = folder === null ? await rulesOfRun(options) : rulesOf(folder);
  const { root } = findRoot({ cwd: process.cwd(), config: options.config ?? null });
  const fixtures = readFixtures(join(root, FIXTURES), tested.rules);
  const tests = testRules({ rules: tested.rules, kinds: factKinds, collect, fixtures });
  const results: readonly Result[] = [...tests, ...tested.detectors.tests];
  const failing = results.filter(({ faults }) => faults.length > 0);
  const color = colorLevel({ choice: options.color, env: process.env, isTTY: process.stdout.isTTY });
  const diagnostics = [
    ...tests.flatMap((test) => testDiagnostics(test, tested.sourceOf(test.rule))),
    ...tested.detectors.diagnostics,
  ];
  await writeOut(printDiagnostics(diagnostics, { color, width: process.stdout.columns ?? null }));
  await writeOut(`${diagnostics.length === 0 ? '' : '\n'}${summary(results, failing.length)}\n`);
  return failing.length === 0 ? EXIT.ok : EXIT.findings;
}

function summary(tests: readonly Result[], failing: number): string {
  const sum = (of: (test: Result) => number): number => tests.reduce((total, test) => total + of(test), 0);
  const [examples, mutants] = [sum((one) => one.examples), sum((one) => one.mutants)];
  const ran = `${count(examples, 'example')} and ${count(mutants, 'mutant')}`;
  const verdict =
    failing === 0 ? 'all hold' : `${failing} ${failing === 1 ? 'rule does' : 'rules do'} not hold`;
  return `${count(tests.length, 'rule')} with ${ran}: ${verdict}`;
}

/** Facts of files that exist only in an example. */
const collect: Collect = (files, asked) => {
  const project = memoryProject(files);
  const options = { ...COLLECT_DEFAULTS, asked, secrets: builtInSearch() };
  return collectAll(project, options);
};

async function rulesOfRun(options: RunOptions): Promise<Tested> {
  const { rules, root } = await setUp(options);
  return {
    rules: rules.filter(
      (rule) => !isDetector(rule) && (options.rule.length === 0 || options.rule.includes(rule.id)),
    ),
    sourceOf: ({ origin }) => (origin === 'built-in' ? null : textOf(root, origin)),
    detectors: testBuiltInDetectors(options.rule),
  };
}

/** All rules below a folder. Throws `InputError` with the faults of all files. */
function rulesOf(folder: string): Tested {
  const cwd = process.cwd();
  const base = realFolder(resolve(cwd, folder));
  if (base === null) throw new InputError([{ message: `${folder}: no such folder` }]);
  const { files } = walk(base, { ignoreRules: false, toRoot: (name) => name, skips: () => false });
  const sources = new Map<Rule, SourceText>();
  const ofDetectors: SourceText[] = [];
  const faults: Diagnostic[] = [];
  for (const { path } of files.filter((file) => file.path.endsWith('.yaml'))) {
    const shown = relative(cwd, `${base}/${path}`);
    const text = textOf(base, path);
    if (text === null) {
      faults.push({ message: `${shown} cannot be read as text` });
      continue;
    }
    const source = sourceText(shown, text.text, text.encoding);
    if (holdsDetectors(source)) {
      ofDetectors.push(source);
      continue;
    }
    const area = dirname(path) === '.' ? basename(base) : (path.split('/')[0] ?? '');
    const parsed = parseRule(source, area, factKinds);
    if (parsed.kind === 'rule') sources.set(parsed.rule, source);
    else faults.push(...parsed.diagnostics);
  }
  if (faults.length > 0) throw new InputError(faults);
  if (sources.size + ofDetectors.length === 0)
    throw new InputError([{ message: `${folder} holds no rule (*.yaml)` }]);
  return {
    rules: [...sources.keys()],
    sourceOf: (rule) => sources.get(rule) ?? null,
    detectors: testDetectorFiles(ofDetectors),
  };
}

function textOf(root: string, path: string): SourceText | null {
  const outcome = readSourceFile(root, path);
  return outcome.kind === 'text' ? outcome.source : null;
}
