/**
 * What a whole file lets in: for each entry from where, over which transport and as whom it is reached, and what is left
 * to the implicit end. Exact where the file alone decides; where host names, networks, roles or missing files decide,
 * that is said.
 */
import { namesOf } from './atoms.ts';
import { type Exposure, exposures, type Gathering, type Reaching } from './exposures.ts';
import { type Transport, takesTransport } from './match.ts';
import type { Hba } from './parse.ts';
import { nameOf, type Place, placesOf } from './places.ts';
import { type Share, type Taker, type Walker, walkerOf } from './reach.ts';
import { shadowersIn } from './shadow.ts';
import { type Preference, PUBLIC } from './witness.ts';

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
  const exposureFrom = exposures(names, askedUsers, prefer);
  let shadows: Analysis['shadowedBy'] | null = null;
  const found = [...gathered.byExposure.values()].map(exposureFrom).toSorted((a, b) => a.entry - b.entry);
  return {
    exposures: found,
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

interface Gathered {
  readonly byExposure: ReadonlyMap<number, Gathering>;
  readonly sure: ReadonlySet<number>;
  readonly perhaps: ReadonlySet<number>;
  readonly open: Analysis['open'];
}

function gather(hba: Hba, places: readonly Place[], walker: Walker): Gathered | null {
  const { entries } = hba;
  const byExposure = new Map<number, Gathering>();
  const sure = new Set<number>();
  const perhaps = new Set<number>();
  const open = { ipv4: 'no' as Certainty, ipv6: 'no' as Certainty, replication: 'no' as Certainty };
  const remote = transportsOf(hba);
  const put = (
    entry: number,
    transport: Transport,
    replication: boolean,
    certain: boolean,
    from: Reaching,
  ) => {
    const key = ((entry * 4 + TRANSPORTS.indexOf(transport)) * 2 + Number(replication)) * 2 + Number(certain);
    const known = byExposure.get(key);
    if (known !== undefined) known.from.push(from);
    else byExposure.set(key, { entry, transport, replication, certain, from: [from] });
  };
  for (const place of places) {
    const isNamed = place.kind === 'named';
    for (const transport of place.kind === 'socket' ? LOCAL : remote) {
      const shares = walker.walk(takersOver(hba, place.takers, transport));
      const ofSix =
        place.takersOfSix === undefined ? shares : walker.walk(takersOver(hba, place.takersOfSix, transport));
      if (shares === null || ofSix === null) return null;
      for (let index = 0; index < shares.entries.length; index++) {
        const [entry, share] = [shares.entries[index], shares.shares[index]];
        if (entry === undefined || share === undefined) continue;
        const written = entries[entry];
        // Wherever the addresses of a name lie, the areas tell what they do to all other entries.
        if (isNamed && nameOf(written?.address ?? null) !== place.name) continue;
        const other = ofSix === shares ? share : (ofSix.shares[ofSix.entries.indexOf(entry)] ?? share);
        if (isSure(share) && isSure(other)) sure.add(entry);
        else if (isPossible(share) || isPossible(other)) perhaps.add(entry);
        else continue;
        if (written?.method === 'reject' || isLikeTls(written?.type, transport)) continue;
        const from = { place, share };
        for (const replication of EITHER) {
          const [here, there] = [arriving(share, replication), arriving(other, replication)];
          if (here === 'no' && there === 'no') continue;
          put(entry, transport, replication, here === 'yes' && there === 'yes', from);
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

const LOCAL: readonly Transport[] = ['local'];
const EITHER: readonly boolean[] = [false, true];

/** Without entries for GSSAPI encryption it is taken by those who take plain text, and tells nothing of its own. */
function transportsOf({ entries }: Hba): readonly Transport[] {
  const isTold = entries.some(({ type }) => type !== 'local' && type !== 'host' && type !== 'hostssl');
  return isTold ? REMOTE : WITHOUT_GSS;
}

const WITHOUT_GSS: readonly Transport[] = ['nossl', 'ssl'];

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
