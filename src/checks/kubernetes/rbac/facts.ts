/** The facts about who may do what. */
import type { FactKind } from '../../../engine/fact.ts';
import { flag, list, text, textOrNull, texts } from '../../shape.ts';

export const role: FactKind = {
  fact: 'k8s.role',
  about: 'One Role or ClusterRole.',
  fields: {
    kind: text('Role or ClusterRole'),
    name: text(''),
    namespace: textOrNull('default where a Role says none; null for a ClusterRole'),
    rules: list('What it allows', {
      apiGroups: texts(''),
      resources: texts(''),
      verbs: texts(''),
      resourceNames: texts('Only these objects, where any are named'),
      nonResourceUrls: texts(''),
      cluster: flag('It is one of a ClusterRole'),
      everything: flag('All verbs on all resources of every API group'),
      core: flag('The core API, to which Secrets belong, is among its groups'),
      groups: text('Its API groups in words'),
      verbsWords: text('Its verbs in words'),
      allResources: flag('Some verbs on all resources'),
      allVerbs: flag('All verbs on some resources'),
      secretVerbs: texts('Verbs that read any secret, where it names secrets: get, list, watch'),
      powers: texts(
        'What can be turned into more than is allowed, where it is named: `escalate roles`, `create pods/exec`',
      ),
    }),
  },
};

export const roleBinding: FactKind = {
  fact: 'k8s.roleBinding',
  about: 'One RoleBinding or ClusterRoleBinding.',
  fields: {
    kind: text('RoleBinding or ClusterRoleBinding'),
    name: text(''),
    namespace: textOrNull('default where a RoleBinding says none; null for a ClusterRoleBinding'),
    roleKind: text('Role or ClusterRole'),
    role: text('The name of the role'),
    subjects: texts(
      'Who gets it, in words; the group system:masters left out, which may do everything anyway',
    ),
  },
};

export const rbacKinds: readonly FactKind[] = [role, roleBinding];
