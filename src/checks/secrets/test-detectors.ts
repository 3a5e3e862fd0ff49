/**
 * Tests detectors by their examples, through the real scanner: each example is found, each counter-example is not, and a
 * detector that was changed a little no longer holds.
 */
import { compileDetectors } from './compile.ts';
import type { Body, Detector, DetectorExample, Shape, WrittenDetector } from './detector.ts';
import { exampleBytes } from './expand.ts';
import { isDismissed } from './judge.ts';
import { KEY_STATES } from './key-file/key-file.ts';
import { createScanner, type Scanner } from './scan.ts';

export interface DetectorFault {
  readonly message: string;
  /** Below the detector in its file. */
  readonly at: readonly (string | number)[];
}

export interface DetectorTest {
  readonly written: WrittenDetector;
  readonly examples: number;
  readonly mutants: number;
  readonly faults: readonly DetectorFault[];
}

/** Tests each detector by itself; `all` are those that it may name as `near`. */
export function testDetectors(
  written: readonly WrittenDetector[],
  all: readonly WrittenDetector[] = written,
): readonly DetectorTest[] {
  const known = new Map(all.map(({ detector }) => [detector.id, detector]));
  return written.map((one) => testDetector(one, known));
}

function testDetector(written: WrittenDetector, known: ReadonlyMap<string, Detector>): DetectorTest {
  const { detector } = written;
  const others =
    detector.near === null ? [] : [known.get(detector.near.detector)].filter((one) => one !== undefined);
  const faults: DetectorFault[] = [];
  if (detector.near !== null && others.length === 0) {
    faults.push({ message: `there is no detector ${detector.near.detector}`, at: ['near', 'detector'] });
  }
  const scanner = scannerOf(detector, others);
  for (const [index, example] of written.examples.entries()) {
    if (!finds(scanner, written, example, `example ${index}`)) {
      faults.push({ message: 'this example is not found', at: ['examples', index] });
    }
  }
  for (const [index, example] of written.counterExamples.entries()) {
    if (finds(scanner, written, example, `counter-example ${index}`)) {
      faults.push({ message: 'this counter-example is found', at: ['counterExamples', index] });
    }
  }
  const examples = written.examples.length + written.counterExamples.length;
  if (faults.length > 0) return { written, examples, mutants: 0, faults };
  const mutants = mutantsOf(detector);
  for (const { what, at, changed } of mutants) {
    if (!isNoticed(written, scannerOf(changed, others)))
      faults.push({ message: `no example notices ${what}`, at });
  }
  return { written, examples, mutants: mutants.length, faults };
}

function scannerOf(detector: Detector, others: readonly Detector[]): Scanner {
  return createScanner(compileDetectors([detector, ...others]));
}

function isNoticed(written: WrittenDetector, scanner: Scanner): boolean {
  return (
    written.examples.some((example, index) => !finds(scanner, written, example, `example ${index}`)) ||
    written.counterExamples.some((example, index) =>
      finds(scanner, written, example, `counter-example ${index}`),
    )
  );
}

function finds(
  scanner: Scanner,
  { detector }: WrittenDetector,
  example: DetectorExample,
  seed: string,
): boolean {
  const bytes = exampleBytes(example.content, detector, seed);
  return scanner({ path: example.file ?? 'notes', bytes }).some(
    (match) => match.detector === detector.id && !isDismissed(match.context),
  );
}

interface Mutant {
  readonly what: string;
  readonly at: readonly (string | number)[];
  readonly changed: Detector;
}

/** Small changes that a good set of examples notices. */
function mutantsOf(detector: Detector): readonly Mutant[] {
  return [...shapeMutants(detector), ...fileMutants(detector)];
}

function fileMutants(detector: Detector): readonly Mutant[] {
  if (detector.files === null) return [];
  return [{ what: 'that it looks into every file', at: ['files'], changed: { ...detector, files: ['**'] } }];
}

function shapeMutants(detector: Detector): readonly Mutant[] {
  const { shape } = detector;
  const mutant = (what: string, at: Mutant['at'], changed: Shape): Mutant => ({
    what,
    at,
    changed: { ...detector, shape: changed },
  });
  const without = <T>(list: readonly T[], index: number): readonly T[] =>
    list.filter((_, at) => at !== index);
  switch (shape.kind) {
    case 'token':
      return [
        ...each(shape.prefix, (prefix, index) =>
          mutant(`that ${prefix} is left out`, ['prefix', index], {
            ...shape,
            prefix: without(shape.prefix, index),
          }),
        ),
        mutant('that any length will do', ['body', 'length'], { ...shape, body: anyLength(shape.body) }),
      ];
    case 'regex':
      return each(shape.keywords, (keyword, index) =>
        mutant(`that ${keyword} is left out`, ['keywords', index], {
          ...shape,
          keywords: without(shape.keywords, index),
        }),
      );
    case 'url':
      return each(shape.schemes, (scheme, index) =>
        mutant(`that ${scheme} is left out`, ['schemes', index], {
          ...shape,
          schemes: without(shape.schemes, index),
        }),
      );
    case 'key-file':
      return [
        ...each(shape.formats, (format, index) =>
          mutant(`that ${format} is left out`, ['formats', index], {
            ...shape,
            formats: without(shape.formats, index),
          }),
        ),
        ...KEY_STATES.filter((keys) => keys !== shape.keys).map((keys) =>
          mutant(`that it is about keys that are ${keys}`, ['keys'], { ...shape, keys }),
        ),
      ];
    case 'assignment':
      if (shape.value.kind !== 'body') return [];
      return [
        mutant('that any length will do', ['value', 'length'], {
          ...shape,
          value: { kind: 'body', body: anyLength(shape.value.body) },
        }),
      ];
  }
}

/** With a list of one, leaving it out leaves nothing that could be noticed missing. */
function each<T>(list: readonly T[], make: (item: T, index: number) => Mutant): readonly Mutant[] {
  return list.length < 2 ? [] : list.map(make);
}

function anyLength({ charset }: Body): Body {
  return { charset, min: 1, max: 8192 };
}
