/** Places in a Dockerfile with the names that lead to them. */
import type { Anchor } from '../../source/span.ts';
import { type Instruction, type Part, placeOfPart } from './instructions.ts';
import type { Stage } from './stages.ts';

/** `FROM` and what follows, as a name that survives edits elsewhere: never an index. */
export function stageName(stage: Stage): string {
  return stage.name === null ? `stage from ${stage.basePart.text}` : `stage ${stage.name}`;
}

export function atPart(path: string, stage: Stage, instruction: Instruction, part: Part): Anchor {
  const route = ['Dockerfile', stageName(stage), instruction.keyword.toUpperCase()];
  return { ...placeOfPart(path, instruction, part), route };
}

/** A place inside a heredoc, by file offsets. */
export function atRange(
  path: string,
  stage: Stage,
  instruction: Instruction,
  start: number,
  end: number,
): Anchor {
  return { path, start, end, route: ['Dockerfile', stageName(stage), instruction.keyword.toUpperCase()] };
}
