/**
 * How a person says how to enter a cluster: a kubeconfig, or the pod that this runs in. The library reads it and applies
 * the credentials; what it would do beside that (run programs, renew tokens over connections of its own) it is not asked.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KubernetesAccess } from '../checks/kubernetes/live/access.ts';
import { isInside } from '../discover/root.ts';
import { authenticator } from './kubeconfig-user.ts';

/** What is asked for. */
export interface ClusterWish {
  /** Null for those that kubectl would take: $KUBECONFIG, ~/.kube/config, else the pod that this runs in. */
  readonly file: string | null;
  readonly isInCluster: boolean;
  /** Null for the current one, or with a server the first that leads to it. */
  readonly context: string | null;
  readonly server: string | null;
  readonly namespaces: readonly string[] | null;
  /** The credential plugin may run. */
  readonly mayExec: boolean;
  /** Absolute: a kubeconfig below it is data. */
  readonly root: string;
}

export type FoundCluster =
  | {
      readonly kind: 'cluster';
      readonly access: KubernetesAccess;
      /** Its context, or `in-cluster`. */
      readonly name: string;
      /** A person chose it, and not the repository. */
      readonly isTrusted: boolean;
    }
  | { readonly kind: 'none'; readonly reason: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what is there; loads the library, which takes a while. */
export async function findCluster(wish: ClusterWish, environment: Environment): Promise<FoundCluster> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const files = wish.isInCluster ? [] : filesOf(wish, environment);
  const reasons: string[] = [];
  for (const file of files) {
    const isTrusted = !isInside(wish.root, realpathSync(file));
    const config = new KubeConfig();
    const fault = load(config, file, isTrusted);
    if (fault !== null) {
      reasons.push(fault);
      continue;
    }
    const context = contextIn(config, wish);
    if (context !== null) return clusterOf(config, context, wish, { file, isTrusted });
  }
  if (reasons.length > 0) return none(reasons.join('; '));
  if (files.length > 0) return none(missingWords(wish));
  if (wish.file !== null) return none(`${wish.file}: no such file`);
  if (!existsSync(SERVICE_ACCOUNT)) {
    return none(
      wish.isInCluster
        ? 'this is no pod with a service account'
        : 'there is no kubeconfig: --kubeconfig FILE names one',
    );
  }
  if ((environment.KUBERNETES_SERVICE_HOST ?? '') === '') return none('KUBERNETES_SERVICE_HOST is not set');
  const config = new KubeConfig();
  config.loadFromCluster();
  return clusterOf(config, config.getCurrentContext(), wish, { file: null, isTrusted: true });
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

function filesOf({ file }: ClusterWish, { KUBECONFIG }: Environment): readonly string[] {
  const named = file !== null ? [file] : (KUBECONFIG ?? '').split(delimiter).filter((one) => one !== '');
  const files = named.length > 0 ? named : [join(homedir(), '.kube', 'config')];
  return files.filter((one) => existsSync(one));
}

const none = (reason: string): FoundCluster => ({ kind: 'none', reason });

/** Bytes. */
const MOST = 4_000_000;
/** A repository could have any file of this machine sent to a server of its choice. */
const BEYOND_ITSELF =
  /\\|\b(?:token-?file|client-certificate|client-key|certificate-authority|exec|auth-provider)["']?\s*:/i;

/** Why a file is no kubeconfig that may be used; without a word of it, since it holds credentials. */
function load(config: KubeConfig, file: string, isTrusted: boolean): string | null {
  let text: string;
  try {
    if (statSync(file).size > MOST) return `${file} is too large for a kubeconfig`;
    text = readFileSync(file, 'utf8');
  } catch {
    return `${file} cannot be read`;
  }
  if (!isTrusted && BEYOND_ITSELF.test(text)) {
    return `${file} lies in the repository, and names files or programs of this machine: only one outside of it may`;
  }
  try {
    config.loadFromString(text);
    config.makePathsAbsolute(dirname(file));
  } catch {
    return `${file} is no kubeconfig that can be read`;
  }
  return null;
}

function contextIn(config: KubeConfig, { context, server }: ClusterWish): string | null {
  const contexts = config.getContexts();
  if (context !== null) return contexts.some(({ name }) => name === context) ? context : null;
  if (server !== null) {
    const origin = new URL(server).origin;
    const leads = contexts.find(({ cluster }) => originOf(config.getCluster(cluster)?.server) === origin);
    return leads?.name ?? null;
  }
  const current = config.getCurrentContext();
  return contexts.some(({ name }) => name === current) ? current : null;
}

function originOf(server: string | undefined): string | null {
  return server !== undefined && URL.canParse(server) ? new URL(server).origin : null;
}

function missingWords({ context, server }: ClusterWish): string {
  if (context !== null) return `the kubeconfig has no context ${context}`;
  if (server !== null) return `no context of the kubeconfig leads to ${server}`;
  return 'the kubeconfig has no current context: --context NAME picks one';
}

/** The host of a server that credentials are sent to in plain text: none but this machine. */
const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function clusterOf(
  config: KubeConfig,
  name: string,
  wish: ClusterWish,
  { file, isTrusted }: { readonly file: string | null; readonly isTrusted: boolean },
): FoundCluster {
  const context = config.getContextObject(name);
  const cluster = context === null ? null : config.getCluster(context.cluster);
  if (context === null || cluster === null)
    return none(`context ${name} names a cluster that the kubeconfig does not have`);
  if (!URL.canParse(cluster.server)) return none(`the server of context ${name} is no URL`);
  const server = new URL(cluster.server);
  if (server.protocol !== 'https:' && !(server.protocol === 'http:' && LOCAL.test(server.hostname)))
    return none(`context ${name} is not served over https: whoever listens would read the credentials`);
  if ((cluster.proxyUrl ?? '') !== '')
    return none(`context ${name} goes through a proxy, and connections are made to checked addresses only`);
  let authorities: string | null;
  try {
    authorities = authoritiesOf(cluster);
  } catch {
    return none(`the certificate authority of context ${name} cannot be read`);
  }
  const user = config.getUser(context.user);
  return {
    kind: 'cluster',
    name: file === null ? 'in-cluster' : name,
    isTrusted,
    access: {
      server,
      tls: { serverName: cluster.tlsServerName ?? null, authorities, isVerified: !cluster.skipTLSVerify },
      namespaces: wish.namespaces,
      defaultNamespace: context.namespace ?? onlyOne(wish.namespaces) ?? 'default',
      authenticate: authenticator({
        user,
        cluster,
        mayExec: wish.mayExec && isTrusted,
        kubeconfig: file ?? '',
      }),
    },
  };
}

function onlyOne(names: readonly string[] | null): string | null {
  const [first, second] = names ?? [];
  return second === undefined ? (first ?? null) : null;
}

function authoritiesOf({
  caData,
  caFile,
}: {
  readonly caData?: string;
  readonly caFile?: string;
}): string | null {
  if ((caData ?? '') !== '') return Buffer.from(caData ?? '', 'base64').toString('utf8');
  return (caFile ?? '') === '' ? null : readFileSync(caFile ?? '', 'utf8');
}
