/** Whether shell commands end the build where a build argument is missing or wrong. */
import { callOf } from './programs.ts';
import type { Command } from './shell.ts';

const TESTS: ReadonlySet<string> = new Set(['test', '[', '[[', 'grep', 'egrep', 'expr', 'case']);

/** True where at least one command looks at the argument and its verdict reaches the end of the RUN. */
export function endsBuildWithout(commands: readonly Command[], name: string): boolean {
  const mention = new RegExp(`\\$(?:${name}(?!\\w)|\\{[#!]?${name}(?!\\w))`);
  const demand = new RegExp(`\\$\\{${name}:?\\?`);
  const mentions = ({ words, inputs }: Command): boolean =>
    [...words, ...inputs].some(({ text }) => mention.test(text));
  let isStrict = false;
  for (const [index, command] of commands.entries()) {
    const { words } = command;
    if (words[0]?.text === 'set' && words.some(({ text }) => /^-\w*e/.test(text) || text === 'errexit'))
      isStrict = true;
    if (words.some(({ text }) => demand.test(text))) return true;
    if (!mentions(command)) continue;
    const judge = judgeOf(commands, index);
    if (judge !== null && reachesEnd(commands, judge, isStrict)) return true;
  }
  return false;
}

/** The command that gives the verdict: the one itself, or the `grep` that it is piped into. */
function judgeOf(commands: readonly Command[], from: number): number | null {
  for (let at = from; at < commands.length; at++) {
    const command = commands[at];
    if (command === undefined || (at > from && command.before !== '|')) return null;
    if (TESTS.has(callOf(command)?.program ?? '')) return at;
  }
  return null;
}

function reachesEnd(commands: readonly Command[], judge: number, isStrict: boolean): boolean {
  const command = commands[judge];
  if (command === undefined) return false;
  if (command.condition !== null || command.words[0]?.text === 'case') return exitsAfter(commands, judge);
  const next = commands.slice(judge + 1).find(({ within }) => within === command.within);
  if (next === undefined || next.before === '&&')
    return next === undefined || !isForgiven(commands, judge + 1);
  if (next.before === '||') return exitsAfter(commands, judge);
  return isStrict && next.before === ';';
}

/** In a chain of `&&`, a later `||` may take the failure away. */
function isForgiven(commands: readonly Command[], from: number): boolean {
  for (let at = from; at < commands.length; at++) {
    const command = commands[at];
    if (command?.before === '||') return !exitsAfter(commands, at - 1);
    if (command?.before === ';') return true;
  }
  return false;
}

/** The branch of a check is short. */
const NEAR = 12;

function exitsAfter(commands: readonly Command[], judge: number): boolean {
  return commands.slice(judge + 1, judge + 1 + NEAR).some(({ words }) => {
    const [program, status] = words;
    if (program?.text === 'exit') return status !== undefined && status.text !== '0';
    return program?.text === 'false';
  });
}
