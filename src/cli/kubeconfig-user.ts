/** The credentials of a user of a kubeconfig, when they are needed. No reason that this gives holds one of them. */
import type { Cluster, User } from '@kubernetes/client-node';
import type { Authenticated, KubernetesAccess } from '../checks/kubernetes/live/access.ts';
import { runPlugin } from '../discover/credential-plugin.ts';

export interface UserRequest {
  /** Null where the context names none: the server then decides what anybody may see. */
  readonly user: User | null;
  readonly cluster: Cluster;
  /** Its program may run. */
  readonly mayExec: boolean;
  readonly kubeconfig: string;
}

export function authenticator(request: UserRequest): KubernetesAccess['authenticate'] {
  return async (signal) => {
    const { user } = request;
    if (user === null) return { kind: 'credentials', headers: {}, client: null };
    if (isRecord(user.exec)) return byPlugin(user.exec, request, signal);
    const provider = user.authProvider;
    if (isRecord(provider) && !isTokenFile(provider)) return byProvider(provider, user);
    return applied(user);
  };
}

const refused = (reason: string): Authenticated => ({ kind: 'refused', reason });

/** How the library says that a pod reads the token of its service account. */
function isTokenFile({ config }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(config) && typeof config.tokenFile === 'string';
}

/** What stands in the kubeconfig, or in the files that it names. */
async function applied(user: User): Promise<Authenticated> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'any', server: 'https://unused.invalid', skipTLSVerify: false },
    user,
  );
  const options: Parameters<typeof config.applyToHTTPSOptions>[0] = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch {
    return refused(`the credentials of user ${user.name} cannot be read`);
  }
  const { headers, auth, cert, key } = options;
  return {
    kind: 'credentials',
    headers: {
      ...Object.fromEntries(
        Object.entries(Object(headers)).map(([name, value]) => [name, String(value).trim()]),
      ),
      ...(typeof auth === 'string' ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}),
    },
    client: cert === undefined || key === undefined ? null : { certificate: String(cert), key: String(key) },
  };
}

async function byPlugin(
  exec: Readonly<Record<string, unknown>>,
  { user, cluster, mayExec, kubeconfig }: UserRequest,
  signal: AbortSignal,
): Promise<Authenticated> {
  const { command, args, env, apiVersion, provideClusterInfo } = exec;
  if (typeof command !== 'string' || command === '')
    return refused(`the exec plugin of user ${user?.name} has no command`);
  if (!mayExec) {
    return refused(
      `the kubeconfig gets credentials from the program ${command}: --kubeconfig-exec lets it run, for a kubeconfig outside of the repository`,
    );
  }
  const outcome = await runPlugin(
    {
      command,
      args: Array.isArray(args) ? args.map(String) : [],
      env: Array.isArray(env)
        ? env.filter(isRecord).map(({ name, value }) => ({ name: String(name), value: String(value) }))
        : [],
      apiVersion: typeof apiVersion === 'string' ? apiVersion : 'client.authentication.k8s.io/v1',
      cluster:
        provideClusterInfo === true
          ? {
              server: cluster.server,
              'tls-server-name': cluster.tlsServerName,
              'insecure-skip-tls-verify': cluster.skipTLSVerify,
              'certificate-authority-data': cluster.caData,
            }
          : null,
      kubeconfig,
    },
    signal,
  );
  if (outcome.kind === 'failed') return refused(outcome.reason);
  const { token, client } = outcome;
  return {
    kind: 'credentials',
    headers: token === null ? {} : { Authorization: `Bearer ${token.trim()}` },
    client,
  };
}

/** OpenID Connect works as long as its token does; all others were taken out of kubectl in favour of exec plugins. */
function byProvider({ name, config }: Readonly<Record<string, unknown>>, user: User): Authenticated {
  const token = isRecord(config) ? config['id-token'] : undefined;
  if (name !== 'oidc' || typeof token !== 'string')
    return refused(
      `user ${user.name} enters by the auth provider ${name}, which is not supported: use an exec plugin`,
    );
  if (expiryOf(token) <= Date.now() / 1000)
    return refused(`the token of user ${user.name} has expired: any command of kubectl renews it`);
  return { kind: 'credentials', headers: { Authorization: `Bearer ${token}` }, client: null };
}

/** `exp` of a JSON Web Token, RFC 7519 section 4.1.4, in seconds; 0 where it has none. */
function expiryOf(token: string): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isRecord(claims) && typeof claims.exp === 'number' ? claims.exp : 0;
  } catch {
    return 0;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
