/**
 * The instructions of a Dockerfile. dockerfile-ast finds them in logical lines in which nothing is left that it
 * divides otherwise than BuildKit; offsets lead back to the file.
 */
import { DockerfileParser, type Instruction as Node } from 'dockerfile-ast';
import type { Span } from '../../source/span.ts';
import { type LineFault, type LogicalLine, logicalLines, originRange } from './lines.ts';

/** A piece of an instruction: its text, joined over continuations, and its offset in the logical line. */
export interface Part {
  readonly text: string;
  readonly start: number;
}

export interface Flag {
  readonly name: string;
  readonly value: string | null;
  readonly part: Part;
}

export interface Instruction {
  /** Lower case. */
  readonly keyword: string;
  readonly keywordPart: Part;
  readonly flags: readonly Flag[];
  /** All that follows keyword and flags, without the space around it. */
  readonly rest: Part;
  readonly line: LogicalLine;
}

export interface Instructions {
  readonly escapeSign: '\\' | '`';
  readonly list: readonly Instruction[];
}

/** All instructions in order, or what BuildKit refuses. */
export function readInstructions(text: string): Instructions | LineFault {
  const read = logicalLines(text);
  if ('reason' in read) return read;
  const nodes = DockerfileParser.parse(
    read.lines.map(({ text: line }) => plain(line)).join('\n'),
  ).getInstructions();
  const list = read.lines.map((line, index) => {
    const node = nodes[index];
    // As many instructions as lines: a line is never empty, begins no comment and continues nothing.
    if (node === undefined) throw new Error('dockerfile-ast lost a line');
    return instruction(line, node);
  });
  return { escapeSign: read.escapeSign, list };
}

/** A part's place in the file. */
export function placeOfPart(path: string, { line }: Pick<Instruction, 'line'>, part: Part): Span {
  return { path, ...originRange(line, part.start, part.start + part.text.length) };
}

/** The words of a part between blanks, each a part of its own. */
export function blankWords(part: Part): readonly Part[] {
  return [...part.text.matchAll(/[^\t\v\f\r ]+/g)].map((match) => ({
    text: match[0],
    start: part.start + match.index,
  }));
}

/** Nothing is escaped, continued, a heredoc or a comment for dockerfile-ast, at the same offsets. */
function plain(line: string): string {
  return line.replace(/[\t\v\f\r]/g, ' ').replace(/<<|--|[\\`]|(?! )\s/g, (sign) => 'x'.repeat(sign.length));
}

function instruction(line: LogicalLine, node: Node): Instruction {
  const { start, end } = node.getInstructionRange();
  const part = (from: number, to: number): Part => ({ text: line.text.slice(from, to), start: from });
  const flags = leadingFlags(line.text, end.character);
  const last = flags.at(-1)?.part;
  const from = last === undefined ? end.character : last.start + last.text.length;
  const after = line.text.slice(from);
  const text = after.trim();
  return {
    keyword: node.getKeyword().toLowerCase(),
    keywordPart: part(start.character, end.character),
    flags,
    rest: { text, start: from + (text === '' ? 0 : after.indexOf(text)) },
    line,
  };
}

const FLAG = /[\t\v\f\r ]+(--([\w.-]*)(?:=((?:"[^"]*"|'[^']*'|[^\s"'])*))?)(?=\s|$)/y;

/** dockerfile-ast takes quadratic time for many flags. A bare `--` ends them. */
function leadingFlags(text: string, from: number): readonly Flag[] {
  const flags: Flag[] = [];
  FLAG.lastIndex = from;
  for (let match = FLAG.exec(text); match !== null; match = FLAG.exec(text)) {
    const [, whole = '', name = '', value] = match;
    flags.push({ name, value: value ?? null, part: { text: whole, start: FLAG.lastIndex - whole.length } });
    if (name === '') break;
  }
  return flags;
}
