/** A configuration as nginx sees it: the main file with every `include` replaced by what it brings. */
import { posix } from 'node:path';
import type { Confidence } from '../../engine/severity.ts';
import type { Project } from '../../source/project.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { lineOf } from '../../source/text.ts';
import { MAX_DEPTH } from './lex.ts';
import { ownPath, type ParsedFile, parsedFile } from './parsed.ts';
import { type Resolution, resolveInclude } from './resolve.ts';
import type { Directive } from './tree.ts';

export interface Assembly {
  /** The main file, or the snippet that is looked at alone. */
  readonly path: string;
  /**
   * In nginx's order. An `include` that could be followed is gone; one that could not stands in its place as a
   * directive, with its reason in `unresolved`. What a file brings is made anew wherever it is included, so that a
   * directive's identity tells its place in the tree.
   */
  readonly directives: readonly Directive[];
  /** Every file that takes part, the main file first. */
  readonly files: readonly string[];
  /** Why, for each `include` that is left in the tree. */
  readonly unresolved: ReadonlyMap<Directive, string>;
  /** `medium` where an include was found in a place where nginx itself would not look. */
  readonly confidence: Confidence;
  /** The guesses behind that confidence, at their `include` directives. */
  readonly notes: readonly NotAnalysed[];
  /** Files of this configuration that could not be read or parsed, the main file among them. */
  readonly notAnalysed: readonly NotAnalysed[];
}

/** Includes within includes; nginx itself stops only when it runs out of file descriptors. */
const MAX_CHAIN = 50;
/** Directives of one configuration: a few files that include each other many times must not fill the memory. */
const MAX_DIRECTIVES = 200_000;
/** Different includes of one configuration: each costs a look at all paths of the project. */
const MAX_PATTERNS = 1_000;

interface State {
  readonly project: Project;
  readonly prefix: string;
  readonly snippet: boolean;
  readonly files: Set<string>;
  readonly unresolved: Map<Directive, string>;
  /** By folder of the including file and pattern. */
  readonly resolutions: Map<string, Resolution>;
  readonly notes: Map<string, NotAnalysed>;
  readonly notAnalysed: Map<string, NotAnalysed>;
  left: number;
}

/** Where expansion stands: the files being included, outermost first, and the blocks around. */
interface Place {
  readonly chain: readonly string[];
  readonly depth: number;
}

/**
 * Puts a configuration together. Never throws: what is missing or broken stands in the result. `prefix` is the folder
 * that relative includes start from, where that is known better than by the folder of `path` (a snippet's main file).
 */
export function assemble(project: Project, path: string, prefix?: string): Assembly {
  const main = parsedFile(project, path);
  const state: State = {
    project,
    prefix: prefix ?? posix.dirname(path),
    snippet: prefix === undefined && main.kind === 'parsed' && !main.directives.some(isTopBlock),
    files: new Set([path]),
    unresolved: new Map(),
    resolutions: new Map(),
    notes: new Map(),
    notAnalysed: new Map(),
    left: MAX_DIRECTIVES,
  };
  if (main.kind === 'not-analysed') state.notAnalysed.set(path, main.entry);
  const directives = main.kind === 'parsed' ? mainDirectives(state, main, path) : [];
  return {
    path,
    directives,
    files: [...state.files],
    unresolved: state.unresolved,
    confidence: state.notes.size > 0 ? 'medium' : 'certain',
    notes: [...state.notes.values()],
    notAnalysed: [...state.notAnalysed.values()],
  };
}

/** A file is the main one of a single assembly: without an include in it, its directives stand nowhere else as themselves. */
function mainDirectives(state: State, main: ParsedFile, path: string): readonly Directive[] {
  return main.includes ? expand(state, main.directives, { chain: [path], depth: 0 }) : main.directives;
}

/** True for the blocks that only a main file has at its top. */
export function isTopBlock(directive: Directive): boolean {
  return directive.block !== null && ['http', 'stream', 'mail', 'events'].includes(directive.name);
}

function expand(state: State, directives: readonly Directive[], place: Place): readonly Directive[] {
  const expanded: Directive[] = [];
  for (const directive of directives) {
    state.left--;
    if (directive.name === 'include' && directive.block === null) {
      for (const brought of include(state, directive, place)) expanded.push(brought);
    } else if (directive.block !== null) {
      const block = expand(state, directive.block, { chain: place.chain, depth: place.depth + 1 });
      expanded.push({ ...directive, block });
    } else {
      expanded.push({ ...directive });
    }
  }
  return expanded;
}

/** What one `include` brings; itself, with the reason, where that is not or not wholly known. */
function include(state: State, directive: Directive, place: Place): readonly Directive[] {
  const [pattern, ...more] = directive.args;
  if (pattern === undefined || more.length > 0) {
    return [leave(state, directive, 'include takes exactly one file or pattern')];
  }
  const resolution = resolve(state, directive.path, pattern.text);
  if (resolution.kind === 'nothing') return [];
  if (resolution.kind === 'missing') return [leave(state, directive, resolution.reason)];
  if (resolution.guess !== null) addNote(state, directive, resolution.guess);

  const brought: Directive[] = [];
  for (const path of resolution.paths) {
    const file = openIncluded(state, path, place);
    if (typeof file === 'string') {
      brought.push(leave(state, directive, `include ${path}: ${file}`));
      continue;
    }
    const inner = expand(state, file.directives, { chain: [...place.chain, path], depth: place.depth });
    for (const one of inner) brought.push(one);
  }
  return brought;
}

function resolve(state: State, from: string, pattern: string): Resolution {
  const key = `${posix.dirname(from)}\n${pattern}`;
  let resolution = state.resolutions.get(key);
  if (resolution === undefined) {
    if (state.resolutions.size >= MAX_PATTERNS) {
      return { kind: 'missing', reason: `the configuration has more than ${MAX_PATTERNS} includes` };
    }
    const { prefix, snippet } = state;
    resolution = resolveInclude(state.project, { prefix, snippet, from }, pattern);
    state.resolutions.set(key, resolution);
  }
  return resolution;
}

/** The file, or why it cannot be taken in here. */
function openIncluded(state: State, link: string, place: Place): ParsedFile | string {
  const path = ownPath(state.project, link);
  if (place.chain.includes(path)) return 'the file includes itself';
  if (place.chain.length > MAX_CHAIN) return `includes are nested deeper than ${MAX_CHAIN}`;
  const file = parsedFile(state.project, path);
  if (file.kind === 'absent') return 'is not in the repository';
  state.files.add(path);
  if (file.kind === 'not-analysed') {
    state.notAnalysed.set(path, file.entry);
    return `not analysed (${file.entry.reason})`;
  }
  if (place.depth + file.depth > MAX_DEPTH) return `blocks are nested deeper than ${MAX_DEPTH}`;
  if (state.left < file.size) return `the configuration has more than ${MAX_DIRECTIVES} directives`;
  return file;
}

function leave(state: State, directive: Directive, reason: string): Directive {
  const left = { ...directive };
  state.unresolved.set(left, reason);
  return left;
}

/** Once per directive, however often its file is included. */
function addNote(state: State, directive: Directive, reason: string): void {
  const key = `${directive.path}\n${directive.nameStart}`;
  if (state.notes.has(key)) return;
  const file = parsedFile(state.project, directive.path);
  const line = file.kind === 'parsed' ? lineOf(file.source, directive.nameStart) : null;
  state.notes.set(key, { path: directive.path, line, reason });
}
