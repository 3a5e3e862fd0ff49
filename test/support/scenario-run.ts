/**
 * Plays a scenario at a real shell, in a folder of its own, with the command line that ships. What differs between two
 * runs (durations, the folder, the version, today) is replaced, and control characters are shown as pictures (␛ ␍), so that
 * the page can be read and compared.
 */
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { writeTree } from './folder.ts';
import { git } from './git.ts';
import { ingestFaults } from './github-ingest.ts';
import { reportFaults } from './report-schema.ts';
import type { Scenario, Section } from './scenario.ts';

export interface Stage {
  /** Where the scenario plays; exists and is empty. */
  readonly folder: string;
  /** A folder with the program `secbaseline`. */
  readonly programs: string;
}

export interface Played {
  /** The scenario with what came out in place of what was expected. */
  readonly actual: Scenario;
  /** What does not hold beyond that, one sentence each. */
  readonly faults: readonly string[];
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Plays all sections in order. */
export async function playScenario({ description, sections }: Scenario, stage: Stage): Promise<Played> {
  const played: Section[] = [];
  const faults: string[] = [];
  const waiting = [...sections];
  for (let section = waiting.shift(); section !== undefined; section = waiting.shift()) {
    played.push(section);
    if (section.keyword !== 'run') {
      prepare(section, stage.folder);
      continue;
    }
    const expected: Section[] = [];
    while (waiting[0] !== undefined && isExpectation(waiting[0])) expected.push(...waiting.splice(0, 1));
    const command = withDates(section.body);
    const outcome = await runCommand(command, stage);
    played.push(...observed(expected, outcome, stage, faults));
    faults.push(...formatFaults(command, outcome, stage.folder));
    if (outcome.stderr.includes('internal error')) faults.push(outcome.stderr);
  }
  return { actual: { description, sections: played }, faults };
}

/** Whether a scenario needs git. */
export function needsGit({ sections }: Scenario): boolean {
  return sections.some(({ keyword }) => keyword === 'git');
}

const EXPECTATIONS = ['stdout', 'stderr', 'written', 'exit'];

function isExpectation({ keyword }: Section): boolean {
  return EXPECTATIONS.includes(keyword);
}

function prepare({ keyword, argument, body }: Section, folder: string): void {
  const at = (path: string): string => join(folder, named(path));
  const [from = '', to = ''] = argument.split(' -> ');
  switch (keyword) {
    case 'file': {
      const escaped = argument.endsWith(' escaped');
      const path = named(escaped ? argument.slice(0, -' escaped'.length) : argument);
      const content = withDates(body);
      writeTree(folder, { [path]: escaped ? unescaped(content) : content });
      break;
    }
    case 'folder':
      mkdirSync(at(argument), { recursive: true });
      break;
    case 'link':
      mkdirSync(dirname(at(from)), { recursive: true });
      symlinkSync(named(to), at(from));
      break;
    case 'delete':
      rmSync(at(argument), { recursive: true });
      break;
    case 'move':
      mkdirSync(dirname(at(to)), { recursive: true });
      renameSync(at(from), at(to));
      break;
    case 'git':
      git(folder, ...argument.split(' '));
      break;
    default:
      throw new Error(`\`=== ${keyword}\` stands before any \`=== run\``);
  }
}

function named(path: string): string {
  return path.startsWith('"') ? String(JSON.parse(path)) : path;
}

/** Lines with JSON escapes, each line a JSON string without its quotes. */
function unescaped(text: string): string {
  return text
    .split('\n')
    .map((line) => String(JSON.parse(`"${line.replaceAll('"', '\\"')}"`)))
    .join('\n');
}

function runCommand(command: string, { folder, programs }: Stage): Promise<Outcome> {
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env: {
      PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`,
      HOME: '/nonexistent',
      LC_ALL: 'C.UTF-8',
      TZ: 'UTC',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const collect = (stream: NodeJS.ReadableStream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString('utf8');
  };
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ stdout: stdout(), stderr: stderr(), code: code ?? -1 }));
  });
}

/** The expectations with what came out in their place; what is not named and not empty is added. */
function observed(
  expected: readonly Section[],
  outcome: Outcome,
  { folder }: Stage,
  faults: string[],
): readonly Section[] {
  const texts = { stdout: shown(outcome.stdout, folder), stderr: shown(outcome.stderr, folder) };
  const seen = expected.flatMap((section): readonly Section[] => {
    if (section.keyword === 'exit') return [];
    const { of, how } = readArgument(section);
    const text =
      section.keyword === 'written'
        ? shown(contentOf(join(folder, named(of))), folder)
        : texts[section.keyword === 'stdout' ? 'stdout' : 'stderr'];
    if (how === null) return text === '' ? [] : [{ ...section, body: text }];
    faults.push(...linesFaults(section, how, text));
    return [section];
  });
  for (const keyword of ['stdout', 'stderr'] as const) {
    const isNamed = expected.some((section) => section.keyword === keyword);
    if (!isNamed && texts[keyword] !== '') seen.push({ keyword, argument: '', body: texts[keyword] });
  }
  if (outcome.code !== 0) seen.push({ keyword: 'exit', argument: String(outcome.code), body: '' });
  return seen;
}

/** Of what a section speaks, and whether it names lines only. */
function readArgument({ keyword, argument }: Section): { of: string; how: 'contains' | 'lacks' | null } {
  const how = (['contains', 'lacks'] as const).find((word) => argument.endsWith(word)) ?? null;
  const before = how === null ? argument : argument.slice(0, -how.length).trimEnd();
  if (keyword !== 'written' && before !== '')
    throw new Error(`\`=== ${keyword} ${argument}\` is not understood`);
  return { of: before, how };
}

function linesFaults({ keyword, body }: Section, how: 'contains' | 'lacks', text: string): readonly string[] {
  return body
    .split('\n')
    .filter((line) => line !== '' && text.includes(line) !== (how === 'contains'))
    .map((line) => `${keyword} ${how === 'contains' ? 'lacks' : 'contains'}: ${line}\n${text}`);
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '(there is no such file)\n';
  }
}

/** Every SARIF log and every report that a run made must be what its readers take. */
function formatFaults(command: string, { stdout }: Outcome, folder: string): readonly string[] {
  const suppressed = command.includes('--include-suppressed');
  const texts = readdirSync(folder)
    .filter((name) => /\.(?:sarif|json)$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  return [stdout, ...texts].flatMap((text) => {
    if (!/^\{.*\n\}\n$/s.test(text)) return [];
    if (/"\$schema": *"[^"]*sarif/.test(text)) return ingestFaults(text, { suppressed });
    return text.includes('"schema": "secbaseline/report@1"') ? reportFaults(text) : [];
  });
}

const DAY_MS = 86_400_000;

/** The date in so many days, `YYYY-MM-DD`. */
function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

function withDates(text: string): string {
  return text.replace(/\{today\+(\d+)\}/g, (_, days) => inDays(Number(days)));
}

/** What differs between two runs replaced, and what acts on a terminal made visible. */
function shown(text: string, folder: string): string {
  const near = [0, 1, 2, 3, 4, 5, 6, 7, 90].reduce(
    (so, days) => so.replaceAll(inDays(days), `{today+${days}}`),
    text.replaceAll(folder, 'FOLDER'),
  );
  return (
    near
      .replace(/\bin \d+\.\d s\b/g, 'in 0.0 s')
      // All the rules of a profile: a new one must not rewrite what has nothing to do with it.
      .replace(/\bagainst \d{3,} rules\b/g, 'against ALL rules')
      .replace(/"rules": \d{3,}/g, '"rules": ALL')
      .replace(/"durationMs": \d+/g, '"durationMs": 0')
      .replaceAll(`"version": "${manifest.version}"`, '"version": "VERSION"')
      .replaceAll(`"semanticVersion": "${manifest.version}"`, '"semanticVersion": "VERSION"')
      .replace(/[^\P{Cc}\n\t]/gu, picture)
  );
}

/** U+2400 and on are the pictures of the control characters. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Makes the program `secbaseline` in a folder. */
export function installProgram(folder: string, launcher: string): void {
  const script = `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`;
  writeFileSync(join(folder, 'secbaseline'), script, { mode: 0o755 });
}
