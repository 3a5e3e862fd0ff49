/** ExternalSecrets: what is fetched, from where, how often (https://external-secrets.io/latest/api/externalsecret/). */
import { parseDuration } from '../../../engine/duration.ts';
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import { isPlaceholder } from '../../../source/documents/template.ts';
import { fileFact } from '../../file-fact.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';

const GROUP = 'external-secrets.io/';

export function isExternalSecret({ kind, apiVersion }: KubernetesObject): boolean {
  return apiVersion.startsWith(GROUP) && (kind === 'ExternalSecret' || kind === 'ClusterExternalSecret');
}

/** The spec of what is fetched: a ClusterExternalSecret holds that of the ExternalSecrets that it makes. */
export function externalSpec({ kind, root }: KubernetesObject): DocumentNode | null {
  return kind === 'ExternalSecret' ? root.get('spec') : root.get('spec', 'externalSecretSpec');
}

export function externalSecretFact(object: KubernetesObject): Fact | null {
  const { root } = object;
  const spec = externalSpec(object);
  if (spec === null) return null;
  const interval = spec.get('refreshInterval');
  const refresh = refreshOf(spec, interval);
  const store = storeOf(spec);
  const misplaced = misplacedIn(spec);
  return fileFact({
    fact: 'k8s.externalSecret',
    subject: subjectOf(object),
    link: object.link,
    at: root.nameAnchor(),
    value: {
      name: object.name ?? '',
      namespace: object.namespace ?? 'default',
      apiVersion: object.apiVersion,
      refresh: interval?.text() ?? null,
      ...(refresh === undefined ? {} : { refreshInterval: refresh }),
      store: store === null ? null : `${store.text('kind') ?? 'SecretStore'} ${store.text('name') ?? ''}`,
      creationPolicy: spec.text('target', 'creationPolicy') ?? 'Owner',
      hasData: spec.items('data').length + spec.items('dataFrom').length > 0,
      misplaced: misplaced.map(({ field }) => field),
    },
    unknown: refresh === undefined ? { refreshInterval: 'it is not a length of time' } : {},
    positions: () => ({
      apiVersion: root.get('apiVersion')?.anchor() ?? null,
      refreshInterval: (interval ?? spec.get('refreshPolicy'))?.anchor() ?? null,
      store: store?.nameAnchor() ?? null,
      creationPolicy: spec.get('target', 'creationPolicy')?.anchor() ?? null,
      ...Object.fromEntries(misplaced.map(({ node }, index) => [`misplaced.${index}`, node.keyAnchor()])),
    }),
  });
}

/** Seconds; null for never again; undefined where it cannot be told. */
function refreshOf(spec: DocumentNode, interval: DocumentNode | null): number | null | undefined {
  if (spec.text('refreshPolicy') === 'CreatedOnce') return null;
  const text = interval?.text() ?? '1h';
  if (isPlaceholder(text)) return undefined;
  const seconds = parseDuration(text);
  return seconds === 0 ? null : (seconds ?? undefined);
}

/** The store of the whole, else that of the first entry that has its own. */
function storeOf(spec: DocumentNode): DocumentNode | null {
  const own = spec.get('secretStoreRef');
  if (own !== null) return own;
  for (const entry of [...spec.items('data'), ...spec.items('dataFrom')]) {
    const store = entry.get('sourceRef', 'storeRef') ?? entry.get('sourceRef', 'generatorRef');
    if (store !== null) return store;
  }
  return null;
}

const BELONGS_TO_SPEC = ['data', 'dataFrom', 'refreshInterval', 'secretStoreRef'];

function misplacedIn(spec: DocumentNode): readonly { readonly field: string; readonly node: DocumentNode }[] {
  const target = spec.get('target');
  return BELONGS_TO_SPEC.flatMap((field) => {
    const node = target?.get(field) ?? null;
    return node === null ? [] : [{ field: `target.${field}`, node }];
  });
}
