/**
 * Security fields where Kubernetes ignores them: accepted with a warning and dropped, while their writer believes to be
 * protected. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context
 */
import type { DocumentNode } from '../../source/documents/node.ts';
import { suggest } from '../../source/suggest.ts';
import type { Pod } from './pod.ts';
import type { PodSpec } from './pod-specs.ts';

export interface IgnoredField {
  /** The key that is ignored. */
  readonly node: DocumentNode;
  readonly field: string;
  readonly holder: string;
  readonly counts: string;
}

const OF_BOTH = [
  'seLinuxOptions',
  'windowsOptions',
  'runAsUser',
  'runAsGroup',
  'runAsNonRoot',
  'seccompProfile',
  'appArmorProfile',
];
const OF_PODS = [
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'seLinuxChangePolicy',
];
const OF_CONTAINERS = [
  'capabilities',
  'privileged',
  'readOnlyRootFilesystem',
  'allowPrivilegeEscalation',
  'procMount',
];
const OF_SPECS = ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'automountServiceAccountToken'];

/** Fields of PodSecurityPolicy, which people carry over. */
const OF_POLICIES = [
  'allowedHostPaths',
  'allowedCapabilities',
  'allowedCSIDrivers',
  'allowedFlexVolumes',
  'allowedProcMountTypes',
  'allowedUnsafeSysctls',
  'defaultAddCapabilities',
  'defaultAllowPrivilegeEscalation',
  'forbiddenSysctls',
  'requiredDropCapabilities',
  'seLinux',
  'hostPorts',
];

const POD_CONTEXT = "the pod's securityContext";
const ANY_CONTEXT = 'in securityContext of the pod or the container';
const OWN_CONTEXT = 'in securityContext of each container';

/** Where each field counts, by its name. */
const COUNTS: ReadonlyMap<string, string> = new Map([
  ...OF_BOTH.map((field) => [field, ANY_CONTEXT] as const),
  ...OF_PODS.map((field) => [field, `in ${POD_CONTEXT}`] as const),
  ...OF_CONTAINERS.map((field) => [field, OWN_CONTEXT] as const),
  ...OF_SPECS.map((field) => [field, 'in the spec of the pod'] as const),
]);

const POLICY_ONLY = 'nowhere since Kubernetes 1.25: it was a field of PodSecurityPolicy';

/** Every security field of a pod that has no effect where it stands. */
export function ignoredFields({ spec, object }: PodSpec, pod: Pod): readonly IgnoredField[] {
  const inPod = ignoredIn(pod.security, POD_CONTEXT, [...OF_BOTH, ...OF_PODS]);
  const inContainers = pod.containers.flatMap(({ node, name, security }) => [
    ...ignoredIn(security, `the securityContext of container ${name}`, [...OF_BOTH, ...OF_CONTAINERS]),
    ...strayIn(node, `container ${name} itself`, []),
  ]);
  const inSpec = strayIn(spec, 'the spec of the pod itself', OF_SPECS);
  return [...inPod, ...inContainers, ...inSpec, ...besideTemplate(spec, object.apiVersion)];
}

/** Whatever stands in a securityContext must be one of its fields. */
function ignoredIn(
  security: DocumentNode | null,
  holder: string,
  allowed: readonly string[],
): readonly IgnoredField[] {
  return (security?.entries() ?? []).flatMap(({ key, value }) =>
    allowed.includes(key) ? [] : [{ node: value, field: key, holder, counts: countsOf(key) }],
  );
}

/** Of what stands elsewhere, only fields that belong into a securityContext or the spec are told. */
function strayIn(node: DocumentNode, holder: string, allowed: readonly string[]): readonly IgnoredField[] {
  return node.entries().flatMap(({ key, value }) => {
    const counts = COUNTS.get(key);
    return counts === undefined || allowed.includes(key) ? [] : [{ node: value, field: key, holder, counts }];
  });
}

/** A securityContext in the spec of a Deployment stands one level too high. Custom resources may well have one there. */
function besideTemplate(spec: DocumentNode, apiVersion: string): readonly IgnoredField[] {
  const template = spec.parent;
  const outer = template?.key === 'template' ? template.parent : null;
  const security = outer?.get('securityContext') ?? null;
  if (security === null || !/^(?:v1|apps\/|batch\/|extensions\/)/.test(apiVersion)) return [];
  const holder = 'the spec of the workload, beside its template';
  return [{ node: security, field: 'securityContext', holder, counts: 'in template.spec' }];
}

function countsOf(field: string): string {
  const known = COUNTS.get(field);
  if (known !== undefined) return known;
  if (OF_POLICIES.includes(field)) return POLICY_ONLY;
  const meant = suggest(field, COUNTS.keys());
  return meant === null
    ? 'nowhere: Kubernetes has no such field'
    : `nowhere; ${meant} is meant, which counts ${COUNTS.get(meant)}`;
}
