/** Roles and their bindings, as facts. */
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Anchor } from '../../../source/span.ts';
import { fileFact } from '../../file-fact.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';
import { type PolicyRule, powersOf, secretVerbs } from './powers.ts';

const GROUP = 'rbac.authorization.k8s.io/';

export function rbacFacts(objects: readonly KubernetesObject[]): readonly Fact[] {
  return objects.flatMap((object): readonly Fact[] => {
    if (!object.apiVersion.startsWith(GROUP)) return [];
    switch (object.kind) {
      case 'Role':
      case 'ClusterRole':
        return [roleFact(object)];
      case 'RoleBinding':
      case 'ClusterRoleBinding':
        return [bindingFact(object)];
      default:
        return [];
    }
  });
}

function namespaceOf({ kind, namespace }: KubernetesObject): string | null {
  return kind.startsWith('Cluster') ? null : (namespace ?? 'default');
}

function roleFact(object: KubernetesObject): Fact {
  const nodes = object.root.items('rules');
  const rules = nodes.map(ruleOf);
  return fileFact({
    fact: 'k8s.role',
    subject: subjectOf(object),
    link: object.link,
    at: object.root.nameAnchor(),
    value: {
      kind: object.kind,
      name: object.name ?? '',
      namespace: namespaceOf(object),
      rules: rules.map((rule) => ({ ...judged(rule), cluster: object.kind === 'ClusterRole' })),
    },
    positions: () =>
      Object.fromEntries(nodes.flatMap((node, index) => Object.entries(placesOf(node, `rules.${index}`)))),
  });
}

function ruleOf(node: DocumentNode): PolicyRule {
  return {
    apiGroups: textsOf(node, 'apiGroups'),
    resources: textsOf(node, 'resources'),
    verbs: textsOf(node, 'verbs'),
    resourceNames: textsOf(node, 'resourceNames'),
    nonResourceUrls: textsOf(node, 'nonResourceURLs'),
  };
}

function textsOf(node: DocumentNode, key: string): readonly string[] {
  return node.items(key).flatMap((item) => item.text() ?? []);
}

function judged(rule: PolicyRule) {
  const allGroups = rule.apiGroups.includes('*');
  const allResources = rule.resources.includes('*');
  const allVerbs = rule.verbs.includes('*') && rule.resources.length > 0;
  return {
    ...rule,
    everything: allGroups && allResources && allVerbs && rule.resourceNames.length === 0,
    allResources,
    core: allGroups || rule.apiGroups.includes(''),
    verbsWords: allVerbs ? 'all verbs' : rule.verbs.join(', '),
    groups: allGroups ? 'every API group' : rule.apiGroups.map(groupWords).join(', '),
    allVerbs,
    secretVerbs: secretVerbs(rule),
    powers: powersOf(rule),
  };
}

function groupWords(group: string): string {
  return group === '' ? 'the core API' : group;
}

/** A wildcard stands where its star does, what is read and what is gained where the resource is named. */
function placesOf(node: DocumentNode, path: string): Readonly<Record<string, Anchor | null>> {
  const star = (key: string): Anchor | null =>
    node
      .items(key)
      .find((item) => item.text() === '*')
      ?.anchor() ?? null;
  const named = (isMeant: (resource: string) => boolean): Anchor | null =>
    node
      .items('resources')
      .find((item) => isMeant(item.text() ?? ''))
      ?.anchor() ?? null;
  const powers = powersOf(ruleOf(node));
  return {
    [path]: node.nameAnchor(),
    [`${path}.everything`]: star('resources'),
    [`${path}.allResources`]: star('resources'),
    [`${path}.allVerbs`]: star('verbs'),
    [`${path}.secretVerbs`]: named((resource) => resource === 'secrets'),
    [`${path}.powers`]: named((resource) => powers.some((power) => power.endsWith(` ${resource}`))),
  };
}

function bindingFact(object: KubernetesObject): Fact {
  const { root } = object;
  const subjects = root.items('subjects').filter((subject) => subject.text('name') !== 'system:masters');
  return fileFact({
    fact: 'k8s.roleBinding',
    subject: subjectOf(object),
    link: object.link,
    at: root.nameAnchor(),
    value: {
      kind: object.kind,
      name: object.name ?? '',
      namespace: namespaceOf(object),
      roleKind: root.text('roleRef', 'kind') ?? '',
      role: root.text('roleRef', 'name') ?? '',
      subjects: subjects.map(subjectWords),
    },
    positions: () => ({
      role: root.get('roleRef', 'name')?.anchor() ?? null,
      subjects: root.get('subjects')?.anchor() ?? null,
    }),
  });
}

/** `service account shop/web`, `group developers`. */
function subjectWords(subject: DocumentNode): string {
  const name = subject.text('name') ?? '';
  const kind = subject.text('kind') ?? '';
  if (kind !== 'ServiceAccount') return `${kind.toLowerCase()} ${name}`;
  return `service account ${subject.text('namespace') ?? 'default'}/${name}`;
}
