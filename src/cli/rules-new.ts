/** `rules new`: a rule file to begin with. */
import { join, relative, resolve } from 'node:path';
import { factKinds } from '../checks/index.ts';
import { builtInRules } from '../config/built-in-rules.ts';
import { findRoot } from '../discover/root.ts';
import type { FactKind } from '../engine/fact.ts';
import { ruleIndex } from '../engine/rule-index.ts';
import { visible } from '../report/escape.ts';
import { InputError } from '../source/diagnostic.ts';
import { createFile } from '../source/replace.ts';
import { didYouMean } from '../source/suggest.ts';
import { configOf } from './config-of.ts';
import { EXIT } from './exit.ts';
import { ruleTemplate } from './rule-template.ts';

export interface RulesNewOptions {
  readonly config?: string;
  readonly dir?: string;
  readonly area?: string;
  readonly fact?: string;
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const DEFAULT_FACT = 'nginx.server';

/**
 * Writes `DIR/AREA/ID.yaml`, or `DIR/ID.yaml` without an area, and says what to do next. DIR is the first of `ruleDirs`
 * unless it is given. Throws `InputError` for a name that is taken or no name, for an unknown kind of fact, and where a
 * file stands already.
 */
export async function newRule(id: string, options: RulesNewOptions): Promise<number> {
  const builtIn = builtInRules(factKinds);
  checkName('id', id);
  if (options.area !== undefined) checkName('area', options.area);
  const taken = ruleIndex(builtIn).find(id);
  if (taken !== undefined) throw new InputError([{ message: `there is a rule \`${id}\` already` }]);
  const kind = kindOf(options.fact ?? DEFAULT_FACT);
  const folder = await folderOf(options);
  const file = join(folder, options.area ?? '', `${id}.yaml`);
  write(file, ruleTemplate(id, kind, factKinds));

  const shown = (path: string): string => visible(relative(process.cwd(), path) || '.');
  const areas = [...new Set(builtIn.map(({ area }) => area))].sort().join(', ');
  const lines = [
    `${shown(file)}: a rule to begin with; fill in what says TODO`,
    ...(options.area === undefined ? [`areas of the built-in rules, for --area: ${areas}`] : []),
    `facts, for --fact: ${factKinds.map(({ fact }) => fact).join(', ')}`,
    `then: secbaseline rules test ${shown(folder)}`,
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

function checkName(what: string, name: string): void {
  if (NAME.test(name)) return;
  const hint = 'small letters, digits and hyphens: `tls-min-version`';
  throw new InputError([{ message: `\`${name}\` is no ${what}`, hint }]);
}

function kindOf(name: string): FactKind {
  const kind = factKinds.find(({ fact }) => fact === name);
  if (kind !== undefined) return kind;
  const names = factKinds.map(({ fact }) => fact);
  throw new InputError([
    {
      message: `there are no facts \`${name}\``,
      hint: `there are ${names.join(', ')}`,
      ...didYouMean(name, names),
    },
  ]);
}

async function folderOf({ dir, config }: RulesNewOptions): Promise<string> {
  const cwd = process.cwd();
  if (dir !== undefined) return resolve(cwd, dir);
  const { root } = findRoot({ cwd, config: config ?? null });
  const { ruleDirs } = await configOf(root, config ?? null);
  const [first] = ruleDirs;
  if (first !== undefined) return resolve(root, first);
  const hint = 'name a folder with --dir, and under `ruleDirs` in secbaseline.yaml';
  throw new InputError([{ message: 'there is no folder for rules of your own', hint }]);
}

/** Never over something that is there, nor through a symbolic link. */
function write(file: string, text: string): void {
  const shown = relative(process.cwd(), file);
  const outcome = createFile(file, text);
  if (outcome.kind === 'written') return;
  throw new InputError([{ message: `cannot write ${shown}: ${outcome.reason}` }]);
}
