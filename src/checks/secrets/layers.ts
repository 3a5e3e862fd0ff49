/**
 * Secrets under an encoding: what a file says in base64, hexadecimal, percent-encoding or UTF-16 is scanned as if it stood
 * there in the clear, up to three encodings deep. A match points at the encoded characters.
 */
import { CONFIDENCES } from '../../engine/severity.ts';
import { isDismissed } from './judge.ts';
import type { Layer } from './layer.ts';
import { PERCENT, percentTexts } from './layer-percent.ts';
import { encodedRuns, runStarts } from './layer-runs.ts';
import { wideStarts, wideTexts } from './layer-utf16.ts';
import type { ScanInput, Scanner, SecretMatch } from './scan.ts';

const DEEPEST = 3;

/** What a first reading tells of encoded texts. */
export interface Marks {
  /** Where texts in UTF-16 begin. */
  readonly wide: readonly number[];
  readonly hasEscape: boolean;
  /** Where long runs of characters of base64 begin; those that decode to no text may be left out. */
  readonly runs: readonly number[];
}

export function marksOf(bytes: Buffer): Marks {
  return { wide: wideStarts(bytes), hasEscape: bytes.includes(PERCENT), runs: runStarts(bytes) };
}

/** The encoded parts of `bytes`, decoded. Together they are never longer than `bytes` for each encoding. */
export function layersOf(bytes: Buffer, { wide, hasEscape, runs } = marksOf(bytes)): readonly Layer[] {
  return [...wideTexts(bytes, wide), ...encodedRuns(bytes, runs), ...(hasEscape ? percentTexts(bytes) : [])];
}

/** As the scanner, with what it finds in decoded layers; matches are in the order of the file. */
export function withLayers(scan: Scanner, read: (bytes: Buffer) => Marks = marksOf): Scanner {
  const scanTo = (input: ScanInput, depth: number): readonly SecretMatch[] => {
    const outer = scan(input);
    if (depth === DEEPEST) return outer;
    const inner = layersOf(input.bytes, read(input.bytes)).flatMap((layer) =>
      scanTo({ ...input, bytes: layer.bytes, isLayer: true }, depth + 1).map((match) => lifted(match, layer)),
    );
    return inner.length === 0 ? outer : merged(outer, inner);
  };
  return (input) => scanTo(input, 0);
}

function lifted(match: SecretMatch, layer: Layer): SecretMatch {
  return { ...match, start: layer.startOf(match.start), end: layer.endOf(match.end) };
}

/** What stands in the clear is told once; of an encoded value and what is in it, whichever is surer, and then the inner. */
function merged(outer: readonly SecretMatch[], inner: readonly SecretMatch[]): readonly SecretMatch[] {
  const kept: SecretMatch[] = [];
  const hidden = new Set<SecretMatch>();
  let next = 0;
  let lastEnd = 0;
  for (const match of inner.toSorted((a, b) => a.start - b.start)) {
    if (match.start < lastEnd) continue;
    while ((outer[next]?.end ?? match.end) <= match.start) next++;
    const candidate = outer[next];
    const around = candidate !== undefined && candidate.start < match.end ? candidate : null;
    if (around?.secret.equals(match.secret)) continue;
    if (around !== null && certainty(around) < certainty(match)) continue;
    if (around !== null) hidden.add(around);
    kept.push(match);
    lastEnd = match.end;
  }
  return [...outer.filter((match) => !hidden.has(match)), ...kept].sort((a, b) => a.start - b.start);
}

/** Less is surer; what its context dismisses is not sure at all. */
function certainty({ confidence, context }: SecretMatch): number {
  return isDismissed(context) ? CONFIDENCES.length : CONFIDENCES.indexOf(confidence);
}
