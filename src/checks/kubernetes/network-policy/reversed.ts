/** Policies that name a database as the source of connections to its own port: written the wrong way round. */
import { type Database, databaseNamed } from './databases.ts';
import type { Network, Pod } from './network.ts';
import type { Direction, Peer, Policy, Rule } from './policy.ts';
import type { RuleRef } from './rule-ref.ts';
import { type Selector, selectorWords } from './selector.ts';

export interface Reversal {
  readonly direction: Direction;
  readonly product: string;
  readonly port: number;
  /** The pods of the database in words: `app=postgres`. */
  readonly database: string;
  /** The other pods, which connect to the database: `app=web`. */
  readonly client: string;
  readonly ref: RuleRef;
}

/** The databases of a project. */
export interface Databases {
  of(pod: Pod): Database | null;
  /** Ports that any database listens to, by default or here. */
  readonly ports: ReadonlySet<number>;
}

/** Every reversed peer of a policy. */
export function reversals(cluster: Network, policy: Policy, databases: Databases): readonly Reversal[] {
  const own = sideOf(cluster.selectedBy(policy), policy.pods, databases);
  const about = (direction: Direction): readonly Reversal[] =>
    (policy[direction] ?? []).flatMap((rule, index) =>
      (namesDatabase(rule, databases) ? (rule.peers ?? []) : []).flatMap((one, peer): readonly Reversal[] => {
        if (one.kind === 'block') return [];
        const theirs = sideOf(cluster.peersOf(one, policy), one.pods, databases);
        const [source, target] = direction === 'ingress' ? [theirs, own] : [own, theirs];
        const port = source === null || target?.product === source.product ? null : portOf(rule, source);
        if (source === null || port === null) return [];
        const words = { own: selectorWords(policy.pods), theirs: peerWords(one) };
        const [database, client] =
          direction === 'ingress' ? [words.theirs, words.own] : [words.own, words.theirs];
        const ref: RuleRef = { policy, direction, rule: index, peer };
        return [{ direction, product: source.product, port, database, client, ref }];
      }),
    );
  return [...about('ingress'), ...about('egress')];
}

/** Where no port of a database is named, nobody need be looked for. */
function namesDatabase({ ports }: Rule, databases: Databases): boolean {
  return (ports ?? []).some(
    (one) => one.kind === 'range' && one.first === one.last && databases.ports.has(one.first),
  );
}

/** What pods run where all of them run the same database; what their labels say where there are none. */
function sideOf(pods: readonly Pod[], selector: Selector | null, databases: Databases): Database | null {
  const [first] = pods;
  if (first === undefined) return selector === null ? null : namedBy(selector);
  const database = databases.of(first);
  return pods.every((pod) => databases.of(pod)?.product === database?.product) ? database : null;
}

function namedBy({ requirements }: Selector): Database | null {
  for (const requirement of requirements) {
    if (requirement.operator !== 'In' || requirement.values.size !== 1) continue;
    for (const value of requirement.values) {
      const database = databaseNamed(value);
      if (database !== null) return database;
    }
  }
  return null;
}

/** The port of the database, where the rule names it. */
function portOf({ ports }: Rule, { port }: Database): number | null {
  return (ports ?? []).some((one) => one.kind === 'range' && one.first === port && one.last === port)
    ? port
    : null;
}

/** The pods of a peer in words: `app=web`, `app=web of namespaces team=x`, `every pod of its namespace`. */
export function peerWords(peer: Exclude<Peer, { kind: 'block' }>): string {
  const pods =
    peer.pods === null || peer.pods.requirements.length === 0 ? 'every pod' : selectorWords(peer.pods);
  if (peer.namespaces === null) return pods;
  if (peer.namespaces.requirements.length === 0) return `${pods} of every namespace`;
  return `${pods} of namespaces ${selectorWords(peer.namespaces)}`;
}
