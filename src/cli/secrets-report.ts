/** The part of `secrets` that is loaded when there is something to report. */
import type { FoundItem } from '../checks/secrets/find.ts';
import { factsOfItems } from '../checks/secrets/item-facts.ts';
import type { Scanner } from '../checks/secrets/scan.ts';
import type { Config } from '../config/config.ts';
import { acceptances } from '../config/suppressions.ts';
import type { Fact } from '../engine/fact.ts';
import { isDetector } from '../engine/rule.ts';
import { openProject, withTexts } from '../source/project.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SourceText } from '../source/text.ts';
import { conclude } from './conclude.ts';
import { readOutputs } from './formats.ts';
import { judge } from './judge.ts';
import { readBaseline } from './known.ts';
import { readOwnRules } from './own-rules.ts';
import { type Looked, setUp } from './run.ts';
import { builtInSearch, searchWith } from './secret-search.ts';
import type { SecretSource } from './secret-source.ts';
import type { SecretsOptions } from './secrets.ts';

/** With one's own detectors beside the built-in ones. Throws `InputError` for what is wrong with them. */
export async function scannerWithOwn(root: string, config: Config): Promise<Scanner> {
  const { detectors } = await readOwnRules({ root, config, builtIn: [] });
  return searchWith(detectors).scan;
}

export interface SecretsReport {
  readonly options: SecretsOptions;
  readonly paths: readonly string[];
  readonly source: SecretSource;
  readonly items: readonly FoundItem[];
  /** How many items were scanned. */
  readonly files: number;
  readonly start: number;
  /** 130 or 143 where a signal ended the scan early. */
  readonly signal: number | null;
}

/** Judges and settles matches as `check` does, and prints them in the same formats; gives the exit code. */
export async function reportSecrets(request: SecretsReport): Promise<number> {
  const { options, paths, source, items, files, start, signal } = request;
  const outputs = readOutputs(options.format);
  const setup = await setUp(options);
  const { nameOf } = setup.ownDetectors.length === 0 ? builtInSearch() : searchWith(setup.ownDetectors);
  const { facts, texts } = factsOfItems(items, nameOf);
  const looked = lookedAt(request, setup.root, setup.config, facts, texts);
  const judged = judge({
    setup,
    looked,
    paths,
    baseline: readBaseline(setup, options.baseline),
    minConfidence: options.minConfidence,
    since: null,
  });
  const nothingToCheck = files === 0 && !source.mayBeEmpty && looked.notAnalysed.length === 0;
  if (nothingToCheck && !options.quiet) process.stderr.write('nothing to check: no file was found\n');
  return conclude({
    setup,
    looked,
    judged,
    options,
    outputs,
    start,
    signal,
    nothingToCheck,
    files,
    rules: setup.rules.filter((rule) => judged.scope.ran.has(rule.id) && isDetector(rule)),
  });
}

function lookedAt(
  { source, items }: SecretsReport,
  root: string,
  config: Config,
  facts: readonly Fact[],
  texts: ReadonlyMap<string, SourceText>,
): Looked {
  const accepted = acceptances(config);
  const isAccepted = (entry: NotAnalysed) => ({
    ...entry,
    accepted: accepted.find((acceptance) => acceptance.covers(entry.path))?.reason ?? null,
  });
  const paths = items.map(({ path }) => path);
  return {
    discovery: {
      paths,
      raw: new Map(),
      outside: [],
      named: [],
      folders: [],
      missing: [],
      notAnalysed: [],
      notes: [],
      source: 'walk',
    },
    project: withTexts(openProject({ root, paths }), texts),
    claims: paths.map((path) => ({ path, as: 'a file with a secret', because: 'a detector matches in it' })),
    facts,
    targets: [],
    links: null,
    notAnalysed: source.notAnalysed.map(isAccepted),
    notes: source.notes,
  };
}
