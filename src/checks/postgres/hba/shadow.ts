/** Who takes what an entry would take: said of entries that nothing reaches. */
import type { Names, Row } from './atoms.ts';
import { type Transport, takesTransport } from './match.ts';
import type { Hba } from './parse.ts';
import type { Place } from './places.ts';

const TRANSPORTS: readonly Transport[] = ['local', 'nossl', 'ssl', 'gss'];
const MOST_NAMED = 5;

/** Answers for one entry after another: the first earlier one that takes everything it would; else all that take some, at most five. */
export function shadowersIn(
  { entries }: Hba,
  places: readonly Place[],
  { rows }: Names,
): (entry: number) => readonly number[] {
  // For each entry the places from which it takes connections, and those where it certainly does.
  const all = entries.map((): number[] => []);
  const certain = entries.map(() => new Set<number>());
  for (const [place, { takers }] of places.entries()) {
    for (const { entry, certainty } of takers) {
      all[entry]?.push(place);
      if (certainty === 'must') certain[entry]?.add(place);
    }
  }
  const takes = (index: number, transport: Transport): boolean => {
    const type = entries[index]?.type;
    return type !== undefined && takesTransport(type, transport);
  };
  return (entry) => {
    const own = rows[entry] ?? [];
    const from = all[entry] ?? [];
    const some: number[] = [];
    for (let before = 0; before < entry; before++) {
      const other = rows[before] ?? [];
      const both = TRANSPORTS.filter((transport) => takes(entry, transport) && takes(before, transport));
      if (both.length === 0) continue;
      const isWider = TRANSPORTS.every((transport) => !takes(entry, transport) || both.includes(transport));
      const hasPlaces = from.every((place) => certain[before]?.has(place));
      if (isWider && hasPlaces && covers(other, own)) return [before];
      const meets = from.some((place) => all[before]?.includes(place)) && meet(other, own);
      if (some.length < MOST_NAMED && meets) some.push(before);
    }
    return some;
  };
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
