/** What comes into an image besides RUN: files of the build context, remote sources, mounted secrets. */
import type { Anchor } from '../../source/span.ts';
import { blankWords, type Instruction, type Part } from './instructions.ts';
import { atPart } from './places.ts';
import type { Found } from './run-facts.ts';
import type { Stage } from './stages.ts';

export interface RemoteAdd {
  readonly source: string;
  readonly scheme: string;
  /** `--checksum`, or a commit behind `#`. */
  readonly verified: boolean;
}

/** Remote sources of ADD: URLs and git repositories. */
export function addsOf(path: string, stage: Stage): Found<RemoteAdd> {
  const values: RemoteAdd[] = [];
  const places: Anchor[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'add') continue;
    const hasChecksum = instruction.flags.some(({ name, value }) => name === 'checksum' && value !== null);
    for (const part of sourcesOf(instruction)) {
      const scheme = schemeOf(part.text);
      if (scheme === null) continue;
      const isCommit = /#[0-9a-f]{40}(?:[0-9a-f]{24})?(?::|$)/.test(part.text);
      values.push({ source: part.text, scheme, verified: hasChecksum || isCommit });
      places.push(atPart(path, stage, instruction, part));
    }
  }
  return { values, places };
}

function schemeOf(source: string): string | null {
  if (/^git@|^ssh:\/\//i.test(source)) return 'ssh';
  if (/^git:\/\//i.test(source)) return 'git';
  return /^(https?):\/\//i.exec(source)?.[1]?.toLowerCase() ?? null;
}

/** Sources of COPY and ADD that lie in the build context. */
export function copiedOf(path: string, stage: Stage): Found<string> {
  const values: string[] = [];
  const places: Anchor[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'copy' && instruction.keyword !== 'add') continue;
    if (instruction.flags.some(({ name }) => name === 'from')) continue;
    for (const part of sourcesOf(instruction)) {
      if (schemeOf(part.text) !== null || part.text.startsWith('<<')) continue;
      values.push(part.text);
      places.push(atPart(path, stage, instruction, part));
    }
  }
  return { values, places };
}

/** All words but the last, which is the destination; in the JSON form without quotes. */
function sourcesOf(instruction: Instruction): readonly Part[] {
  const { rest } = instruction;
  const words = rest.text.startsWith('[') ? jsonWords(rest) : blankWords(rest);
  return words.slice(0, -1);
}

function jsonWords(rest: Part): readonly Part[] {
  return [...rest.text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => ({
    text: match[1] ?? '',
    start: rest.start + match.index + 1,
  }));
}

/** Ids of RUN --mount=type=secret; the default is the name of the target. */
export function secretMountsOf({ instructions }: Stage): readonly string[] {
  return instructions.flatMap(({ flags }) =>
    flags.flatMap(({ name, value }) => {
      if (name !== 'mount' || !/(?:^|,)type=secret(?:,|$)/.test(value ?? '')) return [];
      const match = /(?:^|,)(?:id|target|dst|destination)=([^,]*)/.exec(value ?? '');
      return [match?.[1] ?? ''];
    }),
  );
}
