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
  program.push({ op: 'match' });
  /** The step at which an instruction was last entered: each is entered once a step. */
  const entered = new Int32Array(program.length);

  return (path) => {
    entered.fill(-1);
    let states: number[] = [];
    enter(program, 0, 0, entered, states);
    let step = 0;
    for (const character of path) {
      const point = character.codePointAt(0) ?? 0;
      if (point === SLASH && step > 0 && states.some((state) => program[state]?.op === 'match')) return true;
      step++;
      const next: number[] = [];
      for (const state of states) {
        const instruction = program[state];
        if (instruction?.op === 'character' && instruction.accepts(point)) {
          enter(program, state + 1, step, entered, next);
        }
      }
      if (next.length === 0) return false;
      states = next;
    }
    if (tree.below || path.endsWith('/')) return false;
    return states.some((state) => program[state]?.op === 'match');
  };
}

/** Adds the instructions that consume a character, or match, and can be reached from `start` without consuming one. */
function enter(
  program: Instruction[],
  start: number,
  step: number,
  entered: Int32Array,
  into: number[],
): void {
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (entered[at] === step) continue;
    entered[at] = step;
    const instruction = program[at];
    if (instruction?.op === 'split') open.push(instruction.second, instruction.first);
    else into.push(at);
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
