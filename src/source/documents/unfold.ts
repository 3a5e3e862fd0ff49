/** Aliases let a few lines unfold to billions of values. Whoever walks a document may rely on that it does not. */
import { type Cells, countOf, extraOf, kindOf, NODE, nextOf } from './cells.ts';

/** What shared anchors of people's own files reach is about twice as many values as are written. */
const MOST_TIMES = 20;
const ALWAYS_ALLOWED = 1_000;

/** True where a document holds far more values with its aliases followed than are written in it. */
export function unfoldsTooFar(cells: Cells): boolean {
  const count = countOf(cells);
  let hasAlias = false;
  for (let node = 0; node < count && !hasAlias; node++) hasAlias = kindOf(cells, node) === NODE.alias;
  if (!hasAlias) return false;
  const weights = new Float64Array(count);
  return weigh(cells, 0, weights) > ALWAYS_ALLOWED + MOST_TIMES * count;
}

/** An alias stands behind what it names, so that its weight is known by then. Nesting is bounded by the readers. */
function weigh(cells: Cells, node: number, weights: Float64Array): number {
  let weight = kindOf(cells, node) === NODE.alias ? (weights[extraOf(cells, node)] ?? 1) : 1;
  const end = nextOf(cells, node);
  for (let child = node + 1; child < end; child = nextOf(cells, child))
    weight += weigh(cells, child, weights);
  weights[node] = weight;
  return weight;
}
