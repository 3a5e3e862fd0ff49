/** Places are mapped by lists that ascend: of lines, of pieces, of what was decoded. */

/** The index of the last item whose value is at most `limit`; 0 where none is. Values ascend. */
export function lastUpTo<T>(items: ArrayLike<T>, valueIn: (item: T) => number, limit: number): number {
  let low = 0;
  for (let high = items.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if (valueIn(items[middle] as T) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** As `lastUpTo`, of numbers. */
export function lastNumberUpTo(ascending: ArrayLike<number>, limit: number): number {
  return lastUpTo(ascending, itself, limit);
}

function itself(value: number): number {
  return value;
}
