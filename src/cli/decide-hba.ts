/** `decide hba`: which entry of a pg_hba.conf decides on a connection, for scripts as JSON lines and for a person. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { wholeFile } from '../checks/postgres/excerpt.ts';
import { readNamed } from '../checks/postgres/hba/files.ts';
import { type Connection, firstMatch } from '../checks/postgres/hba/match.ts';
import { type Hba, isLoadable, parseHba } from '../checks/postgres/hba/parse.ts';
import { questionOf } from '../checks/postgres/hba/question.ts';
import type { NamedFiles } from '../checks/postgres/hba/read.ts';
import { majorVersion } from '../checks/postgres/version.ts';
import { findRoot } from '../discover/root.ts';
import { jsonLine } from '../report/escape.ts';
import { InputError } from '../source/diagnostic.ts';
import { openProject } from '../source/project.ts';
import { configOf } from './config-of.ts';
import { answerInWords, type HbaFlags, questionsOf } from './decide-hba-words.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';

export interface DecideHbaOptions extends HbaFlags {
  readonly config?: string;
  readonly postgresVersion?: string;
}

/** Answers the question that the flags ask, or each line of standard input. */
export async function decideHba(file: string, options: DecideHbaOptions): Promise<number> {
  const hba = await readHba(file, options);
  const questions = questionsOf(options);
  if (questions === null) {
    await answerLines(hba);
    return EXIT.ok;
  }
  await writeOut(answerInWords(hba, questions, basename(file)));
  return EXIT.ok;
}

async function readHba(file: string, options: DecideHbaOptions): Promise<Hba> {
  const path = resolve(file);
  const folder = dirname(path);
  const { root } = findRoot({ cwd: process.cwd(), config: options.config ?? null });
  const config = await configOf(root, options.config ?? null);
  const project = openProject({ root: folder, paths: [] });
  const read = project.read(basename(path));
  if (read.kind !== 'text') throw new InputError([{ message: `${file}: ${unreadable(read)}` }]);
  const files: NamedFiles = {
    read: (name) => readNamed(project, name),
    list: (name) => filesIn(join(folder, name)),
  };
  const version = majorVersion(options.postgresVersion ?? config.postgresVersion);
  return parseHba(wholeFile(read.source), version, files);
}

function unreadable(read: { readonly kind: string; readonly reason?: string }): string {
  if (read.kind === 'absent') return 'no such file';
  return read.kind === 'binary' ? 'not a text' : (read.reason ?? 'cannot be read');
}

function filesIn(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return null;
  }
}

/** One answer for each line, as soon as it is asked. Throws `InputError` for a line that is no question. */
async function answerLines(hba: Hba): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    const question = questionOf(line);
    if (typeof question === 'string') {
      throw new InputError([{ message: `line ${number} of standard input: ${question}` }]);
    }
    await writeOut(jsonLine(answerTo(hba, question)));
  }
}

/** The answer as the contract prints it; `path` only for an entry of an included file. */
function answerTo(hba: Hba, connection: Connection) {
  if (!isLoadable(hba)) {
    const line = hba.faults[0]?.line ?? hba.missing[0]?.line ?? null;
    return { verdict: 'error', method: null, line };
  }
  const decision = firstMatch(hba.entries, connection);
  if (decision.kind === 'none') return { verdict: 'none', method: null, line: null };
  const { line, path, method } = decision.entry;
  const included = path === hba.excerpt.path ? {} : { path };
  return { verdict: decision.kind, method: decision.kind === 'match' ? method : null, line, ...included };
}
