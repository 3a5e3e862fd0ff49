/** The fact that a declared port yields. */
import type { FactKind } from '../../engine/fact.ts';

export const tcpEndpoint: FactKind = {
  fact: 'tcp.endpoint',
  about: 'A port that was connected to.',
  live: true,
  fields: {
    open: { type: 'boolean', about: 'A connection is accepted' },
    expected: { type: 'string', about: 'open or closed, as the configuration declares it', nullable: true },
  },
};
