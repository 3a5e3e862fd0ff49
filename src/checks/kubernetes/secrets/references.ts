/** Secrets that pods ask for: without them the pod does not start. */
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import { isPlaceholder } from '../../../source/documents/template.ts';
import { fileFact } from '../../file-fact.ts';
import { appliedNamespaces } from '../kustomize-namespace.ts';
import type { KubernetesObject } from '../objects.ts';
import { podLink, podSubject } from '../pod-facts.ts';
import { type PodSpec, podsOf } from '../pod-specs.ts';
import { externalSecretFact, isExternalSecret } from './external-secret.ts';
import { type KnownSecrets, knownSecrets } from './known-secrets.ts';

interface Reference {
  readonly secret: string;
  readonly key: string | null;
  readonly use: string;
  readonly name: DocumentNode;
  readonly keyNode: DocumentNode | null;
}

export function secretFacts(objects: readonly KubernetesObject[]): readonly Fact[] {
  const namespaceOf = appliedNamespaces(objects);
  const known = knownSecrets(objects, namespaceOf);
  return objects.flatMap((object): readonly Fact[] => {
    if (isExternalSecret(object)) return [externalSecretFact(object)].filter((fact) => fact !== null);
    return podsOf(object).pods.flatMap((place) =>
      referencesOf(place.spec).map((reference) =>
        referenceFact(place, reference, known, namespaceOf(object)),
      ),
    );
  });
}

function referenceFact(
  place: PodSpec,
  { secret, key, use, name, keyNode }: Reference,
  known: KnownSecrets,
  namespace: string,
): Fact {
  const keys = known.keysOf(namespace, secret);
  return fileFact({
    fact: 'k8s.secretReference',
    subject: podSubject(place),
    link: `${podLink(place)} secret ${secret} ${key ?? ''}`,
    at: name.anchor(),
    value: {
      namespace,
      secret,
      key,
      use,
      defined: keys !== undefined,
      keyDefined: key === null || keys === undefined || keys === null || keys.has(key),
      kept: known.keeps(namespace, name.source.path),
    },
    positions: () => ({ defined: name.anchor(), keyDefined: keyNode?.anchor() ?? name.anchor() }),
  });
}

/** What clusters before 1.24 made by themselves, in what was read back from one. */
const TOKEN = /-token-[a-z0-9]{5}$/;

/** Those that are not optional, each name and key once. */
function referencesOf(spec: DocumentNode): readonly Reference[] {
  const found = new Map<string, Reference>();
  const add = (
    use: string,
    holder: DocumentNode | null,
    nameKey = 'name',
    keyNode: DocumentNode | null = null,
  ): void => {
    const name = holder?.get(nameKey) ?? null;
    const secret = name?.text() ?? null;
    if (holder === null || name === null || secret === null || secret === '') return;
    if (holder.flag('optional') === true || isPlaceholder(secret) || TOKEN.test(secret)) return;
    const key = keyNode?.text() ?? null;
    const id = `${secret}\0${key ?? ''}`;
    if (!found.has(id)) found.set(id, { secret, key, use, name, keyNode });
  };
  for (const container of [...spec.items('containers'), ...spec.items('initContainers')]) {
    for (const source of container.items('envFrom')) add('envFrom', source.get('secretRef'));
    for (const variable of container.items('env')) {
      const ref = variable.get('valueFrom', 'secretKeyRef');
      add('env', ref, 'name', ref?.get('key') ?? null);
    }
  }
  for (const volume of spec.items('volumes')) {
    add('volume', volume.get('secret'), 'secretName');
    for (const source of volume.items('projected', 'sources')) add('volume', source.get('secret'));
  }
  for (const pull of spec.items('imagePullSecrets')) add('imagePullSecrets', pull);
  return [...found.values()];
}
