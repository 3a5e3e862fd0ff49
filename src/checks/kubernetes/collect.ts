/** Kubernetes: from manifests to facts. */
import type { FactKind } from '../../engine/fact.ts';
import type { Collected, CollectOptions, Collector, Project } from '../collector.ts';
import { kubernetesKinds } from './facts.ts';
import { ingressFacts } from './ingress/collect.ts';
import { ingressKinds } from './ingress/facts.ts';
import { networkPolicies } from './network-policy/collect.ts';
import { networkPolicyKinds } from './network-policy/facts.ts';
import { kubernetesFiles } from './objects.ts';
import { askedObjectFacts, duplicateKeyFacts, namespaceFacts } from './other-facts.ts';
import { rbacFacts } from './rbac/collect.ts';
import { rbacKinds } from './rbac/facts.ts';
import { secretKinds } from './secrets/facts.ts';
import { plainSecrets } from './secrets/plain-text.ts';
import { secretFacts } from './secrets/references.ts';
import { workloads } from './workloads.ts';

/** Claims manifests, finds the pods in them, and says what they mean. Never throws, whatever the files hold. */
export const kubernetesCollector: Collector = {
  technology: 'kubernetes',
  kinds: kubernetesKinds,
  collect(project: Project, options: CollectOptions): Collected {
    const { objects, claims, notAnalysed } = kubernetesFiles(project);
    const pods = workloads(objects, options);
    const isWanted = wants(options, networkPolicyKinds);
    const policies = isWanted
      ? networkPolicies(objects, notAnalysed.length > 0 ? 'medium' : 'high')
      : NOTHING;
    const secrets = wants(options, secretKinds) ? plainSecrets(objects) : null;
    return {
      claims,
      facts: [
        ...pods.facts,
        ...policies.facts,
        ...(wants(options, rbacKinds) ? rbacFacts(objects) : []),
        ...(wants(options, ingressKinds) ? ingressFacts(objects) : []),
        ...(wants(options, secretKinds) ? secretFacts(objects) : []),
        ...(secrets?.facts ?? []),
        ...namespaceFacts(objects),
        ...askedObjectFacts(objects, options),
        ...duplicateKeyFacts(objects),
      ],
      notAnalysed: [...notAnalysed, ...pods.notAnalysed, ...policies.notAnalysed],
      notes: pods.notes,
      ...(secrets === null ? {} : { texts: secrets.texts }),
    };
  },
};

const NOTHING = { facts: [], notAnalysed: [] };

/** True where a rule reads one of the kinds, or everything is wanted. */
function wants({ reads }: CollectOptions, kinds: readonly FactKind[]): boolean {
  return reads === null || kinds.some(({ fact }) => reads(fact)?.size !== 0);
}
