/** From matches to facts: byte offsets become offsets in the text, and nothing of the value goes along. */
import type { Fact } from '../../engine/fact.ts';
import { sha256 } from '../../source/crypto.ts';
import type { Anchor } from '../../source/span.ts';
import { placeOf, type SourceText } from '../../source/text.ts';
import type { SecretMatch } from './scan.ts';

/** 60 bits, short enough not to look like a token itself. */
const FINGERPRINT_LENGTH = 15;

/**
 * The facts of one file, in its order.
 *
 * @param source the text of the same bytes
 * @param nameOf what a detector finds, as a noun
 */
export function secretFacts(
  source: SourceText,
  bytes: Buffer,
  matches: readonly SecretMatch[],
  nameOf: (detector: string) => string,
): readonly Fact[] {
  const unitAt = unitsBefore(source, bytes);
  const ordinals = new Map<string, number>();
  return matches.map((match): Fact => {
    const at: Anchor = {
      path: source.path,
      start: unitAt(match.start),
      end: unitAt(match.end),
      route: match.keyRoute,
    };
    const { startLine, startColumn } = placeOf(source, at);
    const names = JSON.stringify([match.detector, source.path, ...match.keyRoute]);
    const ordinal = (ordinals.get(names) ?? 0) + 1;
    ordinals.set(names, ordinal);
    const name = nameOf(match.detector);
    return {
      fact: 'secret.match',
      from: 'file',
      subject: subjectOf(name, match.keyRoute.at(-1)),
      at,
      target: null,
      value: {
        rule: match.detector,
        kind: name,
        line: startLine,
        column: startColumn,
        length: match.length,
        entropy: Math.round(match.entropy * 100) / 100,
        fingerprint: sha256(JSON.stringify([names, ordinal])).slice(0, FINGERPRINT_LENGTH),
        ...match.context,
      },
      positions: {},
      provenance: {},
      unknown: {},
      confidence: match.confidence,
      link: null,
    };
  });
}

/** Turns byte offsets, asked for in rising order or not, into offsets of UTF-16 units. */
function unitsBefore({ encoding }: SourceText, bytes: Buffer): (offset: number) => number {
  if (encoding === 'latin1') return (offset) => offset;
  // Two bytes a unit, behind the mark.
  if (encoding !== 'utf-8' && encoding !== 'utf-8-bom') return (offset) => (offset - 2) >> 1;
  const mark = encoding === 'utf-8-bom' ? 3 : 0;
  let [knownBytes, knownUnits] = [mark, 0];
  return (offset) => {
    if (offset < knownBytes) [knownBytes, knownUnits] = [mark, 0];
    knownUnits += bytes.toString('utf8', knownBytes, offset).length;
    knownBytes = offset;
    return knownUnits;
  };
}

/** An option stands in brackets: what follows one after a blank is taken for its value, and hidden. */
function subjectOf(name: string, key: string | undefined): string {
  if (key === undefined) return name;
  return key.startsWith('-') ? `${name} (${key})` : `${name} in ${key}`;
}
