/** All objects of a resource, page by page (https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks). */
import { setImmediate } from 'node:timers/promises';
import type { Api, ApiAnswer } from './api.ts';
import { nameOf, type Resource } from './resources.ts';

/** An object as the server gives it, with no more than this known of it. */
export interface ApiObject {
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

export type Listed<Kept> =
  | { readonly kind: 'objects'; readonly objects: readonly Kept[] }
  /** The server does not have the resource. */
  | { readonly kind: 'not served' }
  /** Whoever asks may not see it. */
  | { readonly kind: 'denied' }
  | { readonly kind: 'unknown'; readonly reason: string };

const PAGE = 500;
/** Of a page that is too large, a quarter may do. */
const SHRINK = 4;
const MOST_PAGES = 2_000;
/** A list that changes while it is read expires, and is read anew. */
const MOST_STARTS = 4;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/**
 * @param version of those that the server offers
 * @param namespace null for all
 * @param keep what is kept of each object; null for nothing
 */
export async function list<Kept>(
  api: Api,
  resource: Resource,
  version: string,
  namespace: string | null,
  keep: (object: ApiObject) => Kept | null,
): Promise<Listed<Kept>> {
  const path = pathOf(resource, version, namespace);
  let size = PAGE;
  for (let start = 0; start < MOST_STARTS; start++) {
    const read = await readPages(api, resource, path, size, keep);
    if (read === 'smaller') size = Math.ceil(size / SHRINK);
    else if (read !== 'expired') return read;
  }
  return { kind: 'unknown', reason: `${nameOf(resource)}: they could not be read as a whole` };
}

function pathOf({ group, resource }: Resource, version: string, namespace: string | null): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`}/${resource}`;
}

async function readPages<Kept>(
  api: Api,
  resource: Resource,
  path: string,
  size: number,
  keep: (object: ApiObject) => Kept | null,
): Promise<Listed<Kept> | 'smaller' | 'expired'> {
  const kept: Kept[] = [];
  const ask = (next: string): Promise<ApiAnswer> => {
    const query = `limit=${size}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
    return api.get(`${path}?${query}`, resource.metadataOnly === true ? METADATA : undefined);
  };
  let coming = ask('');
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await coming;
    switch (answer.kind) {
      case 'excess':
        return 'smaller';
      case 'failed':
        return unknown(`${nameOf(resource)}: ${answer.reason}`);
      case 'refused':
        if (answer.status === 410) return 'expired';
        return refused(answer, resource);
      case 'value': {
        const read = pageOf(answer.value, resource);
        if (read === null) return unknown(`${nameOf(resource)}: the answer is no list of them`);
        if (read.next !== '') {
          // The server works on the next page while this one is looked at.
          coming = ask(read.next);
          await setImmediate();
        }
        for (const object of read.items) {
          const one = keep(object);
          if (one !== null) kept.push(one);
        }
        if (read.next === '') return { kind: 'objects', objects: kept };
      }
    }
  }
  return unknown(`${nameOf(resource)}: the list has no end`);
}

const unknown = (reason: string) => ({ kind: 'unknown', reason }) as const;

function refused({ status }: Extract<ApiAnswer, { kind: 'refused' }>, resource: Resource): Listed<never> {
  if (status === 404) return { kind: 'not served' };
  if (status === 403) return { kind: 'denied' };
  return unknown(`${nameOf(resource)}: the server answers with status ${status}`);
}

/** Null where it is no list of the resource. Whoever asked for metadata takes nothing else. */
function pageOf(
  value: unknown,
  { kind, metadataOnly }: Resource,
): { readonly items: readonly ApiObject[]; readonly next: string } | null {
  if (!isRecord(value)) return null;
  const { items } = value;
  // Go writes a list of nothing as null.
  if (items !== null && !Array.isArray(items)) return null;
  if (value.kind !== (metadataOnly === true ? 'PartialObjectMetadataList' : `${kind}List`)) return null;
  const next = isRecord(value.metadata) ? value.metadata.continue : undefined;
  return { items: items?.filter(isObject) ?? [], next: typeof next === 'string' ? next : '' };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObject(value: unknown): value is ApiObject {
  return isRecord(value) && isRecord(value.metadata) && typeof value.metadata.name === 'string';
}
