/**
 * A server that answers as the documentation of Vault's HTTP API says (developer.hashicorp.com/vault/api-docs: seal-status,
 * generate-root, rekey, in-flight-req, KV version 2), since no package client brings a Vault.
 */
import type { RequestListener, ServerResponse } from 'node:http';

interface StoredSecret {
  readonly maxVersions?: number;
  /** Days since each version was written, the newest last; an ISO date of deletion where it has one. */
  readonly versions: readonly {
    readonly daysAgo: number;
    readonly deletion?: string;
    readonly destroyed?: boolean;
  }[];
}

export interface VaultState {
  readonly status?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  /** What may be read without a token: paths behind `/v1/`. */
  readonly open?: readonly string[];
  readonly rootGeneration?: boolean;
  readonly rekey?: boolean;
  /** Secrets by path, in the store `kv`. */
  readonly secrets?: Readonly<Record<string, StoredSecret>>;
  readonly maxVersions?: number;
  readonly now?: Date;
  /** Called with every request. */
  readonly onRequest?: (path: string, token: string | null) => void;
}

const UNSEALED = {
  ...{ type: 'shamir', initialized: true, sealed: false, t: 3, n: 5, progress: 0, nonce: '' },
  ...{ version: '1.19.0', build_date: '2024-11-14T18:11:15Z', migration: false },
  ...{ cluster_name: 'vault-cluster-f090409a', recovery_seal: false, storage_type: 'raft' },
};

export function vaultListener(state: VaultState): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://vault.test');
    const path = url.pathname.replace(/^\/v1\//, '');
    const sent = request.headers['x-vault-token'];
    const token = typeof sent === 'string' ? sent : null;
    state.onRequest?.(path, token);
    const started = { nonce: '', progress: 0, required: 3, complete: false };
    if (path === 'sys/seal-status') return say(response, 200, { ...UNSEALED, ...state.status });
    if (state.open?.includes(path)) return say(response, 200, {});
    if (path === 'sys/generate-root/attempt' && state.rootGeneration !== undefined)
      return say(response, 200, { ...started, started: state.rootGeneration });
    if (path === 'sys/rekey/init' && state.rekey !== undefined)
      return say(response, 200, { ...started, started: state.rekey });
    if (token === null || token !== state.token) return say(response, 403, { errors: ['permission denied'] });
    const answer = stored(state, path, url.searchParams.has('list'));
    say(response, answer === null ? 404 : 200, answer === null ? { errors: [] } : { data: answer });
  };
}

function stored(
  { secrets = {}, maxVersions = 0, now = new Date() }: VaultState,
  path: string,
  isList: boolean,
) {
  if (path === 'kv/config')
    return { max_versions: maxVersions, cas_required: false, delete_version_after: '0s' };
  if (!path.startsWith('kv/metadata/')) return null;
  const below = path.slice('kv/metadata/'.length);
  if (isList) {
    const inside = Object.keys(secrets).filter((one) => one.startsWith(below));
    const keys = new Set(inside.map((one) => one.slice(below.length).replace(/\/.*/, '/')));
    return keys.size === 0 ? null : { keys: [...keys].sort() };
  }
  const secret = secrets[decodeURIComponent(below)];
  if (secret === undefined) return null;
  const versions = secret.versions.map(({ daysAgo, deletion = '', destroyed = false }, index) => [
    String(index + 1),
    {
      created_time: new Date(now.getTime() - daysAgo * 86_400_000).toISOString(),
      deletion_time: deletion,
      destroyed,
    },
  ]);
  return {
    ...{ current_version: versions.length, max_versions: secret.maxVersions ?? 0, oldest_version: 0 },
    ...{ cas_required: false, custom_metadata: null, versions: Object.fromEntries(versions) },
  };
}

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
