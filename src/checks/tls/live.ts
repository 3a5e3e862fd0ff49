/** Facts of a live TLS endpoint: a survey by raw hellos, and one whole handshake for its certificate. */
import type { Fact } from '../../engine/fact.ts';
import { normalHost } from '../../probe/consent.ts';
import { converse } from '../../probe/converse.ts';
import { handshake } from '../../probe/handshake.ts';
import type { LiveCollector, LiveOptions, LiveTarget } from '../live.ts';
import { liveFact } from '../live-fact.ts';
import type { TlsService } from './ask.ts';
import { type CertificateFacts, certificateFacts } from './certificate.ts';
import { START_TLS, type StartTls } from './start-tls.ts';
import { suiteProperties } from './suite-properties.ts';
import { type Survey, survey } from './survey.ts';

const PORTS: Readonly<Record<string, number>> = {
  'tls:': 443,
  'https:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
  'smtp:': 587,
  'imap:': 143,
};

const START_TLS_SCHEMES: Readonly<Record<string, StartTls>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'smtp:': 'smtp',
  'imap:': 'imap',
};

/** Where a URL leads: `tls://` and `https://` speak TLS at once, `postgres://`, `smtp://` and `imap://` start it. */
export function tlsService(url: URL, server: string | null): TlsService {
  const host = normalHost(url.hostname);
  return {
    host,
    port: url.port === '' ? (PORTS[url.protocol] ?? 443) : Number(url.port),
    serverName: server ?? host,
    startTls: START_TLS_SCHEMES[url.protocol] ?? null,
  };
}

interface Probe extends LiveOptions {
  readonly target: LiveTarget;
  readonly service: TlsService;
}

/** Surveys one endpoint. */
export const collectTls: LiveCollector = async (target, options) => {
  const service = tlsService(target.parsed, target.server);
  const probe: Probe = { ...options, target, service };
  const surveyed = await survey({ ...options, service }, options.deep);
  switch (surveyed.kind) {
    case 'unknown':
      return { facts: [], unknown: [surveyed.why] };
    case 'plain':
      return { facts: [factOf(probe, { tls: false, startTls: service.startTls }, {})], unknown: [] };
    case 'tls': {
      const shown = await shownCertificate(probe);
      const value = endpointValue(service, surveyed.survey, shown);
      return { facts: [factOf(probe, value, unknownOf(surveyed.survey, shown))], unknown: [] };
    }
  }
};

function factOf(
  { target, service }: Probe,
  value: Readonly<Record<string, unknown>>,
  unknown: Readonly<Record<string, string>>,
): Fact {
  const host = service.host.includes(':') ? `[${service.host}]` : service.host;
  const subject = `${host}:${service.port}`;
  return liveFact(target, { fact: 'tls.endpoint', subject, value, unknown });
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

async function shownCertificate({ service, connections, deadline, now }: Probe): Promise<Shown> {
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

function endpointValue(service: TlsService, found: Survey, shown: Shown): Readonly<Record<string, unknown>> {
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
