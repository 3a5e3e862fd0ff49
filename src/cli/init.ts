/** `init`: a configuration that fits the repository, or with `--hook` the hook that keeps secrets out of commits. */
import { join, relative } from 'node:path';
import { collectors } from '../checks/all.ts';
import { COLLECT_DEFAULTS } from '../checks/collector.ts';
import { findConfig } from '../config/find.ts';
import { discover } from '../discover/discover.ts';
import { openRepository } from '../discover/git.ts';
import { findRoot } from '../discover/root.ts';
import { visible } from '../report/escape.ts';
import { InputError } from '../source/diagnostic.ts';
import { openProject } from '../source/project.ts';
import { createFile } from '../source/replace.ts';
import { configTemplate } from './config-template.ts';
import { EXIT } from './exit.ts';
import { installHook } from './hook.ts';
import { type Traits, traitsOf } from './traits.ts';

export interface InitOptions {
  readonly hook: boolean;
}

const NAME = 'secbaseline.yaml';

/** Writes `secbaseline.yaml` at the root. Throws `InputError` where there is a configuration already. */
export function init({ hook }: InitOptions): number {
  if (hook) return installHook();
  const cwd = process.cwd();
  const found = findRoot({ cwd, config: null });
  const { root } = found;
  const standing = findConfig({ root, explicit: null });
  const file = join(root, NAME);
  const shown = (name: string): string => visible(relative(cwd, join(root, name)));
  if (standing !== null) {
    throw new InputError([
      { message: `cannot write ${shown(NAME)}: ${shown(standing.source.path)} is there already` },
    ]);
  }
  const traits = look(root, cwd);
  const outcome = createFile(file, configTemplate(traits));
  if (outcome.kind === 'refused') {
    throw new InputError([{ message: `cannot write ${shown(NAME)}: ${outcome.reason}` }]);
  }
  process.stderr.write(
    `${[`${shown(NAME)}: read it, then run: secbaseline check`, ...saidOf(traits)].join('\n')}\n`,
  );
  return EXIT.ok;
}

/** What git tracks (or a walk finds) in the whole repository, wherever one stands in it. */
function look(root: string, cwd: string): Traits {
  const found = findRoot({ cwd, config: null });
  const { paths, raw } = discover({
    root,
    repository: openRepository(found),
    cwd: root,
    paths: [],
    all: false,
    include: ['**'],
    exclude: [],
  });
  const project = openProject({ root, paths, raw });
  const claims = collectors.flatMap((collector) => collector.collect(project, COLLECT_DEFAULTS).claims);
  return traitsOf(project, claims);
}

function saidOf({ claims }: Traits): readonly string[] {
  const kinds = [...claims].map(([as, count]) => `${as} (${count})`);
  return [kinds.length === 0 ? 'no file is of a kind that it reads yet' : `found: ${kinds.join(', ')}`];
}
