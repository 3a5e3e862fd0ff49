/** Who takes what an entry would take: said of entries that nothing reaches. */
import type { Names, Row } from './atoms.ts';
import { type Transport, takesTransport } from './match.ts';
import type { Hba } from './parse.ts';
import type { Place } from './places.ts';

const TRANSPORTS: readonly Transport[] = ['local', 'nossl', 'ssl', 'gss'];
const MOST_NAMED = 5;

/** The first earlier entry that takes everything an entry would; without one all that take some of it, at most five. */
export function shadowers(
  entry: number,
  { entries }: Hba,
  places: readonly Place[],
  { rows }: Names,
): readonly number[] {
  const own = rows[entry] ?? [];
  const takes = (index: number, transport: Transport): boolean => {
    const type = entries[index]?.type;
    return type !== undefined && takesTransport(type, transport);
  };
  const covering: ReadonlySet<number>[] = [];
  const some = new Set<number>();
  for (const { takers } of places) {
    if (!takers.some((taker) => taker.entry === entry)) continue;
    const before = takers.filter((taker) => taker.entry >= 0 && taker.entry < entry);
    for (const transport of TRANSPORTS) {
      if (!takes(entry, transport)) continue;
      const over = before.filter((taker) => takes(taker.entry, transport));
      for (const taker of over) if (meet(rows[taker.entry] ?? [], own)) some.add(taker.entry);
      const whole = over.filter(
        (taker) => taker.certainty === 'must' && covers(rows[taker.entry] ?? [], own),
      );
      covering.push(new Set(whole.map((taker) => taker.entry)));
    }
  }
  const first = [...(covering[0] ?? [])]
    .sort((a, b) => a - b)
    .find((one) => covering.every((set) => set.has(one)));
  return first === undefined ? [...some].sort((a, b) => a - b).slice(0, MOST_NAMED) : [first];
}

function covers(outer: readonly Row[], inner: readonly Row[]): boolean {
  return inner.every(({ database, may }) => {
    const row = outer.find((one) => one.database === database);
    return row !== undefined && (may & ~row.must) === 0n;
  });
}

function meet(first: readonly Row[], second: readonly Row[]): boolean {
  return second.some(({ database, may }) =>
    first.some((row) => row.database === database && (row.may & may) !== 0n),
  );
}
