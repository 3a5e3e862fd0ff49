/** What the scalars of a document say, without their quotes and the breaks of their lines. */
import type { SourceText } from '../text.ts';
import { AS_WRITTEN, BLOCK, type Cells, endOf, extraOf, FOLDED, kindOf, NODE, startOf } from './cells.ts';
import { blockText, foldedLines } from './fold.ts';

/** What all nodes of a document share. */
export interface DocumentText {
  readonly source: SourceText;
  readonly cells: Cells;
}

/** The node that is meant: behind an alias, or behind one that only passes it on. */
export function written(cells: Cells, node: number): number {
  let at = node;
  for (;;) {
    const kind = kindOf(cells, at);
    if (kind === NODE.alias) at = extraOf(cells, at);
    else if (kind === NODE.same) at++;
    else return at;
  }
}

/** The text of a scalar without what encloses it; empty for anything else. */
export function scalarText({ source, cells }: DocumentText, node: number): string {
  const kind = kindOf(cells, node);
  const extra = extraOf(cells, node);
  switch (kind) {
    case NODE.plain:
    case NODE.single:
    case NODE.double:
    case NODE.block: {
      if (extra === FOLDED)
        return foldedLines(source.text.slice(startOf(cells, node), endOf(cells, node)).split('\n'));
      if (extra === BLOCK) return blockText(source.text, startOf(cells, node), endOf(cells, node));
      if (extra !== AS_WRITTEN) return cells.texts[extra] ?? '';
      const quote = kind === NODE.plain ? 0 : 1;
      return source.text.slice(startOf(cells, node) + quote, endOf(cells, node) - quote);
    }
    case NODE.alias:
    case NODE.same:
      return scalarText({ source, cells }, written(cells, node));
    default:
      return '';
  }
}
