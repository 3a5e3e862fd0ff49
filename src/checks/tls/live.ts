/** Facts of a live TLS endpoint: a survey by raw hellos, and one whole handshake for its certificate. */
import type { Fact, Target } from '../../engine/fact.ts';
import type { Connections } from '../../probe/connect.ts';
import { converse } from '../../probe/converse.ts';
import { handshake } from '../../probe/handshake.ts';
import type { TlsService } from './ask.ts';
import { type CertificateFacts, certificateFacts } from './certificate.ts';
import { START_TLS } from './start-tls.ts';
import { suiteProperties } from './suite-properties.ts';
import { type Survey, survey } from './survey.ts';

export interface TlsProbe {
  readonly target: Target;
  readonly service: TlsService;
  readonly connections: Connections;
  readonly deep: boolean;
  /** For each answer of the server, in ms. */
  readonly deadline: number;
  readonly now: Date;
}

export type TlsProbed =
  | { readonly kind: 'fact'; readonly fact: Fact }
  /** Nothing can be said about the endpoint. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Probes one endpoint. */
export async function probeTls(probe: TlsProbe): Promise<TlsProbed> {
  const { service, connections, deep, deadline } = probe;
  const surveyed = await survey({ connections, service, deadline }, deep);
  switch (surveyed.kind) {
    case 'unknown':
      return { kind: 'unknown', reason: surveyed.why };
    case 'plain':
      return { kind: 'fact', fact: factOf(probe, { tls: false, startTls: service.startTls }, {}) };
    case 'tls': {
      const shown = await shownCertificate(probe);
      return {
        kind: 'fact',
        fact: factOf(probe, endpointValue(probe, surveyed.survey, shown), unknownOf(surveyed.survey, shown)),
      };
    }
  }
}

function factOf(
  { target, service }: TlsProbe,
  value: Readonly<Record<string, unknown>>,
  unknown: Readonly<Record<string, string>>,
): Fact {
  const host = service.host.includes(':') ? `[${service.host}]` : service.host;
  return {
    fact: 'tls.endpoint',
    from: 'live',
    subject: `${host}:${service.port}`,
    at: null,
    target,
    value,
    positions: {},
    provenance: {},
    unknown,
    confidence: 'certain',
    link: null,
  };
}

type Shown =
  | {
      readonly kind: 'certificate';
      readonly certificate: CertificateFacts & {
        readonly chainValid: boolean;
        readonly distrust: string | null;
      };
      readonly alpn: string | null;
      readonly stapled: boolean;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

async function shownCertificate({ service, connections, deadline, now }: TlsProbe): Promise<Shown> {
  const connected = await connections.open(service);
  if (connected.kind === 'failed') return { kind: 'unknown', reason: connected.reason };
  const { socket } = connected;
  const { signal } = connections;
  try {
    for (const turn of service.startTls === null ? [] : START_TLS[service.startTls]) {
      const said = await converse(socket, { ...turn, limit: 65_536, deadline, signal });
      if (said.kind === 'none' || said.answer === 'refused')
        return { kind: 'unknown', reason: 'TLS was refused' };
    }
    const shaken = await handshake(socket, { serverName: service.serverName, deadline, signal });
    if (shaken.kind === 'failed') return { kind: 'unknown', reason: `no handshake (${shaken.reason})` };
    shaken.socket.destroy();
    const certificate = certificateFacts(shaken.chain, service.serverName, now);
    if (certificate === null) return { kind: 'unknown', reason: 'the certificate cannot be read' };
    return {
      kind: 'certificate',
      certificate: { ...certificate, chainValid: shaken.distrust === null, distrust: shaken.distrust },
      alpn: shaken.alpn,
      stapled: shaken.stapled,
    };
  } finally {
    socket.destroy();
  }
}

function endpointValue(
  { service }: TlsProbe,
  found: Survey,
  shown: Shown,
): Readonly<Record<string, unknown>> {
  const suites = Object.entries(found.suites).flatMap(([version, names]) =>
    names.map((name) => ({ ...suiteProperties(name), version })),
  );
  const alpn = new Set(found.alpn);
  if (shown.kind === 'certificate' && shown.alpn !== null) alpn.add(shown.alpn);
  return {
    tls: true,
    startTls: service.startTls,
    protocols: found.protocols,
    ciphers: found.suites,
    suites,
    groups: found.groups,
    postQuantum: found.groups.some((group) => group.includes('MLKEM')),
    alpn: [...alpn],
    sessionTickets: found.sessionTickets,
    stapling: found.stapling === true || (shown.kind === 'certificate' && shown.stapled),
    extendedMasterSecret: found.extendedMasterSecret,
    secureRenegotiation: found.secureRenegotiation,
    serverNameRequired: found.serverNameRequired,
    ...(shown.kind === 'certificate' ? { certificate: shown.certificate } : {}),
  };
}

function unknownOf(found: Survey, shown: Shown): Readonly<Record<string, string>> {
  return {
    ...found.unknown,
    ...(found.unknown.groups === undefined ? {} : { postQuantum: found.unknown.groups }),
    ...(shown.kind === 'unknown' ? { certificate: shown.reason } : {}),
  };
}
