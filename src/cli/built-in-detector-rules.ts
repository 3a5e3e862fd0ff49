/**
 * The built-in secret detectors with all that is told about them, read from `rules/secrets` in development and tests. The build replaces this module by
 * their data, so that no YAML is read while a user waits.
 */
import type { DetectorRule } from '../checks/secrets/detector.ts';
import { parseDetectors } from '../checks/secrets/parse.ts';
import { builtInRuleFiles } from '../config/built-in-rules.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';

let read: readonly DetectorRule[] | null = null;

/**
 * All built-in detectors with what is told about them, by file.
 *
 * @throws InputError with the faults of all files
 */
export function builtInDetectorRules(): readonly DetectorRule[] {
  if (read !== null) return read;
  const diagnostics: Diagnostic[] = [];
  read = builtInRuleFiles('secrets').flatMap((source): readonly DetectorRule[] => {
    const parsed = parseDetectors(source, true);
    if (parsed.kind === 'detectors') return parsed.detectors;
    diagnostics.push(...parsed.diagnostics);
    return [];
  });
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  return read;
}
