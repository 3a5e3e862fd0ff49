/** Which finding is which entry of the baseline, moved files and renamed rules included. */
import type { BaselineEntry } from './baseline.ts';
import type { SettledFinding } from './concrete.ts';
import { fingerprint, type Identity, movedFingerprint } from './fingerprint.ts';
import { byUnits } from './order.ts';

export interface BaselineMatch<Entry> {
  /** The entry of each known finding, whether or not the entry still counts. */
  readonly entryOf: ReadonlyMap<SettledFinding, Entry>;
  /** Entries that no finding took. */
  readonly left: readonly Entry[];
}

/**
 * Gives every failing finding at most one entry and every entry at most one finding: by fingerprint first; then, for
 * entries whose file no longer exists, by the fingerprint without the path.
 */
export function matchBaseline<Entry extends BaselineEntry>(
  findings: readonly SettledFinding[],
  entries: readonly Entry[],
  exists: (path: string) => boolean,
): BaselineMatch<Entry> {
  const failing = findings.filter((finding) => finding.outcome === 'fail');
  const ordered = entries.toSorted(
    (a, b) => byUnits(lastDay(b), lastDay(a)) || byUnits(a.fingerprint, b.fingerprint),
  );
  const exact = take(failing, ordered, entryKey, findingKeys);
  const orphans = exact.left.filter(({ path }) => path !== null && !exists(path));
  const rest = failing.filter((finding) => !exact.entryOf.has(finding));
  const moved = take(rest, orphans, movedEntryKey, movedFindingKeys);
  const taken = new Set([...exact.entryOf.values(), ...moved.entryOf.values()]);
  return {
    entryOf: new Map([...exact.entryOf, ...moved.entryOf]),
    left: entries.filter((entry) => !taken.has(entry)),
  };
}

function take<Entry>(
  findings: readonly SettledFinding[],
  entries: readonly Entry[],
  keyOfEntry: (entry: Entry) => string | null,
  keysOfFinding: (finding: SettledFinding) => readonly string[],
): BaselineMatch<Entry> {
  const waiting = new Map<string, Entry[]>();
  for (const entry of entries.toReversed()) {
    const key = keyOfEntry(entry);
    if (key === null) continue;
    const same = waiting.get(key);
    if (same === undefined) waiting.set(key, [entry]);
    else same.push(entry);
  }
  const entryOf = new Map<SettledFinding, Entry>();
  for (const finding of findings) {
    const key = keysOfFinding(finding).find((one) => (waiting.get(one)?.length ?? 0) > 0);
    const entry = key === undefined ? undefined : waiting.get(key)?.pop();
    if (entry !== undefined) entryOf.set(finding, entry);
  }
  const taken = new Set(entryOf.values());
  return { entryOf, left: entries.filter((entry) => !taken.has(entry)) };
}

/** Rule and path too, so that an entry cannot say one thing to its reviewer and silence another. */
function entryKey({ rule, path, target, fingerprint: print }: BaselineEntry): string {
  return JSON.stringify([rule, path, path === null ? target : null, print]);
}

function findingKeys(finding: SettledFinding): readonly string[] {
  return identities(finding).map((identity) => {
    const { rule, path, target } = identity;
    return JSON.stringify([rule, path, path === null ? target : null, fingerprint(identity)]);
  });
}

function movedEntryKey({ rule, moved }: BaselineEntry): string | null {
  return moved === null ? null : JSON.stringify([rule, moved]);
}

function movedFindingKeys(finding: SettledFinding): readonly string[] {
  return identities(finding).flatMap((identity) => {
    const moved = movedFingerprint(identity);
    return moved === null ? [] : [JSON.stringify([identity.rule, moved])];
  });
}

/** Under the present name of its rule, then under former ones. */
function identities({ identity, rule }: SettledFinding): readonly Identity[] {
  return [identity, ...rule.rule.aliases.map((alias) => ({ ...identity, rule: alias }))];
}

/** Of equal entries the one that counts longest is taken first. */
function lastDay(entry: BaselineEntry): string {
  return entry.expires ?? '9999-12-31';
}
