/** The Kubernetes clusters among the targets of a run: those that are declared, and the one of the command line. */
import type { KubernetesAccess } from '../checks/kubernetes/live/access.ts';
import type { Config, TargetDeclaration } from '../config/config.ts';
import { InputError } from '../source/diagnostic.ts';
import { type ClusterWish, type FoundCluster, findCluster } from './kubeconfig.ts';
import { type LiveChoice, NOTHING_MORE, placeOfTarget, type RunTarget, type RunTargets } from './targets.ts';

export interface ClusterRequest {
  /** Absolute. */
  readonly root: string;
  readonly config: Config;
  readonly choice: LiveChoice;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of kind kubernetes. */
  readonly declared: readonly TargetDeclaration[];
}

/** Naming a kubeconfig outside the root is consent to the host of its context. Throws `InputError`. */
export async function clusterTargets(request: ClusterRequest): Promise<RunTargets> {
  const targets: RunTarget[] = [];
  for (const declaration of request.declared) targets.push(await declaredCluster(request, declaration));
  const { kubeconfig, context, inCluster } = request.choice;
  if (kubeconfig === undefined && context === undefined && !inCluster) return { targets, hosts: [] };
  const found = await findCluster(wishOf(request, context ?? null), request.environment);
  if (found.kind === 'none') throw new InputError([{ message: found.reason }]);
  const { hostname } = found.access.server;
  if (!found.isTrusted && !request.choice.live) {
    const hint = `--live --allow-host ${hostname} asks its server`;
    throw new InputError([
      { message: 'the kubeconfig lies in the repository, and names no server by itself', hint },
    ]);
  }
  const isDeclared = targets.some(({ parsed }) => parsed.origin === found.access.server.origin);
  return {
    targets: isDeclared ? targets : [...targets, namedCluster(found)],
    hosts: found.isTrusted ? [hostname] : [],
  };
}

type Found = Extract<FoundCluster, { kind: 'cluster' }>;

function wishOf({ root, choice }: ClusterRequest, context: string | null): ClusterWish {
  const { kubeconfig = null, inCluster, kubeconfigExec } = choice;
  const nothing = { server: null, namespaces: null };
  return { ...nothing, file: kubeconfig, isInCluster: inCluster, context, mayExec: kubeconfigExec, root };
}

const CLUSTER = { ...NOTHING_MORE, kind: 'kubernetes', server: null } as const;

function namedCluster({ access, name }: Found): RunTarget {
  const { server } = access;
  return {
    ...CLUSTER,
    id: name,
    url: server.origin,
    parsed: server,
    access,
    declaredIn: null,
    at: null,
  };
}

async function declaredCluster(request: ClusterRequest, declaration: TargetDeclaration): Promise<RunTarget> {
  const { id, context, namespaces, declaredIn } = declaration;
  const wish = {
    ...wishOf(request, context ?? request.choice.context ?? null),
    server: declaration.url,
    namespaces,
  };
  const found = await findCluster(wish, request.environment);
  const at = placeOfTarget(request.config, declaration);
  const target = { ...CLUSTER, id, declaredIn, at };
  if (found.kind === 'none') {
    const url = declaration.url ?? `kubernetes:${id}`;
    const parsed = new URL(url);
    return { ...target, url, parsed, access: closed(parsed, found.reason) };
  }
  const { access } = found;
  return { ...target, url: access.server.origin, parsed: access.server, access };
}

/** A cluster that nobody can enter, so that the target is told as unknown. */
function closed(server: URL, reason: string): KubernetesAccess {
  return {
    server,
    tls: { serverName: null, authorities: null, isVerified: true },
    namespaces: null,
    defaultNamespace: 'default',
    authenticate: () => Promise.resolve({ kind: 'refused', reason }),
  };
}
