/** "Did you mean …?": the known word that a misspelt one most likely stands for. */

const LONGEST_WORD = 100;

/**
 * The candidate nearest to `word` by edit distance (insert, delete, replace, swap neighbours), or null where none is near
 * enough: one edit for up to four letters, two up to eight, three beyond. Differences of case, `_` and `-` cost nothing.
 * Of equally near candidates the first by UTF-16 order is taken, whatever order they come in.
 */
export function suggest(word: string, candidates: Iterable<string>): string | null {
  if (word === '' || word.length > LONGEST_WORD) return null;
  const wanted = folded(word);
  const limit = word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit + 2) continue;
    const distance = editDistance(wanted, folded(candidate));
    if (distance < bestDistance || (distance === bestDistance && best !== null && candidate < best)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The hint that goes with a diagnostic, or nothing where no candidate is near. Spread into a `Diagnostic`. */
export function didYouMean(word: string, candidates: Iterable<string>): { readonly hint?: string } {
  const best = suggest(word, candidates);
  return best === null ? {} : { hint: `did you mean \`${best}\`?` };
}

function folded(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}

/** Optimal string alignment distance, three rows at a time. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
