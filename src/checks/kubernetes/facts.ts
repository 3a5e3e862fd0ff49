/** The facts that manifests of workloads yield. What each field means is settled by Kubernetes' API reference. */
import type { FactKind, FieldShape } from '../../engine/fact.ts';
import { flag, flagOrNull, list, numberOrNull, text, textOrNull, texts } from '../shape.ts';
import { ingressKinds } from './ingress/facts.ts';
import { networkPolicyKinds } from './network-policy/facts.ts';
import { rbacKinds } from './rbac/facts.ts';
import { secretKinds } from './secrets/facts.ts';

const object = (about: string, fields: Readonly<Record<string, FieldShape>>): FieldShape => ({
  type: 'object',
  fields,
  about,
});
const map = (about: string): FieldShape => ({ type: 'map', of: text(''), about });

const workload = {
  kind: text('Kind of the workload that the pod belongs to'),
  name: text('Name of the workload'),
  namespace: text('`default` where none is written'),
};

const reported = texts('Official Pod Security checks that fail at the required level');

const k8sPod: FactKind = {
  fact: 'k8s.pod',
  about: 'One pod: a Pod, or the template of a workload, custom resources included.',
  fields: {
    ...workload,
    pss: object('Pod Security Standards, at the Kubernetes version that is judged', {
      level: text('The strictest level that admits the pod: restricted, baseline or privileged'),
      failing: texts('Official ids of the checks that fail at restricted, sorted; overridden ones left out'),
    }),
    requiredLevel: text('By the label of its namespace, else by the configuration'),
    violations: list('Violations of both levels', {
      level: text('Level of the check: baseline or restricted'),
      check: text('Official id'),
      container: textOrNull('Null where the pod itself is at fault'),
      required: flag('The check counts at the required level, and no stricter one speaks in its place'),
      failsBaseline: flag('It is one of the baseline level, or takes the place of one that fails too'),
      who: text('Who is at fault, in words: `container app of Deployment shop/web`, or the workload'),
      what: text('What it does, in words'),
    }),
    reported,
    os: text('linux or windows'),
    serviceAccount: text('`default` where none is named'),
    tokenMounted: flag(
      "The service account's token is mounted: the pod, else its service account, else the default decides",
    ),
    fsGroup: numberOrNull('Group that owns its volumes'),
    persistentVolumes: texts('Persistent volumes that its containers write to'),
    hostPaths: list('Paths of the host that it mounts', {
      path: text('As written'),
      writable: flag('A container may write to it'),
      socket: flag('The socket of a container runtime'),
      reported: flag('A Pod Security check reports it at the required level'),
    }),
    ignored: list('Security fields that stand where Kubernetes ignores them', {
      field: text('As written'),
      holder: text('Where it stands, in words'),
      counts: text('Where it would count, in words'),
    }),
  },
};

const k8sContainer: FactKind = {
  fact: 'k8s.container',
  about: 'One container of a pod, with what it inherits from the pod.',
  fields: {
    kind: workload.kind,
    workload: workload.name,
    namespace: workload.namespace,
    name: text('Name of the container'),
    role: text('container, init or ephemeral'),
    os: text('linux or windows'),
    image: text('As written; empty where a patch adds it'),
    tag: textOrNull('Tag of the image; said only where no placeholder stands'),
    digest: textOrNull('Digest of the image; said only where no placeholder stands'),
    effective: object("securityContext of the container over the pod's", {
      runAsUser: numberOrNull('User id'),
      runAsGroup: numberOrNull('Group id'),
      runAsNonRoot: flagOrNull('The kubelet refuses root'),
      readOnlyRootFilesystem: flagOrNull('The image cannot be written to'),
      allowPrivilegeEscalation: flagOrNull('A child may gain more rights; true where not set'),
      privileged: flagOrNull('All rights of the host'),
      procMount: textOrNull('Default or Unmasked'),
      seccompProfile: textOrNull('RuntimeDefault, Localhost or Unconfined'),
      appArmorProfile: textOrNull('RuntimeDefault, Localhost or Unconfined'),
      capabilities: object('Linux capabilities', { add: texts('Added'), drop: texts('Dropped') }),
    }),
    reported,
    limits: map('resources.limits, by resource'),
    requests: map('resources.requests, by resource'),
    probes: texts('livenessProbe, readinessProbe, startupProbe: those that are set'),
    serves: flag('A main container of a workload that runs until it is stopped'),
  },
};

const k8sNamespace: FactKind = {
  fact: 'k8s.namespace',
  about: 'One Namespace with its Pod Security labels.',
  fields: {
    name: text('Name'),
    enforce: textOrNull('pod-security.kubernetes.io/enforce'),
    enforceVersion: textOrNull('pod-security.kubernetes.io/enforce-version'),
    warn: textOrNull('pod-security.kubernetes.io/warn'),
    audit: textOrNull('pod-security.kubernetes.io/audit'),
    system: flag("One of Kubernetes' own: kube-system, kube-public, kube-node-lease"),
  },
};

const k8sObject: FactKind = {
  fact: 'k8s.object',
  about: 'One object of a kind that a rule asks for.',
  fields: {
    kind: text('Kind'),
    apiVersion: text('Group and version'),
    name: textOrNull('metadata.name'),
    namespace: textOrNull('metadata.namespace as written'),
  },
};

const k8sDuplicateKey: FactKind = {
  fact: 'k8s.duplicateKey',
  about: 'One key that a map of a manifest gives more than once; the last one counts.',
  fields: {
    key: text('The key'),
    path: text('The names that lead to its map'),
  },
};

export const kubernetesKinds: readonly FactKind[] = [
  k8sPod,
  k8sContainer,
  k8sNamespace,
  k8sObject,
  k8sDuplicateKey,
  ...networkPolicyKinds,
  ...rbacKinds,
  ...ingressKinds,
  ...secretKinds,
];
