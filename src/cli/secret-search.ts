/** The scanner of a run: built-in detectors, and one's own where there are any. */
import { compileDetectors } from '../checks/secrets/compile.ts';
import type { DetectorRule, WrittenDetector } from '../checks/secrets/detector.ts';
import { fullScanner } from '../checks/secrets/full-scanner.ts';
import { scanNamed } from '../checks/secrets/named.ts';
import type { SecretSearch } from '../checks/secrets/search.ts';
import type { Plan } from '../engine/plan.ts';
import { isDetector } from '../engine/rule.ts';
import { builtInDetectorRules, builtInDetectors, compiledBuiltInDetectors } from './built-in-detectors.ts';

/**
 * Null where no rule of the run is a detector.
 *
 * @param named what the run was asked to look at, from the root
 */
export function secretSearch(
  plan: Plan,
  own: readonly WrittenDetector[],
  named: readonly string[],
): SecretSearch | null {
  const isWanted = plan.variants.some((variant) => variant.some(({ rule }) => isDetector(rule)));
  if (!isWanted) return null;
  const search = own.length === 0 ? builtInSearch() : searchWith(own);
  return { ...search, scan: scanNamed(search.scan, named) };
}

/** With one's own detectors beside the built-in ones. */
export function searchWith(own: readonly WrittenDetector[]): SecretSearch {
  const detectors = compileDetectors([...builtInDetectors(), ...own.map(({ detector }) => detector)]);
  return {
    scan: fullScanner(detectors),
    nameOf: namesOf([...builtInDetectorRules(), ...own.map(({ rule }) => rule)]),
  };
}

let builtIn: SecretSearch | null = null;

/** With the built-in detectors alone; made once. */
export function builtInSearch(): SecretSearch {
  builtIn ??= {
    scan: fullScanner(compiledBuiltInDetectors()),
    nameOf: namesOf(builtInDetectorRules()),
  };
  return builtIn;
}

function namesOf(rules: readonly DetectorRule[]): (id: string) => string {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (id) => byId.get(id)?.title ?? id;
}
