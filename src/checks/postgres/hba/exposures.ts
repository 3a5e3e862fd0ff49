/** What lets somebody in, out of everything that reaches an entry: the ranges it comes from, who it is, and a witness. */
import { formatAddress } from '../../../engine/cidr.ts';
import { type Family, parseAddress } from './address.ts';
import type { Names } from './atoms.ts';
import { type Area, unionOf } from './cells.ts';
import type { Transport } from './match.ts';
import { FAMILIES, type Place } from './places.ts';
import { type Prefix, prefixesOf } from './prefixes.ts';
import { pairNames, type Share } from './reach.ts';
import { isPreferred, type Preference, witnessAddress } from './witness.ts';

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
  /** Reached over the Unix socket or from an address of the machine itself. */
  readonly fromItself: boolean;
  /** Of those asked for, the users that certainly reach it. */
  readonly askedUsers: readonly string[];
  /** Worked out when asked for; null where nothing is certain. */
  witness(): Witness | null;
}

/** Ranges of one exposure that are listed. */
const MOST_RANGES = 256;

/** A place from which an entry is reached, and what of it. */
export interface Reaching {
  readonly place: Place;
  readonly share: Share;
}

/** All places from which an entry is reached alike. */
export interface Gathering {
  readonly entry: number;
  readonly transport: Transport;
  readonly replication: boolean;
  readonly certain: boolean;
  readonly from: Reaching[];
}

/** Ranges of areas as texts; several exposures come from the same ones. */
type RangesOf = (from: readonly Reaching[]) => { readonly ranges: readonly string[]; readonly rest: boolean };

function rangesOf(): RangesOf {
  const ofOne = new Map<Area, ReturnType<RangesOf>>();
  const known = new Map<string, ReturnType<RangesOf>>();
  const ofArea = (area: Area): ReturnType<RangesOf> => {
    let made = ofOne.get(area);
    if (made === undefined) {
      made = textsOf([area]);
      ofOne.set(area, made);
    }
    return made;
  };
  return (from) => {
    const [only, ...others] = from;
    if (only === undefined || (others.length === 0 && only.place.area === null)) return NO_RANGES;
    if (others.length === 0 && only.place.area !== null) return ofArea(only.place.area);
    let key = '';
    for (const { place } of from) key += `${place.at},`;
    let made = known.get(key);
    if (made === undefined) {
      made = textsOf(from.flatMap(({ place: { area } }) => area ?? []));
      known.set(key, made);
    }
    return made;
  };
}

const NO_RANGES: ReturnType<RangesOf> = { ranges: [], rest: false };

function textsOf(areas: readonly Area[]): ReturnType<RangesOf> {
  const ranges: string[] = [];
  let isCut = false;
  for (const family of FAMILIES) {
    const own = areas.filter((area) => area.family === family);
    if (own.length === 0) continue;
    const { prefixes, rest } = listed(family, own);
    for (const prefix of prefixes) ranges.push(prefixText(prefix));
    isCut ||= rest;
  }
  return { ranges, rest: isCut };
}

function listed(family: Family, areas: readonly Area[]): ReturnType<typeof prefixesOf> {
  const union = unionOf(areas);
  if (union !== null) return { prefixes: union.slice(0, MOST_RANGES), rest: union.length > MOST_RANGES };
  return prefixesOf(
    family,
    areas.flatMap((area) => area.patterns()),
    MOST_RANGES,
  );
}

/** Users that are asked for, with their bits. */
interface AskedAtom {
  readonly name: string;
  readonly bit: bigint;
}

function askedAtoms({ users }: Names, asked: readonly string[]): readonly AskedAtom[] {
  return asked.flatMap((name) => {
    const at = users.findIndex((user) => user.kind === 'named' && user.name === name);
    return at < 0 ? [] : [{ name, bit: 1n << BigInt(at) }];
  });
}

interface Shared {
  readonly names: Names;
  readonly prefer: Preference;
  readonly rangesFrom: RangesOf;
  readonly asked: readonly AskedAtom[];
}

/** Makes the exposures of one file. */
export function exposures(
  names: Names,
  askedUsers: readonly string[],
  prefer: Preference,
): (gathering: Gathering) => Exposure {
  const shared = { names, prefer, rangesFrom: rangesOf(), asked: askedAtoms(names, askedUsers) };
  return (gathering) => new FoundExposure(gathering, shared);
}

/** A class, since files have dozens of them and hardly anybody asks for a witness. */
class FoundExposure implements Exposure {
  readonly entry: number;
  readonly transport: Transport;
  readonly replication: boolean;
  readonly certain: boolean;
  readonly ranges: readonly string[];
  readonly moreRanges: boolean;
  readonly names: readonly string[];
  readonly fromItself: boolean;
  readonly askedUsers: readonly string[];
  readonly #from: readonly Reaching[];
  readonly #shared: Shared;
  #witness: Witness | null | undefined;

  constructor({ entry, transport, replication, certain, from }: Gathering, shared: Shared) {
    const { ranges, rest } = shared.rangesFrom(from);
    this.entry = entry;
    this.transport = transport;
    this.replication = replication;
    this.certain = certain;
    this.ranges = ranges;
    this.moreRanges = rest;
    this.names = namesIn(from);
    this.fromItself = from.some(isFromItself);
    this.askedUsers = shared.asked.length === 0 ? NOBODY : askedIn(from, shared.asked);
    this.#from = from;
    this.#shared = shared;
  }

  witness(): Witness | null {
    const { names, prefer } = this.#shared;
    if (this.#witness === undefined)
      this.#witness = this.certain ? witnessOf(this.#from, this.replication, names, prefer) : null;
    return this.#witness;
  }
}

const NOBODY: readonly string[] = [];

function askedIn(from: readonly Reaching[], asked: readonly AskedAtom[]): readonly string[] {
  let users = 0n;
  for (const { share } of from) users |= share.users;
  const found = asked.filter(({ bit }) => (users & bit) !== 0n);
  return found.length === 0 ? NOBODY : found.map(({ name }) => name);
}

const NO_NAMES: readonly string[] = [];

function namesIn(from: readonly Reaching[]): readonly string[] {
  let names: Set<string> | null = null;
  for (const { place } of from) {
    if (place.name === null) continue;
    names ??= new Set();
    names.add(place.name);
  }
  return names === null ? NO_NAMES : [...names];
}

const LOOPBACK = ['127.0.0.1', '::1'].flatMap((text) => parseAddress(text) ?? []);

function isFromItself({ place: { kind, area, name } }: Reaching): boolean {
  if (area === null) return kind === 'socket' || name === 'samehost';
  return LOOPBACK.some(({ family, value }) => family === area.family && area.holds(value));
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
