/**
 * `secrets`: only secrets, and fast, since a hook waits for it. What a report needs (engine, rules, printers) is loaded
 * when there is something to report.
 */

import type { FoundItem } from '../checks/secrets/find.ts';
import { fullScanner } from '../checks/secrets/full-scanner.ts';
import { isDismissed } from '../checks/secrets/judge.ts';
import type { Scanner } from '../checks/secrets/scan.ts';
import type { Config } from '../config/config.ts';
import { type FoundRoot, findRoot } from '../discover/root.ts';
import { type Confidence, isAtLeast } from '../engine/severity.ts';
import { checkedForSecrets } from '../report/words.ts';
import { InputError } from '../source/diagnostic.ts';
import { compiledBuiltInDetectors } from './built-in-detectors.ts';
import { elapsed } from './clock.ts';
import { configOf } from './config-of.ts';
import { EXIT } from './exit.ts';
import type { ReportOptions, RunOptions } from './options.ts';
import type { SecretSource } from './secret-source.ts';
import { stagedSource } from './staged-source.ts';
import { watchRun } from './watch.ts';

export interface SecretsOptions extends RunOptions, ReportOptions {
  readonly staged: boolean;
  readonly history: boolean | string;
  /** As typed: the file whose text standard input is. */
  readonly stdinFilename?: string;
}

/** Scans and prints a report; gives the exit code. Throws `InputError` for wrong input. */
export async function secrets(paths: readonly string[], options: SecretsOptions): Promise<number> {
  const start = elapsed();
  const found = findRoot({ cwd: process.cwd(), config: options.config ?? null });
  const config = await configOf(found.root, options.config ?? null);
  const source = await sourceOf(found, config, paths, options);
  const scan = await scannerOf(found.root, config);
  // Nobody need be told of what standard input has brought so far, and waiting for it must end with the signal.
  const watch = paths.includes('-') ? null : watchRun(false);
  const { items, files } = await source.find(scan, watch?.isInterrupted ?? null);
  const signal = (await watch?.end()) ?? null;
  // What rules a configuration names is for the report to judge; where nothing was found at all, there is none.
  const isPlain =
    isPlainText(options) && (config.file === null || (items.length === 0 && config.builtInRules));
  if (signal === null && isPlain && isClean(source, items, files, options.minConfidence)) {
    if (!options.quiet) tellClean(files, start);
    return EXIT.ok;
  }
  const { reportSecrets } = await import('./secrets-report.ts');
  return reportSecrets({ options, paths, source, items, files, start, signal });
}

async function sourceOf(
  found: FoundRoot,
  config: Config,
  paths: readonly string[],
  options: SecretsOptions,
): Promise<SecretSource> {
  const { include, exclude } = config;
  const request = { found, cwd: process.cwd(), paths, include, exclude };
  if (paths.includes('-') && paths.length > 1) {
    throw new InputError([{ message: '`-` is standard input, and is looked at alone' }]);
  }
  if ([paths.includes('-'), options.staged, options.history !== false].filter(Boolean).length > 1) {
    throw new InputError([{ message: '`-`, --staged and --history each look at something else: name one' }]);
  }
  if (options.stdinFilename !== undefined && !paths.includes('-')) {
    throw new InputError([{ message: '--stdin-filename names standard input, which `-` reads' }]);
  }
  if (options.staged) return stagedSource(request);
  if (options.history === false) {
    const { inputSource, treeSource } = await import('./secret-sources.ts');
    return paths.includes('-')
      ? inputSource(found.root, options.stdinFilename ?? null)
      : treeSource({ ...request, all: options.all });
  }
  const { historySource } = await import('./history-source.ts');
  return historySource({ ...request, range: options.history === true ? null : options.history });
}

async function scannerOf(root: string, config: Config): Promise<Scanner> {
  if (config.ruleDirs.length === 0) return fullScanner(compiledBuiltInDetectors());
  const { scannerWithOwn } = await import('./secrets-report.ts');
  return scannerWithOwn(root, config);
}

/** Whether the one line of success is all that would be printed, and no option names what must be known. */
function isPlainText({ format, rule, skipRule, param, baseline, verbose }: SecretsOptions): boolean {
  if (rule.length + skipRule.length + param.length > 0 || typeof baseline === 'string' || verbose)
    return false;
  return format.length === 0 || (format.length === 1 && format[0] === 'text');
}

function isClean(
  source: SecretSource,
  items: readonly FoundItem[],
  files: number,
  minConfidence: Confidence,
): boolean {
  if (source.notAnalysed.length > 0 || (files === 0 && !source.mayBeEmpty)) return false;
  return items.every(({ matches }) =>
    matches.every(({ context, confidence }) => isDismissed(context) || !isAtLeast(confidence, minConfidence)),
  );
}

function tellClean(files: number, start: number): void {
  process.stdout.write(`${checkedForSecrets(files, elapsed() - start)}: nothing found\n`);
}
