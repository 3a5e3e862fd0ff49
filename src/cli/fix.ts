/** `check --fix`: applies fixes until none is left, writes what changed, and looks again at what is there then. */
import { applyFixes, type FixRound } from '../findings/apply-fixes.ts';
import type { Fix } from '../findings/finding.ts';
import { colorLevel } from '../report/color.ts';
import { unifiedDiff } from '../report/diff.ts';
import { visible } from '../report/escape.ts';
import { palette } from '../report/palette.ts';
import { displayPath } from '../report/paths.ts';
import { count } from '../report/words.ts';
import { encode } from '../source/encode.ts';
import { obstacleTo, type Replacement, replaceSource } from '../source/replace.ts';
import type { SourceText } from '../source/text.ts';
import type { Judged } from './judge.ts';
import type { FixOptions, RunOptions } from './options.ts';
import { type Looked, type Setup, sourceOf } from './run.ts';
import type { Watch } from './watch.ts';

/** A look at the project and what came of it. */
export interface Assessed {
  readonly looked: Looked;
  readonly judged: Judged;
}

export interface FixRequest {
  readonly setup: Setup;
  readonly options: FixOptions & Pick<RunOptions, 'color' | 'quiet'>;
  readonly before: Assessed;
  /** The same look again, with other texts in some files. */
  readonly assess: (texts: ReadonlyMap<string, SourceText>) => Promise<Assessed>;
  readonly watch: Watch;
}

export interface FixOutcome {
  /** The state of the files as they are now. */
  readonly after: Assessed;
  /** What a dry run would change; empty otherwise. */
  readonly diff: string;
}

/** A fix may uncover another finding with a fix; more rounds than this mean that fixes undo each other. */
const MOST_ROUNDS = 10;

/**
 * Fixes what it may and tells a person what it did. All rounds run in memory, so that each file is written once and only
 * when everything is settled: an interrupted run changes nothing.
 */
export async function fixFindings(request: FixRequest): Promise<FixOutcome> {
  const { setup, options, before, watch } = request;
  const settled = await settleFixes(request);
  if (await watch.isInterrupted()) return { after: before, diff: '' };
  const source = sourceOf(before.looked.project);
  const changes = [...settled.texts].flatMap(([path, after]) => {
    const old = source(path);
    return old === undefined || old.text === after.text ? [] : [{ path, old, after }];
  });
  const shown = (path: string): string => displayPath(path, setup.paths);

  const refused = new Map(settled.last.refused);
  if (!options.dryRun) {
    for (const { path, old, after } of changes) {
      const reason = write(replacementOf(request, path, old), after);
      if (reason !== null) refused.set(path, reason);
    }
  }
  const changed = new Set(changes.map(({ path }) => path));
  const isDone = (path: string): boolean => changed.has(path) && !refused.has(path);
  const done = settled.applied.filter(({ edits }) => edits.every(({ path }) => isDone(path)));
  tell(
    request,
    done,
    settled,
    [...refused].map(([path, reason]) => `not fixed: ${visible(shown(path))}: ${reason}`),
  );
  if (options.dryRun) {
    const color = colorLevel({ choice: options.color, env: process.env, isTTY: process.stdout.isTTY });
    const diffs = changes.map(({ path, old, after }) => unifiedDiff(shown(path), old, after, palette(color)));
    return { after: before, diff: diffs.join('') };
  }
  return { after: changes.length === 0 ? before : await request.assess(new Map()), diff: '' };
}

interface SettledFixes {
  readonly texts: ReadonlyMap<string, SourceText>;
  readonly applied: readonly Fix[];
  /** The round in which nothing was left to apply, or the last one allowed. */
  readonly last: FixRound;
}

async function settleFixes(request: FixRequest): Promise<SettledFixes> {
  const { before, options, watch } = request;
  const obstacle = obstacles(request);
  const texts = new Map<string, SourceText>();
  const applied: Fix[] = [];
  let state = before;
  for (let round = 1; ; round++) {
    const last = applyFixes({
      findings: state.judged.findings,
      source: sourceOf(state.looked.project),
      unsafe: options.unsafe,
      obstacle,
    });
    const isOver = last.applied.length === 0 || round > MOST_ROUNDS;
    if (isOver || (await watch.isInterrupted())) return { texts, applied, last };
    for (const [path, source] of last.texts) texts.set(path, source);
    applied.push(...last.applied);
    state = await request.assess(texts);
    assertReadable(before, state, texts);
  }
}

/** A fix that breaks its file is a fault of the rule or of ours, and nothing has been written yet. */
function assertReadable(before: Assessed, state: Assessed, texts: ReadonlyMap<string, SourceText>): void {
  const known = new Set(before.looked.notAnalysed.map(({ path, reason }) => JSON.stringify([path, reason])));
  for (const { path, line, reason } of state.looked.notAnalysed) {
    if (texts.has(path) && !known.has(JSON.stringify([path, reason]))) {
      throw new Error(`a fix would break ${path}${line === null ? '' : `:${line}`}: ${reason}`);
    }
  }
}

/** Only files that were analysed and lie below the root are changed, and only where nothing is in the way. */
function obstacles(request: FixRequest): (path: string) => string | null {
  const { looked } = request.before;
  const claimed = new Set(looked.claims.map(({ path }) => path));
  const enabled = new Set(looked.discovery.paths);
  const source = sourceOf(looked.project);
  const known = new Map<string, string | null>();
  const find = (path: string): string | null => {
    if (path.startsWith('../')) return 'it lies outside the root';
    if (!claimed.has(path) || !enabled.has(path)) return 'it is not among the files that are checked';
    const old = source(path);
    const replacement = old === undefined ? null : replacementOf(request, path, old);
    return replacement === null ? 'it cannot be read' : obstacleTo(replacement);
  };
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const reason = find(path);
    known.set(path, reason);
    return reason;
  };
}

function replacementOf({ setup, before }: FixRequest, path: string, old: SourceText): Replacement | null {
  const expected = encode(old.text, old.encoding);
  if (expected === null) return null;
  return { root: setup.root, path: before.looked.discovery.raw.get(path) ?? Buffer.from(path), expected };
}

/** Null where it was written, else why not. */
function write(replacement: Replacement | null, { text, encoding }: SourceText): string | null {
  const content = encode(text, encoding);
  if (replacement === null || content === null) return `the fix has characters that ${encoding} lacks`;
  const outcome = replaceSource(replacement, content);
  return outcome.kind === 'written' ? null : outcome.reason;
}

function tell(
  { options }: FixRequest,
  done: readonly Fix[],
  { last }: SettledFixes,
  refused: readonly string[],
): void {
  const files = new Set(done.flatMap(({ edits }) => edits.map(({ path }) => path)));
  const verb = options.dryRun ? 'would apply' : 'applied';
  const main =
    done.length === 0
      ? `${verb} no fix`
      : `${verb} ${count(done.length, 'fix', 'fixes')} in ${count(files.size, 'file')}`;
  const unsafe = last.unsafe === 0 ? '' : `; ${last.unsafe} more with --unsafe`;
  const lines = [
    ...(options.quiet ? [] : [main + unsafe]),
    ...(last.applied.length === 0 ? [] : [`stopped after ${MOST_ROUNDS} rounds: fixes undo each other`]),
    ...refused,
  ];
  for (const line of lines) process.stderr.write(`${line}\n`);
}
