/**
 * The built-in secret detectors, read from `rules/secrets` in development and tests. The build replaces this module by one
 * that reads stored data, and of it only what is asked for: neither YAML nor hundreds of descriptions keep a hook waiting.
 */
import { type CompiledDetectors, compileDetectors } from '../checks/secrets/compile.ts';
import type { Detector, DetectorRule, WrittenDetector } from '../checks/secrets/detector.ts';
import { parseDetectors } from '../checks/secrets/parse.ts';
import { builtInRuleFiles } from '../config/built-in-rules.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';

let read: readonly WrittenDetector[] | undefined;
let compiled: CompiledDetectors | undefined;

/**
 * All of them as they are written, by file, with their examples.
 *
 * @throws InputError with the faults of all files
 */
export function writtenDetectors(): readonly WrittenDetector[] {
  if (read !== undefined) return read;
  const diagnostics: Diagnostic[] = [];
  const detectors = builtInRuleFiles('secrets').flatMap((source): readonly WrittenDetector[] => {
    const parsed = parseDetectors(source, true);
    if (parsed.kind === 'detectors') return parsed.detectors;
    diagnostics.push(...parsed.diagnostics);
    return [];
  });
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  read = detectors;
  return detectors;
}

/** What people are told about each, in the same order. */
export function builtInDetectorRules(): readonly DetectorRule[] {
  return writtenDetectors().map(({ rule }) => rule);
}

/** What the scanner needs of each, in the same order. */
export function builtInDetectors(): readonly Detector[] {
  return writtenDetectors().map(({ detector }) => detector);
}

/** Ready to scan with; made once. */
export function compiledBuiltInDetectors(): CompiledDetectors {
  compiled ??= compileDetectors(builtInDetectors());
  return compiled;
}
