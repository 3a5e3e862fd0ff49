/** Where connections come from, as far as entries tell it apart, and which entries take each place. */
import type { AddressBits, Family, HbaAddress } from './address.ts';
import { type Area, areasOf, freeBits } from './cells.ts';
import type { Hba } from './parse.ts';
import { ANY_ENTRY, type Taker } from './reach.ts';

export const FAMILIES: readonly Family[] = [4, 6];
/** A host name stands for a few addresses: it takes none of these away, unless the range is as small as this. */
const SMALL = 6;
/** The networks of a machine are no larger, as powers of two. */
const LARGEST_NET = { 4: 24, 6: 64 } as const;

/** Connections that all entries treat alike: from an area, from what a name stands for, or over the Unix socket. */
export interface Place {
  /** Its index among the places. */
  readonly at: number;
  readonly kind: 'area' | 'named' | 'socket';
  readonly area: Area | null;
  readonly name: string | null;
  readonly takers: readonly Taker[];
  /** Of a name, which may have addresses of IPv4 or IPv6: the entries that take the latter. */
  readonly takersOfSix?: readonly Taker[] | undefined;
}

/** Every place from which connections come; null where masks with holes make too many. */
export function placesOf(hba: Hba): readonly Place[] | null {
  const { entries } = hba;
  const local = entries.flatMap(({ address }, entry) => (address === null ? [taker(entry, 'must')] : []));
  const places: Place[] = [{ at: 0, kind: 'socket', area: null, name: null, takers: withUnread(hba, local) }];
  const named = new Set(entries.flatMap(({ address }) => nameOf(address) ?? []));
  for (const family of FAMILIES) {
    const ranged: (AddressBits & { readonly index: number })[] = [];
    const everywhere: number[] = [];
    for (const [index, { address }] of entries.entries()) {
      if (address === null) continue;
      if (address.kind !== 'range') everywhere.push(index);
      else if (address.family === family) ranged.push({ index, ...address });
    }
    const areas = areasOf(family, ranged);
    if (areas === null) return null;
    for (const area of areas) {
      const size =
        named.size === 0
          ? 0
          : area.patterns().reduce((most, one) => Math.max(most, freeBits(family, one)), 0);
      const takers = area.inside.map((at) => taker(ranged[at]?.index ?? 0, 'must'));
      for (const index of everywhere) {
        const certainty = certaintyIn(entries[index]?.address ?? null, family, size);
        if (certainty !== null) takers.push(taker(index, certainty));
      }
      if (everywhere.length > 0) takers.sort((a, b) => a.entry - b.entry);
      places.push({ at: places.length, kind: 'area', area, name: null, takers: withUnread(hba, takers) });
    }
  }
  for (const name of named) {
    const [takers, takersOfSix] = FAMILIES.map((family) => namedTakers(hba, family, name));
    if (takers !== undefined)
      places.push({ at: places.length, kind: 'named', area: null, name, takers, takersOfSix });
  }
  return places;
}

function taker(entry: number, certainty: Taker['certainty']): Taker {
  return { entry, certainty };
}

/** Whether an address that is no range takes an area of a size (as a power of two); null where it does not matter. */
function certaintyIn(address: HbaAddress | null, family: Family, size: number): Taker['certainty'] | null {
  switch (address?.kind) {
    case 'all':
      return 'must';
    case 'samenet':
      return size <= LARGEST_NET[family] ? 'may' : null;
    case 'samehost':
    case 'host':
      return size <= SMALL ? 'may' : null;
    default:
      return null;
  }
}

/** What an address that only the server can look up is called; null for others. */
export function nameOf(address: HbaAddress | null): string | null {
  if (address?.kind === 'host') return address.name;
  return address?.kind === 'samehost' || address?.kind === 'samenet' ? address.kind : null;
}

/** The addresses that a name stands for, wherever they lie. */
function namedTakers(hba: Hba, family: Family, name: string): readonly Taker[] {
  const takers = hba.entries.flatMap(({ address }, entry): readonly Taker[] => {
    if (address === null) return [];
    if (address.kind === 'all' || nameOf(address) === name) return [taker(entry, 'must')];
    if (address.kind !== 'range') return [taker(entry, 'may')];
    if (address.family !== family) return [];
    return [taker(entry, address.mask === 0n ? 'must' : 'may')];
  });
  return withUnread(hba, takers);
}

/** With the lines that could not be read in their places: each may hold any entry. */
function withUnread({ missing }: Hba, takers: readonly Taker[]): readonly Taker[] {
  if (missing.length === 0) return takers;
  const mixed: Taker[] = [];
  let gap = 0;
  for (const one of takers) {
    for (; (missing[gap]?.before ?? Number.POSITIVE_INFINITY) <= one.entry; gap++) mixed.push(UNREAD);
    mixed.push(one);
  }
  return gap < missing.length ? [...mixed, UNREAD] : mixed;
}

const UNREAD: Taker = { entry: ANY_ENTRY, certainty: 'may' };
