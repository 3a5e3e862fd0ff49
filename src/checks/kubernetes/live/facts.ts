/** The facts that only a running cluster yields. */
import type { FactKind } from '../../../engine/fact.ts';
import { flag, flagOrNull, textOrNull } from '../../shape.ts';

const connection: FactKind = {
  fact: 'k8s.connection',
  about: 'How this run entered the API server.',
  live: true,
  fields: {
    verified: flagOrNull('The certificate of the server was verified; null without TLS, on this machine'),
    credentials: flag('A token, a password or a client certificate was shown'),
    version: textOrNull('Of the server: 1.36'),
  },
};

export const kubernetesLiveKinds: readonly FactKind[] = [connection];
