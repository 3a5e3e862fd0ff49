/** What is asked of an API server: the objects that rules look at, and those that decide what these mean. */

export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  /** The newest first; of those that a server offers the first is asked. */
  readonly versions: readonly string[];
  /** As it stands in a path and in RBAC. */
  readonly resource: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** Names and labels alone, so that no value ever leaves the server. */
  readonly metadataOnly?: true;
}

type Kinds = Readonly<Record<string, string>>;

function resourcesOf(group: string, versions: readonly string[], kinds: Kinds, isNamespaced: boolean) {
  return Object.entries(kinds).map(
    ([resource, kind]): Resource => ({ group, versions, resource, kind, isNamespaced }),
  );
}

const namespaced = (group: string, versions: readonly string[], kinds: Kinds) =>
  resourcesOf(group, versions, kinds, true);
const clusterWide = (group: string, versions: readonly string[], kinds: Kinds) =>
  resourcesOf(group, versions, kinds, false);

const RBAC = 'rbac.authorization.k8s.io';

/** All but pods, of which most belong to one of these. */
export const RESOURCES: readonly Resource[] = [
  ...clusterWide('', ['v1'], { namespaces: 'Namespace' }),
  ...namespaced('apps', ['v1'], {
    deployments: 'Deployment',
    statefulsets: 'StatefulSet',
    daemonsets: 'DaemonSet',
    replicasets: 'ReplicaSet',
  }),
  ...namespaced('batch', ['v1'], { cronjobs: 'CronJob', jobs: 'Job' }),
  ...namespaced('', ['v1'], {
    replicationcontrollers: 'ReplicationController',
    serviceaccounts: 'ServiceAccount',
    services: 'Service',
    configmaps: 'ConfigMap',
  }),
  {
    group: '',
    versions: ['v1'],
    resource: 'secrets',
    kind: 'Secret',
    isNamespaced: true,
    metadataOnly: true,
  },
  ...namespaced('networking.k8s.io', ['v1'], { networkpolicies: 'NetworkPolicy', ingresses: 'Ingress' }),
  ...namespaced(RBAC, ['v1'], { roles: 'Role', rolebindings: 'RoleBinding' }),
  ...clusterWide(RBAC, ['v1'], { clusterroles: 'ClusterRole', clusterrolebindings: 'ClusterRoleBinding' }),
  ...clusterWide('policy', ['v1beta1'], { podsecuritypolicies: 'PodSecurityPolicy' }),
  ...namespaced('external-secrets.io', ['v1', 'v1beta1'], { externalsecrets: 'ExternalSecret' }),
  ...clusterWide('external-secrets.io', ['v1', 'v1beta1'], {
    clusterexternalsecrets: 'ClusterExternalSecret',
  }),
  ...namespaced('monitoring.coreos.com', ['v1'], { prometheusrules: 'PrometheusRule' }),
  ...namespaced('argoproj.io', ['v1alpha1'], { rollouts: 'Rollout' }),
  ...namespaced('apps.openshift.io', ['v1'], { deploymentconfigs: 'DeploymentConfig' }),
  // Policies of other engines: where there are any, those of Kubernetes do not decide alone.
  ...namespaced('cilium.io', ['v2'], { ciliumnetworkpolicies: 'CiliumNetworkPolicy' }),
  ...clusterWide('cilium.io', ['v2'], { ciliumclusterwidenetworkpolicies: 'CiliumClusterwideNetworkPolicy' }),
  ...namespaced('crd.projectcalico.org', ['v1'], { networkpolicies: 'NetworkPolicy' }),
  ...clusterWide('crd.projectcalico.org', ['v1'], { globalnetworkpolicies: 'GlobalNetworkPolicy' }),
  ...namespaced('crd.antrea.io', ['v1beta1'], { networkpolicies: 'NetworkPolicy' }),
  ...clusterWide('policy.networking.k8s.io', ['v1alpha2', 'v1alpha1'], {
    clusternetworkpolicies: 'ClusterNetworkPolicy',
    adminnetworkpolicies: 'AdminNetworkPolicy',
    baselineadminnetworkpolicies: 'BaselineAdminNetworkPolicy',
  }),
];

export const PODS: Resource = {
  group: '',
  versions: ['v1'],
  resource: 'pods',
  kind: 'Pod',
  isNamespaced: true,
};

/** `deployments.apps`, as kubectl calls it. */
export function nameOf({ group, resource }: Resource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** What may not be seen, by API group, each with the rule of a role that would allow it. */
export function deniedWords(denied: readonly Resource[], verb: 'get' | 'list'): readonly string[] {
  const byGroup = new Map<string, Resource[]>();
  for (const one of denied) byGroup.set(one.group, [...(byGroup.get(one.group) ?? []), one]);
  return [...byGroup].map(([group, resources]) => {
    const names = resources.map(({ resource }) => resource).join(', ');
    const rule = `{ apiGroups: ["${group}"], resources: [${names}], verbs: [${verb}] }`;
    const seen = verb === 'get' ? 'read' : 'listed';
    return `${resources.map(nameOf).join(', ')} may not be ${seen}; a role with ${rule} would allow it`;
  });
}
