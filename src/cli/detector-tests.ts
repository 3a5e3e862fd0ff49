/** The part of `rules test` that is about secret detectors: from their files to faults with a place. */
import type { WrittenDetector } from '../checks/secrets/detector.ts';
import { parseDetectors } from '../checks/secrets/parse.ts';
import { type DetectorTest, testDetectors } from '../checks/secrets/test-detectors.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import type { SourceText } from '../source/text.ts';
import { caretAt } from '../source/validation.ts';
import { readYamlDocument } from '../source/yaml.ts';
import { writtenDetectors } from './built-in-detectors.ts';

export interface TestedDetectors {
  readonly tests: readonly DetectorTest[];
  readonly diagnostics: readonly Diagnostic[];
}

export const NO_DETECTORS: TestedDetectors = { tests: [], diagnostics: [] };

/** Tests the built-in detectors; with ids, only these. */
export function testBuiltInDetectors(only: readonly string[]): TestedDetectors {
  const all = writtenDetectors();
  const tests = testDetectors(
    all.filter(({ detector }) => only.length === 0 || only.includes(detector.id)),
    all,
  );
  const diagnostics = tests.flatMap(({ written, faults }) =>
    faults.map(({ message, at }) => ({ message: `${written.detector.id}, ${at.join('.')}: ${message}` })),
  );
  return { tests, diagnostics };
}

/**
 * Tests all detectors of these files. Those that are built in are taken as such.
 *
 * @throws InputError with the faults of all files
 */
export function testDetectorFiles(sources: readonly SourceText[]): TestedDetectors {
  if (sources.length === 0) return NO_DETECTORS;
  const builtIn = writtenDetectors();
  const ids = new Set(builtIn.map(({ detector }) => detector.id));
  const faults: Diagnostic[] = [];
  const files = sources.map((source) => {
    const parsed = parseDetectors(source, isBuiltIn(source, ids));
    if (parsed.kind === 'faults') faults.push(...parsed.diagnostics);
    return { source, detectors: parsed.kind === 'detectors' ? parsed.detectors : [] };
  });
  if (faults.length > 0) throw new InputError(faults);
  const all = [...builtIn, ...files.flatMap(({ detectors }) => detectors)];
  const tested = files.map(({ source, detectors }) => testFile(source, detectors, all));
  return {
    tests: tested.flatMap(({ tests }) => tests),
    diagnostics: tested.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Built-in expressions are JavaScript's, users' RE2's. */
function isBuiltIn({ text }: SourceText, ids: ReadonlySet<string>): boolean {
  const first = /^\s*- id: *['"]?([\w-]+)/m.exec(text)?.[1];
  return first !== undefined && ids.has(first);
}

function testFile(
  source: SourceText,
  detectors: readonly WrittenDetector[],
  all: readonly WrittenDetector[],
): TestedDetectors {
  const tests = testDetectors(detectors, all);
  const document = readYamlDocument(source);
  const diagnostics = tests.flatMap(({ faults }, index) =>
    faults.map(({ message, at }): Diagnostic => {
      if (document.kind !== 'document') return { message };
      return { message, source, ...caretAt(source, document, ['detectors', index, ...at], 'value') };
    }),
  );
  return { tests, diagnostics };
}
