/**
 * `secrets`: only secrets, and fast, since a hook waits for it. What a report needs (engine, rules, printers) is loaded
 * when there is something to report.
 */
import { isDismissed } from '../checks/secrets/judge.ts';
import { createScanner, type Scanner, type SecretMatch } from '../checks/secrets/scan.ts';
import type { Config } from '../config/config.ts';
import { type FoundRoot, findRoot } from '../discover/root.ts';
import { type Confidence, isAtLeast } from '../engine/severity.ts';
import { checkedForSecrets } from '../report/words.ts';
import { compiledBuiltInDetectors } from './built-in-detectors.ts';
import { configOf } from './config-of.ts';
import { EXIT } from './exit.ts';
import type { ReportOptions, RunOptions } from './options.ts';
import { inputSource, type SecretSource, type SourceItem, treeSource } from './secret-sources.ts';

export interface SecretsOptions extends RunOptions, ReportOptions {
  readonly staged: boolean;
  readonly history: boolean | string;
}

/** A scanned item in which something was found. */
export interface FoundItem extends SourceItem {
  readonly matches: readonly SecretMatch[];
}

/** Scans and prints a report; gives the exit code. Throws `InputError` for wrong input. */
export async function secrets(paths: readonly string[], options: SecretsOptions): Promise<number> {
  const start = performance.now();
  const found = findRoot({ cwd: process.cwd(), config: options.config ?? null });
  const config = await configOf(found.root, options.config ?? null);
  const source = sourceOf(found, config, paths, options);
  const scan = await scannerOf(found.root, config);
  const { items, files } = await scanAll(source, scan);
  const isPlain = isPlainText(options) && config.file === null && options.rule.length === 0;
  if (isPlain && isClean(source, items, files, options.minConfidence)) {
    if (!options.quiet) tellClean(files, start);
    return EXIT.ok;
  }
  const { reportSecrets } = await import('./secrets-report.ts');
  return reportSecrets({ options, paths, source, items, files, start });
}

function sourceOf(
  found: FoundRoot,
  config: Config,
  paths: readonly string[],
  options: SecretsOptions,
): SecretSource {
  if (paths.length === 1 && paths[0] === '-') return inputSource();
  const { include, exclude } = config;
  return treeSource({ found, cwd: process.cwd(), paths, all: options.all, include, exclude });
}

async function scannerOf(root: string, config: Config): Promise<Scanner> {
  if (config.ruleDirs.length === 0) return createScanner(compiledBuiltInDetectors());
  const { scannerWithOwn } = await import('./secrets-report.ts');
  return scannerWithOwn(root, config);
}

async function scanAll(
  source: SecretSource,
  scan: Scanner,
): Promise<{ readonly items: readonly FoundItem[]; readonly files: number }> {
  const items: FoundItem[] = [];
  let files = 0;
  for await (const item of source.items) {
    files++;
    const matches = scan(item);
    if (matches.length > 0) items.push({ ...item, matches });
  }
  return { items, files };
}

/** Whether the one line of success is all that would be printed. */
function isPlainText({ format }: SecretsOptions): boolean {
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
  process.stdout.write(`${checkedForSecrets(files, performance.now() - start)}: nothing found\n`);
}
