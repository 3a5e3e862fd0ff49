/** What of an API server's resources can be read, in which version, and why not what cannot. */
import type { Api } from './api.ts';
import { type ApiObject, isRecord, type Listed, list } from './list.ts';
import { deniedWords, nameOf, PODS, RESOURCES, type Resource } from './resources.ts';

export interface Reader {
  /** `1.36`; null where the server does not say. */
  readonly version: string | null;
  /** What `keep` makes of each object of a resource; empty where the server does not have it, or lets nobody see it. */
  read<Kept>(resource: Resource, keep: (object: ApiObject) => Kept | null): Promise<readonly Kept[]>;
  /** `apps/v1`. */
  apiVersionOf(resource: Resource): string;
  /** Names of resources that could not be read. */
  readonly unread: ReadonlySet<string>;
  /** Why, in the order of resources, whatever came first. */
  reasons(): readonly string[];
}

/** Bytes of what describes a server. */
const SMALL = 1_000_000;

/** @param namespaces null for all; else what stands in no namespace is left out, but for themselves */
export async function readerOf(api: Api, namespaces: readonly string[] | null): Promise<Reader> {
  const version = await versionOf(api);
  const offered = await offeredVersions(api);
  const denied = new Set<Resource>();
  const reasons = new Map<Resource, Set<string>>();
  const unread = new Set<string>();

  const keptOf = <Kept>(resource: Resource, listed: Listed<Kept>): readonly Kept[] => {
    switch (listed.kind) {
      case 'objects':
        return listed.objects;
      case 'not served':
        return [];
      case 'denied':
        denied.add(resource);
        unread.add(nameOf(resource));
        return [];
      case 'unknown':
        unread.add(nameOf(resource));
        reasons.set(resource, (reasons.get(resource) ?? new Set()).add(listed.reason));
        return [];
    }
  };

  return {
    version,
    unread,
    apiVersionOf(resource) {
      const { group } = resource;
      return `${group === '' ? '' : `${group}/`}${versionFor(resource, offered) ?? ''}`;
    },
    async read(resource, keep) {
      const asked = versionFor(resource, offered);
      if (asked === null) return [];
      if (namespaces === null) return keptOf(resource, await list(api, resource, asked, null, keep));
      if (!resource.isNamespaced && !isNamespace(resource)) return [];
      const lists = await Promise.all(
        namespaces.map((name) =>
          isNamespace(resource) ? readNamespace(api, name, keep) : list(api, resource, asked, name, keep),
        ),
      );
      return lists.flatMap((one) => keptOf(resource, one));
    },
    reasons() {
      if (api.ended !== null) return [api.ended];
      const all = [...RESOURCES, PODS];
      const closed = all.filter((one) => denied.has(one));
      return [
        ...all.flatMap((one) => [...(reasons.get(one) ?? [])]),
        ...deniedWords(closed.filter(isNamespace), namespaces === null ? 'list' : 'get'),
        ...deniedWords(
          closed.filter((one) => !isNamespace(one)),
          'list',
        ),
      ];
    },
  };
}

function isNamespace({ kind }: Resource): boolean {
  return kind === 'Namespace';
}

async function versionOf(api: Api): Promise<string | null> {
  const answer = await api.get('/version', undefined, SMALL);
  if (answer.kind !== 'value' || !isRecord(answer.value)) return null;
  const { major, minor } = answer.value;
  const parts = /^(\d+)\.(\d+)\+?$/.exec(`${major}.${minor}`);
  return parts === null ? null : `${parts[1]}.${parts[2]}`;
}

/** Of each API group the versions that are served; null where the server does not say. */
async function offeredVersions(api: Api): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const answer = await api.get('/apis', undefined, SMALL);
  if (answer.kind !== 'value' || !isRecord(answer.value) || !Array.isArray(answer.value.groups)) return null;
  const groups = answer.value.groups.filter(isRecord);
  return new Map(
    groups.map(({ name, versions }) => [
      String(name),
      Array.isArray(versions) ? versions.filter(isRecord).map(({ version }) => String(version)) : [],
    ]),
  );
}

/** The version in which a resource is asked for; null where its group is not there. */
function versionFor(
  { group, versions }: Resource,
  offered: ReadonlyMap<string, readonly string[]> | null,
): string | null {
  if (group === '' || offered === null) return versions[0] ?? null;
  const served = offered.get(group) ?? [];
  return versions.find((version) => served.includes(version)) ?? null;
}

/** Namespaces may be read one by one where they may not be listed. */
async function readNamespace<Kept>(
  api: Api,
  name: string,
  keep: (object: ApiObject) => Kept | null,
): Promise<Listed<Kept>> {
  const answer = await api.get(`/api/v1/namespaces/${encodeURIComponent(name)}`, undefined, SMALL);
  if (answer.kind === 'failed') return { kind: 'unknown', reason: answer.reason };
  if (answer.kind === 'refused' && answer.status === 403) return { kind: 'denied' };
  if (answer.kind === 'value' && isRecord(answer.value) && isRecord(answer.value.metadata)) {
    const kept = keep({ ...answer.value, metadata: { ...answer.value.metadata, name } });
    return { kind: 'objects', objects: kept === null ? [] : [kept] };
  }
  const isMissing = answer.kind === 'refused' && answer.status === 404;
  return {
    kind: 'unknown',
    reason: `namespace ${name}: ${isMissing ? 'it is not there' : 'it cannot be read'}`,
  };
}
