/** From what was found to facts, with the texts that their places are in. */
import type { Fact } from '../../engine/fact.ts';
import { decode } from '../../source/decode.ts';
import { textKey } from '../../source/span.ts';
import { type SourceText, sourceText } from '../../source/text.ts';
import { secretFacts } from './fact.ts';
import type { FoundItem } from './find.ts';
import { isDismissed } from './judge.ts';

export interface ItemFacts {
  readonly facts: readonly Fact[];
  /** By `textKey`: what a file's own text need not be (an archive's member, a commit's lines, a binary file). */
  readonly texts: ReadonlyMap<string, SourceText>;
}

/** @param nameOf what a detector finds, as a noun */
export function factsOfItems(items: readonly FoundItem[], nameOf: (detector: string) => string): ItemFacts {
  const facts: Fact[] = [];
  const texts = new Map<string, SourceText>();
  for (const item of items) {
    const source = textOf(item);
    const revision = item.commits?.[0]?.id;
    const found = secretFacts(source, item.bytes, item.matches, nameOf);
    const secrets = found.flatMap(({ at }, index) => {
      const match = item.matches[index];
      return at === null || match === undefined || isDismissed(match.context) ? [] : [at];
    });
    const key = textKey({ path: item.path, ...(revision === undefined ? {} : { revision }) });
    texts.set(key, sourceText(source.path, source.text, source.encoding, secrets));
    for (const [index, fact] of found.entries()) {
      const commit = item.commits?.[index];
      facts.push(
        commit === undefined || fact.at === null
          ? fact
          : { ...fact, at: { ...fact.at, revision: commit.id }, commit },
      );
    }
  }
  return { facts, texts };
}

/** A binary file is shown as Latin-1: its secrets are ASCII. */
function textOf({ path, bytes }: FoundItem): SourceText {
  const decoded = decode(bytes);
  return decoded.kind === 'text'
    ? sourceText(path, decoded.text, decoded.encoding)
    : sourceText(path, bytes.toString('latin1'), 'latin1');
}
