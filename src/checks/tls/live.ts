/** Facts of a live TLS endpoint: a survey by raw hellos, and one whole handshake for its certificate. */
import type { Fact } from '../../engine/fact.ts';
import { normalHost } from '../../probe/consent.ts';
import { handshake } from '../../probe/handshake.ts';
import type { LiveCollector, LiveOptions, LiveTarget } from '../live.ts';
import { liveFact } from '../live-fact.ts';
import { openService, type TlsService } from './ask.ts';
import { type CertificateFacts, certificateFacts } from './certificate.ts';
import { resumedVersions } from './resumption.ts';
import type { StartTls } from './start-tls.ts';
import { suiteProperties } from './suite-properties.ts';
import { type Survey, survey } from './survey.ts';

const PORTS: Readonly<Record<string, number>> = {
  'tls:': 443,
  'https:': 443,
  'http:': 80,
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
      const { survey: found } = surveyed;
      const shown = await shownCertificate(probe);
      const resumption = options.deep ? { resumption: await resumedVersions(probe, found.protocols) } : {};
      const value = { ...endpointValue(probe, found, shown), ...resumption };
      return { facts: [factOf(probe, value, unknownOf(found, shown))], unknown: [] };
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
        readonly chainValid?: boolean;
        readonly distrust?: string | null;
      };
      readonly alpn: string | null;
      readonly stapled: boolean;
      /** Why only the certificate itself was seen; null where the handshake was whole. */
      readonly cut: string | null;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Some refuse a client whose protocols they do not speak. */
async function shownCertificate(probe: Probe): Promise<Shown> {
  const shown = await certificateOver(probe, ['h2', 'http/1.1']);
  const isRefused = shown.kind === 'unknown' && shown.reason.includes('NO_APPLICATION_PROTOCOL');
  return isRefused ? certificateOver(probe, []) : shown;
}

async function certificateOver(probe: Probe, alpn: readonly string[]): Promise<Shown> {
  const { service, connections, deadline, now } = probe;
  const { signal } = connections;
  const opened = await openService(probe);
  if (opened.kind === 'unknown') return { kind: 'unknown', reason: opened.why };
  if (opened.kind !== 'open') return { kind: 'unknown', reason: 'TLS was refused' };
  try {
    const { serverName } = service;
    const shaken = await handshake(opened.socket, { serverName, deadline, signal, alpn });
    const certificate = certificateFacts(shaken.chain, serverName, now);
    if (shaken.kind === 'failed') {
      const cut = `no handshake (${shaken.reason})`;
      if (certificate === null) return { kind: 'unknown', reason: cut };
      return { kind: 'certificate', certificate, alpn: null, stapled: false, cut };
    }
    shaken.socket.destroy();
    if (certificate === null) return { kind: 'unknown', reason: 'the certificate cannot be read' };
    return {
      kind: 'certificate',
      certificate: { ...certificate, chainValid: shaken.distrust === null, distrust: shaken.distrust },
      alpn: shaken.alpn,
      stapled: shaken.stapled,
      cut: null,
    };
  } finally {
    opened.socket.destroy();
  }
}

function endpointValue(
  { service, target: { mutualTls } }: Probe,
  found: Survey,
  shown: Shown,
): Readonly<Record<string, unknown>> {
  const suites = Object.entries(found.suites).flatMap(([version, names]) =>
    names.map((name) => ({ ...suiteProperties(name), version })),
  );
  const { traits } = found;
  const alpn = new Set(traits.alpn);
  if (shown.kind === 'certificate' && shown.alpn !== null) alpn.add(shown.alpn);
  return {
    tls: true,
    startTls: service.startTls,
    protocols: found.protocols,
    ciphers: found.suites,
    suites,
    groups: found.groups,
    postQuantum: found.groups.some((group) => group.includes('MLKEM')),
    ...traits,
    alpn: [...alpn],
    stapling: traits.stapling === true || (shown.kind === 'certificate' && shown.stapled),
    mutualTls,
    ...(shown.kind === 'certificate' ? { certificate: shown.certificate } : {}),
  };
}

function unknownOf(found: Survey, shown: Shown): Readonly<Record<string, string>> {
  const cut = shown.kind === 'unknown' ? shown.reason : shown.cut;
  const isStaplingSeen = found.traits.stapling !== null || cut === null;
  return {
    ...found.unknown,
    ...(found.unknown.groups === undefined ? {} : { postQuantum: found.unknown.groups }),
    ...(shown.kind === 'unknown' ? { certificate: shown.reason } : {}),
    ...(shown.kind === 'certificate' && cut !== null
      ? { 'certificate.chainValid': cut, 'certificate.distrust': cut }
      : {}),
    ...(isStaplingSeen ? {} : { stapling: cut }),
  };
}
