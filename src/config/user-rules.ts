/** One's own rules, from the folders under `ruleDirs`: found, read and parsed, with all faults of all files at once. */
import { join } from 'node:path';
import { isInside } from '../discover/root.ts';
import { walk } from '../discover/walk.ts';
import { realFolder } from '../discover/work-tree.ts';
import type { Rule } from '../engine/rule.ts';
import { ruleIndex } from '../engine/rule-index.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { quoteWord } from '../source/quote.ts';
import { readSourceFile } from '../source/read.ts';
import type { SourceText } from '../source/text.ts';
import { readYamlDocument } from '../source/yaml.ts';
import type { Config, ConfigFile } from './config.ts';
import { at } from './rule-settings.ts';

/** A file holds a rule, or several detectors, each of which is a rule. */
export type ParsedRules =
  | { readonly rules: readonly Rule[] }
  | { readonly diagnostics: readonly Diagnostic[] };

export interface UserRulesRequest {
  /** Absolute. */
  readonly root: string;
  readonly config: Config;
  readonly builtIn: readonly Rule[];
  /**
   * Parses one file, whose path is the origin of what is in it; `area` is the folder it stands in below its rule folder,
   * or `custom`.
   */
  readonly parse: (source: SourceText, area: string) => ParsedRules;
}

/**
 * The rules of all `ruleDirs`, in the order of the folders and of the names in them. Folders and files must lie inside
 * the root, wherever symbolic links lead.
 *
 * @throws InputError with the faults of all files, folders that cannot be read or hold no rule, and ids that are taken
 */
export function loadUserRules(request: UserRulesRequest): readonly Rule[] {
  const { file } = request.config;
  if (file === null) return [];
  const diagnostics: Diagnostic[] = [];
  const parsed: { readonly rule: Rule; readonly source: SourceText }[] = [];
  const seen = new Set<string>();
  for (const [number, folder] of request.config.ruleDirs.entries()) {
    const found = ruleFiles(request.root, folder);
    if (typeof found === 'string') {
      diagnostics.push(at(file, ['ruleDirs', number], 'value', { message: found }));
      continue;
    }
    for (const path of found) {
      if (seen.has(path)) continue;
      seen.add(path);
      const outcome = readRule(request, file, number, folder, path);
      if ('diagnostics' in outcome) diagnostics.push(...outcome.diagnostics);
      else parsed.push(...outcome);
    }
  }
  diagnostics.push(...takenNames(request.builtIn, parsed));
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  return parsed.map(({ rule }) => rule);
}

/** Paths from the root in UTF-16 order, or what is wrong with the folder. */
function ruleFiles(root: string, folder: string): readonly string[] | string {
  const real = realFolder(join(root, folder));
  if (real === null) return 'there is no such folder';
  if (!isInside(realFolder(root) ?? root, real))
    return 'this folder leads out of the root by a symbolic link';
  const prefix = folder === '' ? '' : `${folder}/`;
  const { files, notAnalysed } = walk(real, {
    ignoreRules: false,
    toRoot: (name) => Buffer.from(prefix).toString('latin1') + name,
    skips: () => false,
  });
  const [unopened] = notAnalysed;
  if (unopened !== undefined) return `\`${unopened.path.replace(/\/$/, '')}\`: ${unopened.reason}`;
  const other = files.find(({ path }) => path.endsWith('.yml'));
  if (other !== undefined) return `\`${other.path}\` is not read: rename it to end in .yaml`;
  const paths = files.flatMap(({ path, raw }) => (path.endsWith('.yaml') && raw === null ? [path] : []));
  return paths.length === 0 ? 'this folder holds no rule: no file in it ends in .yaml' : paths.toSorted();
}

function readRule(
  { root, parse }: UserRulesRequest,
  file: ConfigFile,
  number: number,
  folder: string,
  path: string,
):
  | readonly { readonly rule: Rule; readonly source: SourceText }[]
  | { readonly diagnostics: readonly Diagnostic[] } {
  const outcome = readSourceFile(root, path);
  if (outcome.kind !== 'text') {
    const reason = outcome.kind === 'unreadable' ? outcome.reason : outcome.kind;
    const message = `the rule \`${path}\` cannot be read: ${reason}`;
    return { diagnostics: [at(file, ['ruleDirs', number], 'value', { message })] };
  }
  const below = path.slice(folder === '' ? 0 : folder.length + 1).split('/');
  const parsed = parse(outcome.source, below.at(-2) ?? 'custom');
  if ('diagnostics' in parsed) return parsed;
  return parsed.rules.map((rule) => ({ rule, source: outcome.source }));
}

/** Users' rules add to the built-in ones; none can take the place, or the former name, of another. */
function takenNames(
  builtIn: readonly Rule[],
  parsed: readonly { readonly rule: Rule; readonly source: SourceText }[],
): readonly Diagnostic[] {
  const index = ruleIndex(builtIn);
  const own = new Map<string, Rule>();
  return parsed.flatMap(({ rule, source }) => {
    const diagnostics: Diagnostic[] = [];
    for (const [place, name] of [
      [['id'], rule.id] as const,
      ...rule.aliases.map((alias, i) => [['aliases', i], alias] as const),
    ]) {
      const builtInRule = index.find(name);
      const taken = builtInRule ?? own.get(name);
      if (taken === undefined) {
        own.set(name, rule);
        continue;
      }
      const owner =
        builtInRule === undefined ? `the rule in \`${taken.origin}\`` : `the built-in rule \`${taken.id}\``;
      const message = `the name ${quoteWord(name)} belongs to ${owner}`;
      diagnostics.push({ message, source, ...placeIn(source, place), hint: 'choose another name' });
    }
    return diagnostics;
  });
}

function placeIn(
  source: SourceText,
  path: readonly (string | number)[],
): { readonly start: number; readonly end: number } {
  const document = readYamlDocument(source);
  const found = document.kind === 'document' ? document.locate(path, 'value') : undefined;
  return found ?? { start: 0, end: 0 };
}
