/** The Secrets that a project defines, or has made by an operator. */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { NamespaceOf } from '../kustomize-namespace.ts';
import type { KubernetesObject } from '../objects.ts';
import { externalSpec, isExternalSecret } from './external-secret.ts';

/** The keys of a Secret; null where they are not known. */
export type Keys = ReadonlySet<string> | null;

export interface KnownSecrets {
  /** Undefined where nothing defines it. */
  keysOf(namespace: string, name: string): Keys | undefined;
  /** True where the project has Secrets for this namespace in the folder of a file, above it or below. */
  keeps(namespace: string, path: string): boolean;
}

/** In whatever namespace: where an object says none, or one object makes Secrets in many. */
const ANY = '*';

export function knownSecrets(objects: readonly KubernetesObject[], namespaceOf: NamespaceOf): KnownSecrets {
  const byNamespace = new Map<string, Map<string, Keys>>();
  const folders = new Map<string, Set<string>>();
  const add = (namespace: string, name: string | null, keys: Keys): void => {
    if (name === null || name === '') return;
    const names = byNamespace.get(namespace) ?? new Map<string, Keys>();
    byNamespace.set(namespace, names);
    const before = names.get(name);
    // Of two objects with one name either may be applied.
    names.set(
      name,
      before === undefined ? keys : before === null || keys === null ? null : new Set([...before, ...keys]),
    );
  };
  for (const object of objects) {
    for (const { namespace, name, keys } of secretsOf(object, namespaceOf(object))) {
      add(namespace, name, keys);
      const near = folders.get(namespace) ?? new Set<string>();
      folders.set(namespace, near.add(folderOf(object.root.source.path)));
    }
  }
  return {
    keysOf: (namespace, name) =>
      byNamespace.get(namespace)?.get(name) ?? byNamespace.get(ANY)?.get(name) ?? nullOf(namespace, name),
    keeps: (namespace, path) =>
      [namespace, ANY].some((one) =>
        [...(folders.get(one) ?? [])].some((folder) => isNear(folder, folderOf(path))),
      ),
  };

  function nullOf(namespace: string, name: string): Keys | undefined {
    return byNamespace.get(namespace)?.has(name) === true || byNamespace.get(ANY)?.has(name) === true
      ? null
      : undefined;
  }
}

/** `deploy/shop/` of `deploy/shop/web.yaml`; empty at the root. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function isNear(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

interface Made {
  readonly namespace: string;
  readonly name: string | null;
  readonly keys: Keys;
}

function secretsOf(object: KubernetesObject, namespace: string): readonly Made[] {
  const { kind, apiVersion, root, name } = object;
  if (kind === 'Secret' && apiVersion === 'v1') {
    return [{ namespace, name, keys: keysIn(root.get('data'), root.get('stringData')) }];
  }
  if (isExternalSecret(object)) {
    const spec = externalSpec(object);
    const target = spec?.text('target', 'name') ?? root.text('spec', 'externalSecretName') ?? name;
    return [
      { namespace: kind === 'ExternalSecret' ? namespace : ANY, name: target, keys: externalKeys(spec) },
    ];
  }
  switch (kind) {
    case 'SealedSecret':
      return [{ namespace, name: root.text('spec', 'template', 'metadata', 'name') ?? name, keys: null }];
    case 'Certificate':
      return [{ namespace, name: root.text('spec', 'secretName'), keys: null }];
    case 'SecretProviderClass':
      return root
        .items('spec', 'secretObjects')
        .map((one) => ({ namespace, name: one.text('secretName'), keys: null }));
    case 'VaultStaticSecret':
    case 'VaultDynamicSecret':
    case 'VaultPKISecret':
      return [{ namespace, name: root.text('spec', 'destination', 'name'), keys: null }];
    case 'OnePasswordItem':
    case 'BitwardenSecret':
    case 'InfisicalSecret':
      return [{ namespace, name, keys: null }];
    case 'Kustomization':
      return root.items('secretGenerator').map((one) => ({
        namespace: root.text('namespace') ?? ANY,
        name: one.text('name'),
        keys: null,
      }));
    default:
      return [];
  }
}

/** A Secret that is written without data gets it from elsewhere, and one of a cluster is seen without. */
function keysIn(...maps: readonly (DocumentNode | null)[]): Keys {
  if (maps.every((map) => map === null)) return null;
  return new Set(maps.flatMap((map) => map?.entries().map(({ key }) => key) ?? []));
}

/** Known where every key is named: no dataFrom and no template. */
function externalKeys(spec: DocumentNode | null): Keys {
  if (spec === null || spec.items('dataFrom').length > 0 || spec.get('target', 'template') !== null)
    return null;
  const keys = spec.items('data').flatMap((entry) => entry.text('secretKey') ?? []);
  return keys.length === 0 ? null : new Set(keys);
}
