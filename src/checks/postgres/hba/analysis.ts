/**
 * What a whole file lets in: for each entry from where, over which transport and as whom it is reached, and what is left
 * to the implicit end. Exact where the file alone decides; where host names, networks, roles or missing files decide,
 * that is said.
 */
import { formatAddress } from '../../../engine/cidr.ts';
import { type Names, namesOf } from './atoms.ts';
import { type Transport, takesTransport } from './match.ts';
import type { Hba } from './parse.ts';
import { FAMILIES, nameOf, type Place, placesOf } from './places.ts';
import { type Prefix, prefixesOf } from './prefixes.ts';
import { pairNames, type Share, type Taker, type Walker, walkerOf } from './reach.ts';
import { shadowersIn } from './shadow.ts';
import { isPreferred, type Preference, PUBLIC, witnessAddress } from './witness.ts';

export interface Witness {
  /** Null over the Unix socket; a host name or `samenet` where only that is known. */
  readonly address: string | null;
  readonly database: string;
  /** `+dba` for a member of that group. */
  readonly user: string;
}

/** One entry that lets in, reached over one transport, by clients of databases or for replication. */
export interface Exposure {
  /** Index among the entries. */
  readonly entry: number;
  readonly transport: Transport;
  readonly replication: boolean;
  /** False where host names, networks, roles or missing files decide whether anything arrives from there. */
  readonly certain: boolean;
  /** Address ranges from which it is reached, as few as possible; empty for `local`. */
  readonly ranges: readonly string[];
  /** There are more ranges than are listed: a mask with holes. */
  readonly moreRanges: boolean;
  /** Host names, `samehost`, `samenet`. */
  readonly names: readonly string[];
  /** Of those asked for, the users that certainly reach it. */
  readonly askedUsers: readonly string[];
  /** Worked out when asked for; null where nothing is certain. */
  witness(): Witness | null;
}

export type Certainty = 'yes' | 'no' | 'perhaps';

export interface Analysis {
  readonly exposures: readonly Exposure[];
  /** For each entry whether any connection arrives at it. */
  readonly reached: readonly Certainty[];
  /** What is left to the implicit end, over the network. */
  readonly open: { readonly ipv4: Certainty; readonly ipv6: Certainty; readonly replication: Certainty };
  /** Indexes of the entries that take what an entry would: one that takes everything, else all. */
  shadowedBy(entry: number): readonly number[];
}

export interface AnalysisOptions {
  /** Users about whom somebody wants to know. */
  readonly askedUsers?: readonly string[];
  /** Where witnesses shall come from if they can; public addresses without it. */
  readonly prefer?: Preference;
}

export const REMOTE: readonly Transport[] = ['nossl', 'ssl', 'gss'];
const TRANSPORTS: readonly Transport[] = ['local', ...REMOTE];
/** Ranges of one exposure that are listed. */
const MOST_RANGES = 256;
/** Entries of one file; the work grows with their square. */
const MOST_ENTRIES = 5_000;

/** Null where the file is so large or its masks are so full of holes that this was given up. */
export function analyse(hba: Hba, options: AnalysisOptions = {}): Analysis | null {
  const { entries } = hba;
  const { askedUsers = [], prefer = PUBLIC } = options;
  if (entries.length > MOST_ENTRIES) return null;
  const names = namesOf(entries, askedUsers);
  if (names === null) return null;
  const places = placesOf(hba);
  if (places === null) return null;
  const walker = walkerOf(names);
  const gathered = gather(hba, places, walker);
  if (gathered === null) return null;
  const rangesFrom = rangesOf();
  let shadows: Analysis['shadowedBy'] | null = null;
  const exposures = [...gathered.byExposure.values()]
    .map((one) => exposureOf(one, names, askedUsers, prefer, rangesFrom))
    .toSorted((a, b) => a.entry - b.entry);
  return {
    exposures,
    reached: entries.map((_, entry) =>
      gathered.sure.has(entry) ? 'yes' : gathered.perhaps.has(entry) ? 'perhaps' : 'no',
    ),
    open: gathered.open,
    shadowedBy(entry) {
      shadows ??= shadowersIn(hba, places, names);
      return shadows(entry);
    },
  };
}

interface Reaching {
  readonly place: Place;
  readonly share: Share;
}

interface Gathering {
  readonly entry: number;
  readonly transport: Transport;
  readonly replication: boolean;
  readonly certain: boolean;
  readonly from: Reaching[];
}

interface Gathered {
  readonly byExposure: ReadonlyMap<number, Gathering>;
  readonly sure: ReadonlySet<number>;
  readonly perhaps: ReadonlySet<number>;
  readonly open: Analysis['open'];
}

function gather(hba: Hba, places: readonly Place[], walker: Walker): Gathered | null {
  const byExposure = new Map<number, Gathering>();
  const sure = new Set<number>();
  const perhaps = new Set<number>();
  const open = { ipv4: 'no' as Certainty, ipv6: 'no' as Certainty, replication: 'no' as Certainty };
  for (const place of places) {
    const transports: readonly Transport[] = place.kind === 'socket' ? ['local'] : REMOTE;
    for (const transport of transports) {
      const shares = walker.walk(takersOver(hba, place.takers, transport));
      const ofSix =
        place.takersOfSix === undefined ? shares : walker.walk(takersOver(hba, place.takersOfSix, transport));
      if (shares === null || ofSix === null) return null;
      for (const [entry, share] of shares.byEntry) {
        // Wherever the addresses of a name lie, the areas tell what they do to all other entries.
        if (place.kind === 'named' && nameOf(hba.entries[entry]?.address ?? null) !== place.name) continue;
        const other = ofSix.byEntry.get(entry) ?? share;
        if (isSure(share) && isSure(other)) sure.add(entry);
        else if (isPossible(share) || isPossible(other)) perhaps.add(entry);
        if (hba.entries[entry]?.method === 'reject' || isLikeTls(hba.entries[entry]?.type, transport))
          continue;
        for (const replication of [false, true]) {
          const [here, there] = [arriving(share, replication), arriving(other, replication)];
          if (here === 'no' && there === 'no') continue;
          const certain = here === 'yes' && there === 'yes';
          const key =
            ((entry * 4 + TRANSPORTS.indexOf(transport)) * 2 + Number(replication)) * 2 + Number(certain);
          const known = byExposure.get(key);
          if (known !== undefined) known.from.push({ place, share });
          else byExposure.set(key, { entry, transport, replication, certain, from: [{ place, share }] });
        }
      }
      if (place.area === null) continue;
      const family = place.area.family === 4 ? 'ipv4' : 'ipv6';
      open[family] = stronger(open[family], arriving(shares.rest, false));
      open.replication = stronger(open.replication, arriving(shares.rest, true));
    }
  }
  return { byExposure, sure, perhaps, open };
}

/** The same list where all of them take the transport. */
export function takersOver(
  { entries }: Hba,
  takers: readonly Taker[],
  transport: Transport,
): readonly Taker[] {
  const takes = ({ entry }: Taker): boolean => {
    const type = entries[entry]?.type;
    return type === undefined || takesTransport(type, transport);
  };
  return takers.every(takes) ? takers : takers.filter(takes);
}

/** GSSAPI encryption is told of entries that take no TLS; of others it says the same once more. */
function isLikeTls(type: string | undefined, transport: Transport): boolean {
  return transport === 'gss' && type !== 'hostgssenc' && type !== 'hostnossl';
}

function isSure(share: Share): boolean {
  return arriving(share, false) === 'yes' || arriving(share, true) === 'yes';
}

function isPossible(share: Share): boolean {
  return arriving(share, false) !== 'no' || arriving(share, true) !== 'no';
}

function arriving(share: Share, replication: boolean): Certainty {
  if ((replication ? share.replication : share.witness) !== null) return 'yes';
  return (replication ? share.perhapsReplication : share.perhaps) ? 'perhaps' : 'no';
}

function stronger(a: Certainty, b: Certainty): Certainty {
  return a === 'yes' || b === 'yes' ? 'yes' : a === 'perhaps' || b === 'perhaps' ? 'perhaps' : 'no';
}

/** Ranges of areas as texts; several exposures come from the same ones. */
type RangesOf = (from: readonly Reaching[]) => { readonly ranges: readonly string[]; readonly rest: boolean };

function rangesOf(): RangesOf {
  const known = new Map<string, ReturnType<RangesOf>>();
  return (from) => {
    const areas = from.flatMap(({ place: { area } }) => area ?? []);
    const key = areas.map(({ family, inside }) => `${family}:${inside.join()}`).join(';');
    const before = known.get(key);
    if (before !== undefined) return before;
    const listed = FAMILIES.map((family) =>
      prefixesOf(
        family,
        areas.flatMap((area) => (area.family === family ? area.patterns() : [])),
        MOST_RANGES,
      ),
    );
    const made = {
      ranges: listed.flatMap(({ prefixes }) => prefixes.map(prefixText)),
      rest: listed.some(({ rest }) => rest),
    };
    known.set(key, made);
    return made;
  };
}

function exposureOf(
  { entry, transport, replication, certain, from }: Gathering,
  names: Names,
  asked: readonly string[],
  prefer: Preference,
  rangesFrom: RangesOf,
): Exposure {
  const { ranges, rest } = rangesFrom(from);
  const users = from.reduce((bits, { share }) => bits | share.users, 0n);
  let witness: Witness | null | undefined;
  return {
    entry,
    transport,
    replication,
    certain,
    ranges,
    moreRanges: rest,
    names: [...new Set(from.flatMap(({ place }) => place.name ?? []))],
    askedUsers: asked.filter((name) => {
      const at = names.users.findIndex((user) => user.kind === 'named' && user.name === name);
      return at >= 0 && ((users >> BigInt(at)) & 1n) === 1n;
    }),
    witness() {
      if (witness === undefined) witness = certain ? witnessOf(from, replication, names, prefer) : null;
      return witness;
    },
  };
}

function prefixText({ family, value, length }: Prefix): string {
  return `${formatAddress(family, value)}/${length}`;
}

/** The first preferred address, else any; a name where there is no address. */
function witnessOf(
  from: readonly Reaching[],
  replication: boolean,
  names: Names,
  prefer: Preference,
): Witness {
  const candidates = from.map(({ place, share }) => ({
    share,
    name: place.name,
    address: place.area === null ? null : witnessAddress(place.area.family, place.area.patterns(), prefer),
  }));
  const best =
    candidates.find(({ address }) => address !== null && isPreferred(address, prefer)) ??
    candidates.find(({ address }) => address !== null) ??
    candidates[0];
  const pair = replication
    ? ([names.replication, best?.share.replication ?? 0] as const)
    : (best?.share.witness ?? ([0, 0] as const));
  const address = best?.address ?? null;
  return {
    address: address === null ? (best?.name ?? null) : formatAddress(address.family, address.value),
    ...pairNames(pair, names),
  };
}
