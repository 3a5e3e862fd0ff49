/** The facts about what a cluster offers to the outside: Ingresses, their controller, Services. */
import type { FactKind } from '../../../engine/fact.ts';
import { flag, flagOrNull, list, numberOrNull, text, textOrNull, texts } from '../../shape.ts';

export const ingress: FactKind = {
  fact: 'k8s.ingress',
  about: 'One Ingress.',
  fields: {
    name: text(''),
    namespace: text('default where none is written'),
    className: textOrNull('The class, by field or annotation'),
    controller: text('ingress-nginx, nginx.org, or other: what its class and its annotations tell'),
    hosts: texts('Hosts of its rules; * for rules without one'),
    plainHosts: texts('Those that no tls entry covers; any host for rules without one'),
    redirectsToHttps: flagOrNull('Plain HTTP is redirected; null where the controller is not known'),
    rateLimited: flagOrNull(
      'An annotation limits requests or connections; null where the controller is not known',
    ),
    snippets: texts('Annotations that hold nginx configuration'),
    protocols: texts('TLS versions of an annotation ssl-protocols; none where there is no such annotation'),
    hsts: flagOrNull(
      'An annotation sends Strict-Transport-Security; null where the controller does so by itself or is not known',
    ),
  },
};

export const ingressConfig: FactKind = {
  fact: 'k8s.ingressConfig',
  about: 'The ConfigMap of an ingress-nginx controller.',
  fields: {
    name: text(''),
    namespace: text('default where none is written'),
    protocols: texts('ssl-protocols; TLSv1.2 and TLSv1.3 by default'),
    hsts: flag('hsts; on by default'),
    hstsMaxAge: numberOrNull('hsts-max-age in seconds; a year by default'),
    hstsIncludeSubDomains: flag('hsts-include-subdomains; on by default'),
    snippetsAllowed: flag('allow-snippet-annotations; off by default since 1.9'),
    sslRedirect: flag('ssl-redirect; on by default'),
  },
};

export const service: FactKind = {
  fact: 'k8s.service',
  about: 'One Service.',
  fields: {
    name: text(''),
    namespace: text('default where none is written'),
    type: text('ClusterIP, NodePort, LoadBalancer or ExternalName'),
    exposure: text(
      'public: who reaches a node or the load balancer reaches it; internal: a load balancer of the private network; cluster',
    ),
    ports: list('', {
      port: numberOrNull('Of the Service'),
      targetPort: numberOrNull('Of the pods, where it is a number'),
      nodePort: numberOrNull(''),
      product: textOrNull('What listens on one of these ports by default: PostgreSQL, …'),
      what: text('That, or the port of the pods, in words'),
      public: flag('Open to who reaches a node or the load balancer'),
    }),
  },
};

export const ingressKinds: readonly FactKind[] = [ingress, ingressConfig, service];
