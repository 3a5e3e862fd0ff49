/** The paths of Vault's HTTP API that are asked, and nothing but GET. A token goes over a verified connection only. */
import { httpRequest } from '../../probe/request.ts';
import type { LiveOptions, LiveTarget } from '../live.ts';

type Json = Readonly<Record<string, unknown>>;

export type VaultAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Json }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Vault {
  readonly target: LiveTarget;
  /** `path` begins behind `/v1/`. */
  get(path: string, token?: string): Promise<VaultAnswer>;
}

export function vaultAt(target: LiveTarget, { connections, deadline }: LiveOptions): Vault {
  return {
    target,
    async get(path, token) {
      const outcome = await httpRequest(connections, {
        url: new URL(`/v1/${path}`, target.parsed),
        method: 'GET',
        headers: { 'X-Vault-Request': 'true', ...(token === undefined ? {} : { 'X-Vault-Token': token }) },
        server: target.server,
        deadline,
        verified: token !== undefined,
      });
      if (outcome.kind === 'failed') return { kind: 'failed', reason: outcome.reason };
      return { kind: 'answer', status: outcome.status, body: objectOf(outcome.body.toString('utf8')) };
    },
  };
}

/** An answer that is no JSON object holds nothing. */
function objectOf(text: string): Json {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function flagOf(body: Json, key: string): boolean | null {
  return typeof body[key] === 'boolean' ? body[key] : null;
}

export function textOf(body: Json, key: string): string | null {
  return typeof body[key] === 'string' ? body[key] : null;
}

export function numberOf(body: Json, key: string): number | null {
  return typeof body[key] === 'number' ? body[key] : null;
}
