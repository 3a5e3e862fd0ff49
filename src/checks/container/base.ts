/** What a stage stands on: the image outside of the file, over all stages between. */
import type { Stage } from './stages.ts';

/** The stage at the bottom, which names an image from outside. */
export function originOf(stage: Stage): Stage {
  let lowest = stage;
  while (lowest.baseStage !== null) lowest = lowest.baseStage;
  return lowest;
}

/** Why the image behind a FROM is not known; null where it is. */
export function missingBase({ base, basePart }: Stage): string | null {
  if (base === null) return `${basePart.text} cannot be expanded`;
  const [name] = base.missing;
  if (name !== undefined) return `the build argument ${name} in ${basePart.text} has no default`;
  return base.text === '' ? `${basePart.text} expands to nothing` : null;
}
