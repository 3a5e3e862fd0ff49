/** What the scanner needs of the built-in detectors. The build replaces this module by data, the automaton included. */
import { type CompiledDetectors, compileDetectors } from '../checks/secrets/compile.ts';
import type { Detector } from '../checks/secrets/detector.ts';
import { builtInDetectorRules } from './built-in-detector-rules.ts';

/** By file, in the order of `builtInDetectorRules`. */
export function builtInDetectors(): readonly Detector[] {
  return builtInDetectorRules().map(({ detector }) => detector);
}

/** Ready to scan with. */
export function compiledBuiltInDetectors(): CompiledDetectors {
  return compileDetectors(builtInDetectors());
}
