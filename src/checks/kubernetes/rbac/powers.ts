/**
 * Permissions that can be turned into others
 * (https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks).
 */

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceUrls: readonly string[];
}

interface Power {
  readonly group: string;
  readonly resources: readonly string[];
  /** Any of these is enough. */
  readonly verbs: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';

const POWERS: readonly Power[] = [
  { group: RBAC, resources: ['roles', 'clusterroles'], verbs: ['escalate', 'bind'] },
  { group: '', resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
  { group: 'authentication.k8s.io', resources: ['userextras', 'uids'], verbs: ['impersonate'] },
  { group: '', resources: ['pods/exec', 'pods/attach'], verbs: ['create', 'get'] },
  { group: '', resources: ['pods/ephemeralcontainers'], verbs: ['patch', 'update'] },
  { group: '', resources: ['nodes/proxy'], verbs: ['get', 'create', 'update', 'patch', 'delete'] },
  { group: '', resources: ['serviceaccounts/token'], verbs: ['create'] },
  {
    group: 'certificates.k8s.io',
    resources: ['certificatesigningrequests/approval'],
    verbs: ['update', 'patch'],
  },
];

/** Those that a rule names, in words: `escalate roles`. All verbs on a named resource name each of them. */
export function powersOf(rule: PolicyRule): readonly string[] {
  return POWERS.flatMap(({ group, resources, verbs }) => {
    if (!includes(rule.apiGroups, group)) return [];
    return resources
      .filter((resource) => rule.resources.includes(resource))
      .flatMap((resource) => {
        const found = verbs.filter((verb) => includes(rule.verbs, verb));
        return found.map((verb) => `${verb} ${resource}`);
      });
  });
}

const READING = ['get', 'list', 'watch'];

/** The verbs by which a rule that names secrets reads any of them. */
export function secretVerbs({ apiGroups, resources, verbs, resourceNames }: PolicyRule): readonly string[] {
  if (!includes(apiGroups, '') || !resources.includes('secrets') || resourceNames.length > 0) return [];
  return READING.filter((verb) => includes(verbs, verb));
}

function includes(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}
