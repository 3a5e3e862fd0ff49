/**
 * Path patterns of configuration (`include`, `exclude`, overrides, suppressions). All ways through a pattern are walked
 * at once, so that no pattern takes more time than its length times the path's.
 */
import { InputError } from '../source/diagnostic.ts';
import { type PatternNode, type PatternTree, parsePattern } from './pattern-syntax.ts';

type Instruction =
  | { readonly op: 'character'; accepts(point: number): boolean }
  | { op: 'split'; first: number; second: number }
  | { readonly op: 'match' };

const SLASH = 0x2f;
const anyCharacter = (): boolean => true;
const inSegment = (point: number): boolean => point !== SLASH;

/** What is wrong with a pattern and what to write instead, or null. */
export function patternFault(pattern: string): string | null {
  const outcome = parsePattern(pattern);
  return outcome.kind === 'fault' ? outcome.message : null;
}

/**
 * True for paths (relative to the root, with `/`) that match at least one pattern. A pattern that matches a folder means
 * everything below it; a path that ends in `/` asks whether everything below that folder matches. Case counts, and `*`
 * takes a leading dot too. Throws `InputError` for a pattern in which `patternFault` finds a fault.
 */
export function compilePatterns(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map((pattern) => {
    if (pattern === '**') return () => true;
    const outcome = parsePattern(pattern);
    if (outcome.kind === 'fault') {
      throw new InputError([{ message: `the pattern \`${pattern}\` is not valid: ${outcome.message}` }]);
    }
    return matcher(outcome.tree);
  });
  return (path) => matchers.some((matches) => matches(path));
}

function matcher(tree: PatternTree): (path: string) => boolean {
  const program: Instruction[] = [];
  emit(tree.nodes, program);
  const matched = program.length;
  program.push({ op: 'match' });
  const literal = longestLiteral(tree.nodes);
  let states = stateSet(program.length);
  let next = stateSet(program.length);

  return (path) => {
    if (literal !== '' && !path.includes(literal)) return false;
    clear(states);
    enter(program, 0, states);
    for (let at = 0; at < path.length; ) {
      const point = path.codePointAt(at) ?? 0;
      if (point === SLASH && at > 0 && states.has[matched] === states.round) return true;
      at += point > 0xffff ? 2 : 1;
      clear(next);
      for (let index = 0; index < states.size; index++) {
        const state = states.list[index] ?? 0;
        const instruction = program[state];
        if (instruction?.op === 'character' && instruction.accepts(point)) enter(program, state + 1, next);
      }
      if (next.size === 0) return false;
      [states, next] = [next, states];
    }
    return !tree.below && !path.endsWith('/') && states.has[matched] === states.round;
  };
}

/** The longest text that every match holds, for a look before the walk. */
function longestLiteral(nodes: readonly PatternNode[]): string {
  let longest = '';
  let run = '';
  for (const node of nodes) {
    run = node.kind === 'character' && node.literal !== null ? run + node.literal : '';
    if (run.length > longest.length) longest = run;
  }
  return longest;
}

/** Places in the program, each at most once; emptied by counting on instead of by clearing. */
interface StateSet {
  readonly list: Int32Array;
  readonly has: Int32Array;
  size: number;
  round: number;
}

function stateSet(size: number): StateSet {
  return { list: new Int32Array(size), has: new Int32Array(size), size: 0, round: 0 };
}

function clear(set: StateSet): void {
  set.size = 0;
  set.round = (set.round + 1) | 0;
}

/** Adds a place and all that can be reached from it without consuming a character. */
function enter(program: readonly Instruction[], at: number, set: StateSet): void {
  if (set.has[at] === set.round) return;
  set.has[at] = set.round;
  const instruction = program[at];
  if (instruction?.op === 'split') {
    enter(program, instruction.first, set);
    enter(program, instruction.second, set);
  } else {
    set.list[set.size++] = at;
  }
}

function emit(nodes: readonly PatternNode[], program: Instruction[]): void {
  for (const node of nodes) {
    switch (node.kind) {
      case 'character':
        program.push({ op: 'character', accepts: node.accepts });
        break;
      case 'any':
        repeat(node.crossing ? anyCharacter : inSegment, program);
        break;
      case 'folders':
        emitFolders(program);
        break;
      case 'choice':
        emitChoice(node.alternatives, program);
    }
  }
}

/** Zero or more characters. */
function repeat(accepts: (point: number) => boolean, program: Instruction[]): void {
  const start = program.length;
  program.push({ op: 'split', first: start + 1, second: start + 3 }, { op: 'character', accepts });
  program.push({ op: 'split', first: start, second: start });
}

/** Nothing, or anything that ends in a slash. */
function emitFolders(program: Instruction[]): void {
  const start = program.length;
  const skip: Instruction = { op: 'split', first: start + 1, second: 0 };
  program.push(skip);
  repeat(anyCharacter, program);
  program.push({ op: 'character', accepts: (point) => point === SLASH });
  skip.second = program.length;
}

function emitChoice(alternatives: readonly (readonly PatternNode[])[], program: Instruction[]): void {
  const ends: { second: number; first: number }[] = [];
  alternatives.forEach((alternative, index) => {
    const isLast = index === alternatives.length - 1;
    const choose: Instruction = { op: 'split', first: program.length + 1, second: program.length + 1 };
    program.push(choose);
    emit(alternative, program);
    const end: Instruction = { op: 'split', first: 0, second: 0 };
    program.push(end);
    ends.push(end);
    if (!isLast) choose.second = program.length;
  });
  for (const end of ends) {
    end.first = program.length;
    end.second = program.length;
  }
}
