/** The shell commands of RUN instructions: shell form, JSON form and heredocs, each word with its place. */
import type { Anchor } from '../../source/span.ts';
import type { Instruction } from './instructions.ts';
import { atPart, atRange } from './places.ts';
import { type Command, type ShellWord, shellCommands } from './shell.ts';
import type { Stage } from './stages.ts';

/** One text that a shell runs. */
export interface Script {
  readonly instruction: Instruction;
  readonly commands: readonly Command[];
  at(path: string, stage: Stage, word: ShellWord): Anchor;
}

const SHELL = /^(?:\/(?:usr\/)?(?:local\/)?bin\/)?(?:ba|da|a|z|k)?sh$/;

/** The scripts of one instruction, its heredocs too where a shell runs them. */
export function scriptsOf(instruction: Instruction, text: string): readonly Script[] {
  if (instruction.keyword !== 'run') return [];
  const { rest, line } = instruction;
  if (rest.text.startsWith('[')) return jsonForm(instruction);
  const commands = shellCommands(rest.text);
  const shown: Script = {
    instruction,
    commands,
    at: (path, stage, { start, end }) =>
      atPart(path, stage, instruction, { text: rest.text.slice(start, end), start: rest.start + start }),
  };
  const reader = commands.find(({ words }) => words.length > 0);
  const isShell = reader === undefined || SHELL.test(reader.words[0]?.text ?? '');
  if (!isShell) return [shown];
  const bodies = line.heredocs.map(({ start, end }): Script => {
    return {
      instruction,
      commands: shellCommands(text.slice(start, end)),
      at: (path, stage, word) => atRange(path, stage, instruction, start + word.start, start + word.end),
    };
  });
  return [shown, ...bodies];
}

function jsonForm(instruction: Instruction): readonly Script[] {
  const { rest } = instruction;
  const list = stringsOf(rest.text);
  if (list === null || list.length === 0) return [];
  const [program = '', flag = '', script = ''] = list;
  const isScript = SHELL.test(program) && /^-\w*c$/.test(flag);
  const words = list.map((text): ShellWord => ({ text, start: 0, end: rest.text.length }));
  const single: Command = {
    words,
    assignments: [],
    inputs: [],
    before: 'start',
    condition: null,
    within: null,
    isNegated: false,
  };
  return [
    {
      instruction,
      commands: isScript ? shellCommands(script) : [single],
      // JSON may escape anything: the whole list is the place.
      at: (path, stage) => atPart(path, stage, instruction, rest),
    },
  ];
}

function stringsOf(text: string): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  } catch {
    return null;
  }
}
