/** Facts of a running cluster: its objects, written as files, are judged by what judges manifests. */
import type { Fact } from '../../../engine/fact.ts';
import { httpSession } from '../../../probe/session.ts';
import { alertsCollector } from '../../alerts/collect.ts';
import { type AsLive, collectAsLive } from '../../as-live.ts';
import type { CollectOptions, Collector } from '../../collector.ts';
import type { LiveCollected, LiveCollector, LiveOptions, LiveTarget } from '../../live.ts';
import { liveFact } from '../../live-fact.ts';
import { kubernetesCollector } from '../collect.ts';
import { networkPolicyKinds } from '../network-policy/facts.ts';
import type { Authenticated, KubernetesAccess } from './access.ts';
import { apiOver } from './api.ts';
import type { Resource } from './resources.ts';
import { secretsIn } from './secrets.ts';
import { type ClusterState, visit } from './visit.ts';
import { type WrittenObject, wordsFor } from './written.ts';

export const collectKubernetes: LiveCollector = async (target, options): Promise<LiveCollected> => {
  const { access } = target;
  if (access === undefined) return failed('nobody says how to enter the cluster: --kubeconfig FILE');
  const { connections, deadline } = options;
  const entered = await access.authenticate(connections.signal);
  if (entered.kind === 'refused') return failed(entered.reason);
  const session = httpSession(connections, {
    url: access.server,
    tls: { ...access.tls, client: entered.client },
    headers: entered.headers,
    deadline,
  });
  try {
    const state = await visit(apiOver(session, connections.signal), {
      namespaces: access.namespaces,
      isWanted: wantedBy(options.collect.reads),
    });
    const { facts, unknown } = factsOf(state, target, options);
    // A server that said nothing was not entered.
    const entry = state.version === null ? [] : [connectionFact(access, entered, state, target)];
    return { facts: [...entry, ...facts], unknown };
  } finally {
    session.end();
  }
};

/** Who may list Secrets may read them: nobody should need that for a rule that does not run. */
function wantedBy(reads: CollectOptions['reads']): (resource: Resource) => boolean {
  const isJudged = (fact: string): boolean => reads === null || reads(fact)?.size !== 0;
  return ({ kind }) => kind !== 'Secret' || isJudged('k8s.secretReference');
}

type Entered = Extract<Authenticated, { kind: 'credentials' }>;

function connectionFact(
  { server, tls }: KubernetesAccess,
  { headers, client }: Entered,
  { version }: ClusterState,
  target: LiveTarget,
): Fact {
  return liveFact(target, {
    fact: 'k8s.connection',
    subject: `the connection to ${server.host}`,
    value: {
      verified: server.protocol === 'https:' ? tls.isVerified : null,
      credentials: client !== null || Object.keys(headers).length > 0,
      version,
    },
  });
}

const failed = (reason: string): LiveCollected => ({ facts: [], unknown: [reason] });

function factsOf(state: ClusterState, target: LiveTarget, options: LiveOptions): LiveCollected {
  const { version } = state;
  const collect = version === null ? options.collect : { ...options.collect, kubernetesVersion: version };
  const main = collected(state.objects, collect, target);
  const asked = state.objects.filter(({ namespace }) => isAsked(namespace, target));
  const rules = asked.filter(({ kind }) => kind === 'PrometheusRule');
  const alerts = collected(rules, collect, target, alertsCollector);
  const namespaces = state.objects.filter(({ kind }) => kind === 'Namespace');
  const added = state.added.length === 0 ? null : collected([...namespaces, ...state.added], collect, target);
  return {
    facts: [
      ...[
        ...main.facts.flatMap((fact) => saidLive(fact, state.unread)),
        ...(added?.facts.flatMap(aboutAdded) ?? []),
      ].filter(({ fact, value }) => fact === 'k8s.namespace' || isAsked(value.namespace, target)),
      ...alerts.facts.map(withoutSources),
      ...secretsIn(asked, collect, target),
    ],
    unknown: [...state.unknown, ...main.unknown, ...(added?.unknown ?? []), ...alerts.unknown],
  };
}

/** One file for each object, so that one that cannot be read is told by its name. */
function collected(
  objects: readonly WrittenObject[],
  collect: CollectOptions,
  target: LiveTarget,
  collector: Collector = kubernetesCollector,
): AsLive {
  const files = new Map(objects.map((object, index) => [`${index}.json`, object]));
  const texts = Object.fromEntries([...files].map(([path, { text }]) => [path, text]));
  const nameOf = (path: string): string => {
    const object = files.get(path);
    return object === undefined ? path : wordsFor(object);
  };
  return collectAsLive(collector, texts, collect, target, nameOf);
}

/** About how something is written, which a cluster does not keep, and about values, which nobody asks it for. */
const OF_FILES: ReadonlySet<string> = new Set(['k8s.duplicateKey', 'k8s.secret', 'k8s.plainValue']);
const NETWORK: ReadonlySet<string> = new Set(networkPolicyKinds.map(({ fact }) => fact));

const WORKLOADS = ['pods', 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps'];

/** Whether what decides about a kind of fact could be read: policies of every engine, and whom they select. */
function isDecided(fact: string, unread: ReadonlySet<string>): boolean {
  if (fact === 'k8s.secretReference') return !unread.has('secrets');
  if (!NETWORK.has(fact)) return true;
  return ![...unread].some(
    (name) => name.includes('networkpolicies') || name === 'namespaces' || WORKLOADS.includes(name),
  );
}

/** The fact as far as a cluster can say it. */
function saidLive(fact: Fact, unread: ReadonlySet<string>): readonly Fact[] {
  if (OF_FILES.has(fact.fact)) return [];
  if (!isDecided(fact.fact, unread)) return [];
  if (fact.fact === 'k8s.externalSecret') {
    // The version is the one that was asked for, whichever it was written in.
    const { apiVersion: _, ...value } = fact.value;
    return [{ ...fact, value }];
  }
  if (fact.fact !== 'k8s.pod') return [fact];
  // Fields that stand where Kubernetes ignores them are dropped by the API server.
  const { ignored: _, tokenMounted, ...value } = fact.value;
  const isTokenKnown = !unread.has('serviceaccounts');
  return [{ ...fact, value: { ...value, ...(isTokenKnown ? { tokenMounted } : {}) } }];
}

/** Of a workload that was cut down to the containers that were added to its pods: what is about these alone. */
function aboutAdded(fact: Fact): readonly Fact[] {
  const own = { ...fact, subject: addedWords(fact.subject), link: `${fact.link} added` };
  if (fact.fact === 'k8s.container') return [own];
  if (fact.fact !== 'k8s.pod' || !Array.isArray(fact.value.violations)) return [];
  const { kind, name, namespace, requiredLevel, os } = fact.value;
  const violations = fact.value.violations
    .filter((one) => one.container !== null)
    .map((one) => ({ ...one, who: addedWords(one.who) }));
  return [{ ...own, value: { kind, name, namespace, requiredLevel, violations, os } }];
}

/** `container mesh of Deployment shop/web` is none of the Deployment's own. */
function addedWords(words: string): string {
  return words.replace(' of ', ' added to pods of ');
}

/** What makes the metrics of a cluster is not looked at. */
function withoutSources(fact: Fact): Fact {
  const { undefinedMetrics: _, kinMissing: __, ...value } = fact.value;
  return { ...fact, value };
}

/** Kubernetes' own namespaces are the business of whoever makes the distribution. */
const SYSTEM: ReadonlySet<unknown> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

function isAsked(namespace: unknown, { access }: LiveTarget): boolean {
  if (typeof namespace !== 'string') return true;
  const namespaces = access?.namespaces ?? null;
  return namespaces === null ? !SYSTEM.has(namespace) : namespaces.includes(namespace);
}
