/** Ingresses, ConfigMaps of ingress-nginx and Services, as facts. */
import type { Fact } from '../../../engine/fact.ts';
import type { KubernetesObject } from '../objects.ts';
import { configFact, isControllerConfig } from './controller-config.ts';
import { ingressFact } from './ingress-fact.ts';
import { serviceFact } from './service-fact.ts';

export function ingressFacts(objects: readonly KubernetesObject[]): readonly Fact[] {
  return objects.flatMap((object): readonly Fact[] => {
    const { kind, apiVersion } = object;
    if (kind === 'Ingress' && /^(?:networking\.k8s\.io|extensions)\//.test(apiVersion))
      return [ingressFact(object)];
    if (apiVersion !== 'v1') return [];
    if (kind === 'Service') return [serviceFact(object)];
    return kind === 'ConfigMap' && isControllerConfig(object) ? [configFact(object)] : [];
  });
}
