/** What the fast reader of YAML makes of a document, beside what the reader of the whole language does. */
import { type Cells, countOf, kindOf, NODE } from '../../src/source/documents/cells.ts';
import { DocumentNode } from '../../src/source/documents/node.ts';
import { readSimple } from '../../src/source/documents/read-simple.ts';
import { readYaml } from '../../src/source/documents/read-yaml.ts';
import { splitDocuments } from '../../src/source/documents/split.ts';
import { sourceText } from '../../src/source/text.ts';

export interface BothReadings {
  /** Null where the document is not simple. */
  readonly simple: readonly string[] | null;
  /** A fault where it is no YAML at all. */
  readonly whole: readonly string[] | 'fault';
}

/** Both readings of every document of a text: a line for each node with what it says and where it stands. */
export function bothReadings(text: string): readonly BothReadings[] {
  return splitDocuments(text).map((chunk) => {
    const simple = readSimple(text, chunk);
    const whole = readYaml(text, chunk.start, chunk.end);
    return {
      simple: simple === null ? null : linesOf(text, simple),
      whole: 'cells' in whole ? linesOf(text, whole.cells) : 'fault',
    };
  });
}

/** What stands at an empty value is nothing, so that its place does not count, nor that of what ends with it. */
function linesOf(text: string, cells: Cells): readonly string[] {
  const lines: string[] = [];
  const source = sourceText('a.yaml', text);
  for (let node = 0; node < countOf(cells); node++) {
    const kind = kindOf(cells, node);
    if (kind === NODE.same || kind === NODE.joined) continue;
    const handle = new DocumentNode({ source, cells }, node);
    const { start, end } = handle.extent;
    const endsEmpty = kind === NODE.map || kind === NODE.list;
    const place = kind === NODE.empty ? '' : endsEmpty ? `${start}` : `${start}-${end}`;
    lines.push(`${kind} ${place} ${JSON.stringify(handle.scalar())}`);
  }
  return lines;
}
