/** Probes the targets of a run, all at once within the limits of connections, and links what they show to the files. */
import { posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CollectOptions } from '../checks/collector.ts';
import type { LiveTarget } from '../checks/live.ts';
import { liveCollectors } from '../checks/live-index.ts';
import type { Links } from '../engine/drift.ts';
import type { Fact } from '../engine/fact.ts';
import { connections } from '../probe/connect.ts';
import { consentTo } from '../probe/consent.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { RunTarget, RunTargets } from './targets.ts';

export interface ProbeRequest extends RunTargets {
  readonly deep: boolean;
  readonly probeRateLimit: boolean;
  readonly probeBodyLimit: boolean;
  readonly collect: CollectOptions;
  readonly signal: AbortSignal;
  /** Facts of files. */
  readonly files: readonly Fact[];
  readonly lineOf: (target: RunTarget) => number | null;
}

export interface Probed {
  readonly facts: readonly Fact[];
  readonly notAnalysed: readonly NotAnalysed[];
}

/** For each answer of a server, in ms. */
const ANSWER_MS = 5_000;

/** Facts of every target; a target that cannot be judged stands under `notAnalysed`, and the others go on. */
export async function probeTargets(request: ProbeRequest): Promise<Probed> {
  const { targets, hosts, deep, probeRateLimit, probeBodyLimit, collect, signal, files, lineOf } = request;
  const options = {
    connections: connections(consentTo(hosts), signal),
    deep,
    probeRateLimit,
    probeBodyLimit,
    deadline: ANSWER_MS,
    now: new Date(),
    collect,
  };
  const probed = await Promise.all(
    targets.map(async (target): Promise<Probed> => {
      const collectors = await liveCollectors(target, target.at === null);
      const configured =
        target.kind === 'metrics' ? files.filter((fact) => isConfiguredBy(target, fact)) : [];
      const collected = await Promise.all(collectors.map((one) => one(target, { ...options, configured })));
      const unknown = collected.flatMap((one) => one.unknown);
      if (collectors.length === 0)
        unknown.push(`targets of kind ${target.kind} are not probed by this version`);
      return {
        facts: collected.flatMap((one) => one.facts),
        notAnalysed: [...new Set(unknown)].map((reason) => ({
          path: target.at?.path ?? target.url,
          line: lineOf(target),
          reason: `target ${target.id} (${target.url}): ${reason}`,
        })),
      };
    }),
  );
  // Sockets that were destroyed give their places back in the next turn.
  await setImmediate();
  return {
    facts: probed.flatMap(({ facts }) => facts),
    notAnalysed: probed.flatMap(({ notAnalysed }) => notAnalysed),
  };
}

/** Which facts of files say what a target should be: those of its file, and where it names a server, of that server. */
export function linksOf(targets: readonly RunTarget[], facts: readonly Fact[]): Links {
  const configured = targets.filter(({ kind, declaredIn }) => declaredIn !== null || kind === 'kubernetes');
  const names = new Map<string, ReadonlySet<string>>();
  for (const target of configured) names.set(target.id, serverNames(target, facts));
  const places = new Map(targets.map(({ id, at }) => [id, at]));
  const accesses = new Map(targets.map(({ id, access }) => [id, access]));
  return {
    targetsOf: (fact) =>
      configured.filter((target) => describes(fact, target, names.get(target.id))).map(({ id }) => id),
    nameOf: ({ link }, target) => nameAt(link ?? '', accesses.get(target)),
    declaredAt: (id) => places.get(id) ?? null,
  };
}

/** A manifest without a namespace is applied to that of whoever applies it. */
function nameAt(link: string, access: LiveTarget['access']): string {
  return access === undefined ? link : link.replace(' /', ` ${access.defaultNamespace}/`);
}

/** Names by which facts call the server that a target names, its first name among them: locations know only that. */
function serverNames({ server }: LiveTarget, facts: readonly Fact[]): ReadonlySet<string> {
  const names = new Set(server === null ? [] : [server]);
  for (const { value } of facts) {
    if (server === null || !Array.isArray(value.names) || !value.names.includes(server)) continue;
    const [first] = value.names;
    if (typeof first === 'string') names.add(first);
  }
  return names;
}

function describes(fact: Fact, target: RunTarget, names: ReadonlySet<string> | undefined): boolean {
  if (!isConfiguredBy(target, fact)) return false;
  if (target.server === null || names === undefined) return true;
  const { value } = fact;
  if (typeof value.server === 'string') return names.has(value.server);
  if (Array.isArray(value.names))
    return value.names.some((name) => typeof name === 'string' && names.has(name));
  return false;
}

/**
 * A PostgreSQL server is configured by several files that stand together; naming one of them names them all. The objects of
 * a cluster are known by their names, in whatever file they stand, or in the folder that is named.
 */
function isConfiguredBy({ kind, declaredIn }: RunTarget, { fact, at, link }: Fact): boolean {
  if (at === null) return false;
  if (kind === 'kubernetes') {
    if (!/^(?:k8s\.|alerts\.|secret\.match$)/.test(fact) || link === null) return false;
    return (
      declaredIn === null || declaredIn === at.path || at.path.startsWith(`${declaredIn.replace(/\/$/, '')}/`)
    );
  }
  if (declaredIn === null) return false;
  if (kind !== 'postgres') return at.path === declaredIn;
  return fact.startsWith('pg.') && posix.dirname(at.path) === posix.dirname(declaredIn);
}
