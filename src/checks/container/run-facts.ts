/** What the RUN instructions of a stage do that matters to security: downloads, packages, programs. */
import type { Anchor } from '../../source/span.ts';
import { type Call, callOf, installedPackages, runsInput, runsSubstitution } from './programs.ts';
import type { Script } from './runs.ts';
import type { Command } from './shell.ts';
import type { Stage } from './stages.ts';

export interface Download {
  /** `curl`, `wget`, … */
  readonly tool: string;
  readonly url: string | null;
  /** The interpreter that runs what arrives, without anybody having looked at it. */
  readonly runBy: string | null;
}

/** Things found in RUN, with their places in the same order. */
export interface Found<T> {
  readonly values: readonly T[];
  readonly places: readonly Anchor[];
}

const TOOLS: ReadonlySet<string> = new Set([
  'curl',
  'wget',
  'aria2c',
  'fetch',
  'http',
  'https',
  'iwr',
  'irm',
  'Invoke-WebRequest',
  'Invoke-RestMethod',
]);

export function downloadsOf(path: string, stage: Stage, scripts: readonly Script[]): Found<Download> {
  const found: { value: Download; place: Anchor }[] = [];
  for (const script of scripts) {
    for (const [index, command] of script.commands.entries()) {
      const call = callOf(command);
      if (call === null || !TOOLS.has(call.program)) continue;
      const runner = runnerOf(script.commands, index);
      const url = call.args.find(({ text }) => /^(?:https?|ftp):\/\//i.test(text));
      found.push({
        value: { tool: call.program, url: url?.text ?? null, runBy: runner?.program ?? null },
        place: script.at(path, stage, runner?.word ?? call.word),
      });
    }
  }
  return { values: found.map(({ value }) => value), places: found.map(({ place }) => place) };
}

/** The interpreter at the end of the pipe, or around the substitution, that runs what a command writes. */
function runnerOf(commands: readonly Command[], from: number): Call | null {
  const own = commands[from];
  if (own === undefined) return null;
  for (let next = from + 1; next < commands.length; next++) {
    const command = commands[next];
    if (command === undefined) break;
    if (command.within !== own.within) continue;
    if (command.before !== '|') break;
    const call = callOf(command);
    if (call !== null && runsInput(call)) return call;
  }
  if (own.within === null) return null;
  const outer = commands[own.within.command];
  const call = outer === undefined ? null : callOf(outer);
  return call !== null && runsSubstitution(call, own.within.by) ? call : null;
}

/** Names of packages that package managers install, each once. */
export function packagesOf(path: string, stage: Stage, scripts: readonly Script[]): Found<string> {
  return namesOf(path, stage, scripts, installedPackages);
}

/** Programs that are called, wrappers such as `sudo` too, each once. */
export function programsOf(path: string, stage: Stage, scripts: readonly Script[]): Found<string> {
  return namesOf(path, stage, scripts, (call) => [...call.wrappers, { ...call.word, text: call.program }]);
}

function namesOf(
  path: string,
  stage: Stage,
  scripts: readonly Script[],
  of: (call: Call) => Call['args'],
): Found<string> {
  const places = new Map<string, Anchor>();
  for (const script of scripts) {
    for (const command of script.commands) {
      const call = callOf(command);
      if (call === null) continue;
      for (const word of of(call)) {
        if (!places.has(word.text)) places.set(word.text, script.at(path, stage, word));
      }
    }
  }
  return { values: [...places.keys()], places: [...places.values()] };
}
