/** Kubernetes: from manifests to facts. */
import type { Collected, CollectOptions, Collector, Project } from '../collector.ts';
import { kubernetesKinds } from './facts.ts';
import { kubernetesFiles } from './objects.ts';
import { askedObjectFacts, duplicateKeyFacts, namespaceFacts } from './other-facts.ts';
import { workloads } from './workloads.ts';

/** Claims manifests, finds the pods in them, and says what they mean. Never throws, whatever the files hold. */
export const kubernetesCollector: Collector = {
  technology: 'kubernetes',
  kinds: kubernetesKinds,
  collect(project: Project, options: CollectOptions): Collected {
    const { objects, claims, notAnalysed } = kubernetesFiles(project);
    const pods = workloads(objects, options);
    return {
      claims,
      facts: [
        ...pods.facts,
        ...namespaceFacts(objects),
        ...askedObjectFacts(objects, options),
        ...duplicateKeyFacts(objects),
      ],
      notAnalysed: [...notAnalysed, ...pods.notAnalysed],
      notes: pods.notes,
    };
  },
};
