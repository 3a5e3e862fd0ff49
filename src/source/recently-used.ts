/** What is kept for the next who asks, as far as it fits: collectors ask for the same files one after the other. */

/** Gives the value of a key, made when it is not kept. */
export type RecentlyUsed<Value> = (key: string, make: () => Value) => Value;

/** Keeps values whose sizes add up to `most`, or the last one alone; beyond, those go that were asked for longest ago. */
export function recentlyUsed<Value>(most: number, sizeOf: (value: Value) => number): RecentlyUsed<Value> {
  const kept = new Map<string, Value>();
  // A map keeps the order in which it is filled, which is that of use here. The iterator is kept too: a new one would
  // have to pass over the places of all that were taken out before.
  const oldestFirst = kept.keys();
  let size = 0;
  return (key, make) => {
    const known = kept.get(key);
    const value = known ?? make();
    if (known === undefined) size += sizeOf(value);
    else kept.delete(key);
    kept.set(key, value);
    while (size > most && kept.size > 1) {
      const oldest = oldestFirst.next().value;
      if (oldest === undefined) break;
      const gone = kept.get(oldest);
      if (gone !== undefined) size -= sizeOf(gone);
      kept.delete(oldest);
    }
    return value;
  };
}
