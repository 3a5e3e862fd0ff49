/** A configuration over its files: includes in their places, the last value counts, postgresql.auto.conf after all. */
import { posix } from 'node:path';
import type { NotAnalysed } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { Project } from '../../collector.ts';
import type { Excerpt } from '../excerpt.ts';
import { namedFiles } from '../hba/files.ts';
import type { NamedFiles } from '../hba/read.ts';
import { type ConfFault, type ConfItem, parseConf } from './conf.ts';

export interface Assembled {
  /** The value in force of each name. */
  readonly items: ReadonlyMap<string, ConfItem & { readonly isAuto: boolean }>;
  /** Why a value may be another one, where a file that is named is not at hand; by name, and for all names not in it. */
  readonly doubts: ReadonlyMap<string, string>;
  readonly doubt: string | null;
  /** Every file that was read, the first one too. */
  readonly paths: ReadonlySet<string>;
  readonly notAnalysed: readonly NotAnalysed[];
  /** Lines that the server cannot read: where there is one, it takes nothing of the files. */
  readonly faults: readonly (ConfFault & { readonly line: number })[];
}

/** Nesting at which the server gives up. */
const DEEPEST = 10;
const MOST_FILES = 1000;

interface State {
  readonly files: NamedFiles;
  readonly items: Map<string, ConfItem & { readonly isAuto: boolean }>;
  readonly doubts: Map<string, string>;
  doubt: string | null;
  readonly paths: Set<string>;
  readonly notAnalysed: NotAnalysed[];
  readonly faults: (ConfFault & { readonly line: number })[];
  read: number;
}

/** Reads a text with all that it includes; `auto` is the text of its postgresql.auto.conf. */
export function assemble(project: Project, excerpt: Excerpt, auto: Excerpt | null): Assembled {
  const state: State = {
    files: namedFiles(project),
    items: new Map(),
    doubts: new Map(),
    doubt: null,
    paths: new Set(),
    notAnalysed: [],
    faults: [],
    read: 0,
  };
  take(state, project, excerpt, 0, false);
  if (auto !== null) take(state, project, auto, 0, true);
  return state;
}

function take(state: State, project: Project, excerpt: Excerpt, depth: number, isAuto: boolean): void {
  state.paths.add(excerpt.path);
  if (++state.read > MOST_FILES) return;
  const { items, faults } = parseConf(excerpt);
  for (const { at, message } of faults) {
    const source = project.read(at.path);
    const line = source.kind === 'text' ? lineOf(source.source, at.start) : null;
    state.notAnalysed.push({ path: at.path, line, reason: `the server refuses the file: ${message}` });
    state.faults.push({ at, message, line: line ?? 0 });
  }
  for (const item of items) {
    switch (item.name) {
      case 'include':
      case 'include_if_exists':
        include(state, project, excerpt, item, from(excerpt, item.raw), depth);
        break;
      case 'include_dir':
        includeFolder(state, project, excerpt, item, depth);
        break;
      default:
        state.items.set(item.name, { ...item, isAuto });
        state.doubts.delete(item.name);
    }
  }
}

function from({ path }: Excerpt, name: string): string {
  return name.startsWith('/') ? name : posix.join(posix.dirname(path), name);
}

function include(
  state: State,
  project: Project,
  excerpt: Excerpt,
  item: ConfItem,
  path: string,
  depth: number,
): void {
  const found = depth >= DEEPEST ? null : state.files.read(path);
  if (found?.kind === 'text') take(state, project, found.excerpt, depth + 1, false);
  else
    missing(state, project, excerpt, item, `the file ${item.raw} ${found?.reason ?? 'is nested too deep'}`);
}

function includeFolder(
  state: State,
  project: Project,
  excerpt: Excerpt,
  item: ConfItem,
  depth: number,
): void {
  const folder = from(excerpt, item.raw);
  const names = state.files.list(folder);
  if (names === null) {
    missing(state, project, excerpt, item, `the folder ${item.raw} is not at hand`);
    return;
  }
  for (const name of names.filter((one) => one.endsWith('.conf') && !one.startsWith('.')).sort()) {
    include(state, project, excerpt, item, posix.join(folder, name), depth);
  }
}

/** What a file that is not at hand may set: everything that nothing sets after it. */
function missing(state: State, project: Project, { path }: Excerpt, item: ConfItem, reason: string): void {
  for (const name of state.items.keys()) state.doubts.set(name, reason);
  state.doubt ??= reason;
  const source = project.read(path);
  const line = source.kind === 'text' ? lineOf(source.source, item.at.start) : null;
  state.notAnalysed.push({ path, line, reason });
}
