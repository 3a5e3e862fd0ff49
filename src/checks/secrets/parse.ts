/** From the text of a detector file to detectors, or to everything that is wrong with it at once. */
import { posix } from 'node:path';
import type { Confidence, Severity } from '../../engine/severity.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { quoteWord } from '../../source/quote.ts';
import type { SourceText } from '../../source/text.ts';
import { caretAt, schemaDiagnostics } from '../../source/validation.ts';
import { readYamlDocument, type YamlDocument, type YamlPath } from '../../source/yaml.ts';
import type {
  Allow,
  Body,
  DetectorExample,
  DetectorRule,
  Shape,
  ValueShape,
  WrittenDetector,
} from './detector.ts';
import { validateDetectors } from './detector-validator.ts';
import type { KeyFile } from './key-file/key-file.ts';
import { patternFaults } from './pattern.ts';
import { detectorSchema } from './schema.ts';

export type ParsedDetectors =
  | { readonly kind: 'detectors'; readonly detectors: readonly WrittenDetector[] }
  | { readonly kind: 'faults'; readonly diagnostics: readonly Diagnostic[] };

interface WrittenFile {
  readonly provider: string;
  readonly name: string;
  readonly references?: readonly string[];
  readonly revoke?: string;
  readonly remediation?: string;
  readonly detectors: readonly DetectorDocument[];
}

interface DetectorDocument {
  readonly id: string;
  readonly title: string;
  readonly kind: Shape['kind'];
  readonly severity: Severity;
  readonly confidence?: Confidence;
  readonly profiles?: DetectorRule['profiles'];
  readonly message?: string;
  readonly rationale?: string;
  readonly remediation?: string;
  readonly revoke?: string;
  readonly references?: readonly string[];
  readonly checksum?: string;
  readonly entropy?: number;
  readonly named?: boolean;
  readonly chosen?: boolean;
  readonly files?: readonly string[];
  readonly cwe?: readonly string[];
  readonly allow?: Partial<Allow>;
  readonly near?: { readonly detector: string; readonly lines: number; readonly required?: boolean };
  readonly examples: readonly (string | { readonly file?: string; readonly content: string })[];
  readonly counterExamples: DetectorDocument['examples'];
  readonly prefix: readonly string[];
  readonly body: WrittenBody;
  readonly suffix?: string;
  readonly boundary?: 'word' | 'none';
  readonly names: readonly string[];
  readonly qualifiers?: readonly string[];
  readonly value:
    | WrittenBody
    | { readonly pattern: string }
    | { readonly like: 'password' | 'secret' | 'service-key' };
  readonly keywords?: readonly string[];
  readonly pattern: string;
  readonly ignoreCase?: boolean;
  readonly before?: number;
  readonly window?: number;
  readonly schemes: readonly string[];
  readonly formats: readonly KeyFile['format'][];
  readonly keys: KeyFile['keys'];
}

interface WrittenBody {
  readonly charset: string;
  readonly length: number | readonly [number, number];
}

const WINDOW = 512;

/** True for a file of detectors, as opposed to one of a rule. */
export function holdsDetectors(source: SourceText): boolean {
  return /^detectors:/m.test(source.text);
}

/**
 * Reads and checks one file of detectors.
 *
 * @param isBuiltIn users' regular expressions have RE2's syntax: `loadLinearRegex` comes first
 */
export function parseDetectors(source: SourceText, isBuiltIn: boolean): ParsedDetectors {
  const document = readYamlDocument(source);
  if (document.kind === 'faults') return document;
  const { valid, errors } = validateDetectors(document.value);
  if (!valid) {
    return { kind: 'faults', diagnostics: schemaDiagnostics(source, document, errors, detectorSchema) };
  }
  const file = document.value as WrittenFile;
  const diagnostics = [
    ...nameFaults(source, document, file),
    ...file.detectors.flatMap((written, index) => faultsOf(source, document, written, index, isBuiltIn)),
  ];
  if (diagnostics.length > 0) return { kind: 'faults', diagnostics };
  return { kind: 'detectors', detectors: file.detectors.map((one) => detectorOf(file, one, isBuiltIn)) };
}

function nameFaults(source: SourceText, document: YamlDocument, file: WrittenFile): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  const name = posix.basename(source.path, '.yaml');
  const say = (path: YamlPath, message: string) =>
    faults.push({ message, source, ...caretAt(source, document, path, 'value') });
  if (file.provider !== name) {
    say(['provider'], `the provider ${quoteWord(file.provider)} is not the name of the file`);
  }
  for (const [index, { id }] of file.detectors.entries()) {
    if (file.detectors.findIndex((other) => other.id === id) < index) {
      say(['detectors', index, 'id'], `the id ${quoteWord(id)} is given twice`);
    }
  }
  return faults;
}

function faultsOf(
  source: SourceText,
  document: YamlDocument,
  written: DetectorDocument,
  index: number,
  isBuiltIn: boolean,
): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  const say = (path: YamlPath, message: string) =>
    faults.push({ message, source, ...caretAt(source, document, ['detectors', index, ...path], 'value') });
  const check = (path: YamlPath, pattern: string) => {
    for (const fault of patternFaults(pattern, isBuiltIn)) say(path, fault);
  };
  if (written.kind === 'regex') {
    check(['pattern'], written.pattern);
    if (written.keywords === undefined && written.files === undefined) {
      say(['pattern'], 'without `keywords` it must say into which `files` it looks');
    }
  }
  if (written.kind === 'assignment' && 'pattern' in written.value) {
    check(['value', 'pattern'], written.value.pattern);
  }
  for (const [at, pattern] of (written.allow?.values ?? []).entries())
    check(['allow', 'values', at], pattern);
  for (const [key, body] of [
    ['body', written.body],
    ['value', written.kind === 'assignment' && 'charset' in written.value ? written.value : undefined],
  ] as const) {
    if (body === undefined) continue;
    const { min, max } = bodyOf(body);
    if (min > max) say([key, 'length'], 'the least length comes first');
  }
  if (written.confidence === 'certain' && written.kind === 'assignment') {
    say(['confidence'], 'a name and a value are never certain');
  }
  return faults;
}

function detectorOf(file: WrittenFile, written: DetectorDocument, isBuiltIn: boolean): WrittenDetector {
  const { id, title, severity, allow } = written;
  const confidence = written.confidence ?? (written.kind === 'token' ? 'high' : 'medium');
  return {
    detector: {
      id,
      confidence,
      shape: shapeOf(written),
      checksum: written.checksum ?? null,
      entropy: written.entropy ?? null,
      allow:
        allow === undefined
          ? null
          : { values: allow.values ?? [], words: (allow.words ?? []).map((word) => word.toLowerCase()) },
      files: written.files ?? null,
      named: written.named ?? false,
      chosen: written.chosen ?? false,
      near: written.near === undefined ? null : { required: false, ...written.near },
      isBuiltIn,
    },
    rule: {
      id,
      confidence,
      severity,
      profiles: written.profiles ?? ['recommended'],
      title,
      provider: file.provider,
      name: file.name,
      references: [...(written.references ?? []), ...(file.references ?? [])],
      revoke: written.revoke ?? file.revoke ?? null,
      message: written.message ?? null,
      remediation: written.remediation ?? file.remediation ?? null,
      rationale: written.rationale ?? null,
      cwe: written.cwe ?? ['CWE-798'],
    },
    examples: written.examples.map(exampleOf),
    counterExamples: written.counterExamples.map(exampleOf),
  };
}

function exampleOf(written: DetectorDocument['examples'][number]): DetectorExample {
  return typeof written === 'string'
    ? { file: null, content: written }
    : { file: written.file ?? null, content: written.content };
}

function bodyOf({ charset, length }: WrittenBody): Body {
  const [min, max] = typeof length === 'number' ? [length, length] : length;
  return { charset, min, max };
}

function shapeOf(written: DetectorDocument): Shape {
  switch (written.kind) {
    case 'token':
      return {
        kind: 'token',
        prefix: written.prefix,
        body: bodyOf(written.body),
        suffix: written.suffix ?? '',
        boundary: written.boundary ?? 'word',
      };
    case 'assignment':
      return {
        kind: 'assignment',
        names: written.names,
        qualifiers: written.qualifiers ?? [],
        value: valueShapeOf(written.value),
      };
    case 'regex':
      return {
        kind: 'regex',
        keywords: (written.keywords ?? []).map((keyword) => keyword.toLowerCase()),
        pattern: written.pattern,
        ignoreCase: written.ignoreCase ?? false,
        before: written.before ?? 0,
        window: written.window ?? WINDOW,
      };
    case 'url':
      return { kind: 'url', schemes: written.schemes };
    case 'key-file':
      return { kind: 'key-file', formats: written.formats, keys: written.keys };
  }
}

function valueShapeOf(value: DetectorDocument['value']): ValueShape {
  if ('like' in value) return { kind: 'like', like: value.like };
  return 'pattern' in value
    ? { kind: 'pattern', pattern: value.pattern }
    : { kind: 'body', body: bodyOf(value) };
}
