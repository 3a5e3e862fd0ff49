/** nginx.server: one fact for each server block of http, stream and mail, with all that it inherits. */
import type { Fact } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import type { Suite } from './cipher-names.ts';
import { selectSuites } from './ciphers.ts';
import { begin, type Draft, doubt, makePlacedFact, narrow, place, put, putSetting, wants } from './draft.ts';
import { rejectsHandshake } from './handshake.ts';
import { atArgument, atBlock, type Level, nearest, own } from './levels.ts';
import { allowedProtocols, eraOf, type Offer, offeredProtocols, type ProtocolEra } from './protocols.ts';
import { type Reach, reachOf, type Scope } from './scope.ts';
import { putAnswers } from './server-answers.ts';
import { sessionsOf } from './sessions.ts';
import { flagSetting, known, type Setting, settingOf, textSetting, timeSetting } from './setting.ts';
import { type Server, serverSubject } from './structure.ts';
import { parseTime } from './time.ts';

/** Ports on which a snippet's silence about TLS means nothing: another file may turn it on for the socket. */
const TLS_PORTS: ReadonlySet<number | null> = new Set([443, 8443]);

/** Null for a snippet of directives in which nothing is a server's. */
export function serverFact(server: Server, scope: Scope): Fact | null {
  const subject = server.isAssumed ? `snippet ${scope.structure.path}` : serverSubject(server);
  const { confidence } = scope;
  const heading = { fact: 'nginx.server', subject, at: atBlock(server.level), confidence };
  const fact = makePlacedFact(heading, scope.purpose, (draft) => fill(draft, server, scope));
  return 'layer' in fact.value ? fact : null;
}

function fill(draft: Draft, server: Server, scope: Scope): void {
  const { level, layer } = server;
  const reach = reachOf(server, scope);
  begin(draft, {
    listens: undefined,
    ssl: undefined,
    plainPorts: undefined,
    protocols: undefined,
    effectiveProtocols: undefined,
    weakenedBy: undefined,
    olderProtocols: undefined,
    newerProtocols: undefined,
    ciphers: undefined,
    suites: undefined,
    preferServerCiphers: undefined,
    sessionTickets: undefined,
    sessionTimeout: undefined,
    sessionCache: undefined,
    ticketKeys: undefined,
    stapling: undefined,
    staplingVerify: undefined,
    certificate: undefined,
    trustedCertificate: undefined,
    rejectHandshake: undefined,
    verifyClient: undefined,
    resolverTimeout: undefined,
    resolvers: undefined,
    serverTokens: undefined,
    clientHeaderTimeout: undefined,
    clientBodyTimeout: undefined,
    keepaliveTimeout: undefined,
    sendTimeout: undefined,
    redirectsToHttps: undefined,
    unredirected: undefined,
    answersUnknownHosts: undefined,
    layer: undefined,
    context: undefined,
    names: undefined,
  });
  putSockets(draft, server, scope, reach);
  narrow(draft, 'ssl');
  putProtocols(draft, server, scope, reach);
  putSuites(draft, server, scope);
  putTls(draft, server, scope, reach);
  if (layer === 'stream') {
    putSetting(draft, 'upstreamTls', flagSetting(level, 'proxy_ssl', false));
    putSetting(draft, 'upstreamVerify', flagSetting(level, 'proxy_ssl_verify', false));
  }
  if (layer === 'http') {
    putSetting(draft, 'serverTokens', textSetting(level, 'server_tokens', 'on'));
    putSetting(draft, 'clientHeaderTimeout', timeSetting(level, 'client_header_timeout', 60));
    putSetting(draft, 'clientBodyTimeout', timeSetting(level, 'client_body_timeout', 60));
    putSetting(draft, 'keepaliveTimeout', timeSetting(level, 'keepalive_timeout', 75));
    putSetting(draft, 'sendTimeout', timeSetting(level, 'send_timeout', 60));
    if (!server.isAssumed) putAnswers(draft, server, scope, reach);
  }
  if (server.isAssumed && isEmpty(draft.value) && isEmpty(draft.unknown)) return;
  put(draft, 'layer', layer);
  put(draft, 'context', scope.structure.context);
  if (!server.isAssumed) putNames(draft, server);
}

/** True for fields that nobody reads of such a server. A snippet is a server's by any field that it has. */
function isIdle(draft: Draft, { isAssumed }: Server, ...fields: readonly string[]): boolean {
  return !isAssumed && !wants(draft, ...fields);
}

function isEmpty(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.values(fields).every((content) => content === undefined);
}

function putNames(draft: Draft, server: Server): void {
  const { level } = server;
  if (level.unresolved !== null && own(level, 'server_name').length === 0) {
    doubt(draft, 'names', level.unresolved, atBlock(level));
    return;
  }
  put(draft, 'names', server.names, atBlock(level));
  if (draft.places === null) return;
  const named = own(level, 'server_name').flatMap((directive) =>
    directive.args
      .filter((argument) => argument.text !== '')
      .map((argument) => atArgument(directive, argument, level)),
  );
  named.forEach((at, index) => {
    place(draft, `names.${index}`, at);
  });
}

/** True for the server that must surround a snippet which settles TLS: it is there for a socket that speaks it. */
function speaksTls({ isAssumed, level }: Server): boolean {
  const levels = level.parent === null ? [level] : [level, level.parent];
  return isAssumed && levels.some((at) => at.directives.some(({ name }) => name.startsWith('ssl_')));
}

function putSockets(draft: Draft, server: Server, scope: Scope, reach: Reach): void {
  if (reach.isUnsaid) {
    if (speaksTls(server)) put(draft, 'ssl', true, atBlock(server.level));
    return;
  }
  if (reach.unknown !== null) {
    for (const field of ['listens', 'ssl', 'plainPorts']) doubt(draft, field, reach.unknown, reach.at);
    return;
  }
  const isSnippet = scope.structure.context === 'snippet';
  const outer = server.level.parent?.unresolved ?? null;
  const plain: { readonly port: number; readonly at: Anchor | null }[] = [];
  let isSilent = false;
  const listens = reach.listens.map((listen, index) => {
    const socket = scope.sockets.get(listen.key);
    const ssl = socket?.ssl === true;
    const { port } = listen;
    if (!ssl && port !== null) plain.push({ port, at: listen.at });
    const isDefault = socket?.defaultServer === server;
    place(draft, `listens.${index}`, listen.at);
    const tlsElsewhere = !ssl && isSnippet && TLS_PORTS.has(port);
    isSilent ||= tlsElsewhere;
    if (isDefault && outer !== null && socket?.defaultIsExplicit !== true) {
      draft.unknown[`listens.${index}.default`] = outer;
    }
    return {
      address: listen.address,
      port,
      ...(tlsElsewhere ? {} : { ssl }),
      ...(isSnippet && !listen.defaultFlag ? {} : { default: isDefault }),
      quic: listen.quic,
    };
  });
  put(draft, 'listens', listens, atBlock(server.level));
  if (reach.tls || !isSilent) put(draft, 'ssl', reach.tls, reach.at);
  const visible = plain.filter(({ port }) => !(isSnippet && TLS_PORTS.has(port)));
  put(
    draft,
    'plainPorts',
    visible.map(({ port }) => port),
    atBlock(server.level),
  );
  visible.forEach(({ at }, index) => {
    place(draft, `plainPorts.${index}`, at);
  });
}

/** The eras of nginx in use that differ from the one that is judged, where no version is pinned. */
const OLDER: ProtocolEra = { oldDefault: true, virtual: false };
const NEWER: ProtocolEra = { oldDefault: false, virtual: true };
const OTHER_ERAS = ['olderProtocols', 'newerProtocols'] as const;

const SUITES = ['ciphers', 'suites'] as const;

function putProtocols(draft: Draft, server: Server, scope: Scope, reach: Reach): void {
  if (isIdle(draft, server, 'protocols', 'effectiveProtocols', 'weakenedBy', ...OTHER_ERAS, ...SUITES))
    return;
  const era = eraOf(scope.version);
  const allowed = allowedProtocols(server.level, era);
  putSetting(draft, 'protocols', allowed);
  if (reach.isUnsaid) {
    if (speaksTls(server)) putSetting(draft, 'effectiveProtocols', allowed);
    return;
  }
  if (reach.unknown !== null) {
    for (const field of ['effectiveProtocols', 'weakenedBy']) doubt(draft, field, reach.unknown, reach.at);
    return;
  }
  const offer = (of: ProtocolEra): Offer => offeredProtocols(server, reach.listens, scope.sockets, of);
  const now = offer(era);
  putSetting(draft, 'effectiveProtocols', now.protocols);
  if (now.protocols.kind === 'unsaid') return;
  if (now.protocols.kind === 'unknown') {
    doubt(draft, 'weakenedBy', now.protocols.reason, now.protocols.at);
    return;
  }
  const weak = now.weakenedBy;
  put(
    draft,
    'weakenedBy',
    weak === null ? null : serverSubject(weak.server),
    weak?.at ?? atBlock(server.level),
  );
  for (const field of OTHER_ERAS) {
    if (isIdle(draft, server, field)) continue;
    const other = field === 'olderProtocols' ? OLDER : NEWER;
    const there = offer(other).protocols;
    const differs =
      scope.version === null && there.kind === 'known' && there.value.join() !== now.protocols.value.join();
    if (differs) putSetting(draft, field, there);
    else put(draft, field, [], now.protocols.at);
  }
}

function putSuites(draft: Draft, server: Server, scope: Scope): void {
  if (isIdle(draft, server, ...SUITES)) return;
  const ciphers = cipherString(server);
  putSetting(draft, 'ciphers', ciphers);
  if (ciphers.kind === 'unknown') doubt(draft, 'suites', ciphers.reason, ciphers.at);
  if (ciphers.kind !== 'known') return;
  const era = eraOf(scope.version);
  const versions = draft.value.effectiveProtocols ?? allowedProtocols(server.level, era);
  const isModern = Array.isArray(versions) && versions.every((version) => version === 'TLSv1.3');
  const selected = isModern ? [] : usableSuites(ciphers.value);
  if (selected === null) {
    doubt(draft, 'suites', 'OpenSSL refuses this cipher string or finds no suite in it', ciphers.at);
    return;
  }
  putSetting(draft, 'suites', { ...ciphers, value: selected });
}

const described = new Map<string, readonly unknown[] | null>();

/** The suites of a cipher string that nginx can negotiate: it has no pre-shared keys and no passwords for SRP. */
function usableSuites(text: string): readonly unknown[] | null {
  let suites = described.get(text);
  if (suites === undefined) {
    const usable = selectSuites(text, true)?.filter((suite) => !/PSK|SRP/.test(suite.exchange));
    suites = usable?.map(describe) ?? null;
    described.set(text, suites);
  }
  return suites;
}

const describe = (suite: Suite): Readonly<Record<string, unknown>> => ({
  name: suite.name,
  aead: suite.mac === 'AEAD',
  forwardSecrecy: suite.exchange === 'ECDH' || suite.exchange === 'DH',
  anonymous: suite.authentication === 'None',
  encryption: suite.encryption,
  mac: suite.mac,
});

/** `ssl_ciphers`, or the CipherString of `ssl_conf_command`, which works on OpenSSL after it. */
function cipherString(server: Server): Setting<string> {
  const commands = nearest(server.level, 'ssl_conf_command', true);
  if (commands.kind === 'found') {
    const last = commands.directives.findLast((one) => one.args[0]?.text.toLowerCase() === 'cipherstring');
    const value = last?.args[1];
    if (last !== undefined && value !== undefined) {
      const at = atArgument(last, value, commands.level);
      return known(value.text, at, () => [{ what: 'set', span: at }]);
    }
  }
  return textSetting(server.level, 'ssl_ciphers', 'HIGH:!aNULL:!MD5');
}

function putTls(draft: Draft, server: Server, scope: Scope, reach: Reach): void {
  const { level } = server;
  const idle = (...fields: readonly string[]): boolean => isIdle(draft, server, ...fields);
  if (!idle('preferServerCiphers'))
    putSetting(draft, 'preferServerCiphers', flagSetting(level, 'ssl_prefer_server_ciphers', false));
  if (!idle('sessionTickets', 'sessionTimeout', 'sessionCache', 'ticketKeys')) {
    const sessions = sessionsOf(server, scope, reach);
    putSetting(draft, 'sessionTickets', sessions.tickets);
    putSetting(draft, 'sessionTimeout', sessions.timeout);
    putSetting(draft, 'sessionCache', sessions.cache);
    putSetting(draft, 'ticketKeys', sessions.keys);
  }
  if (!idle('stapling', 'staplingVerify')) {
    putSetting(draft, 'stapling', flagSetting(level, 'ssl_stapling', false));
    putSetting(draft, 'staplingVerify', flagSetting(level, 'ssl_stapling_verify', false));
  }
  if (!idle('certificate', 'trustedCertificate')) {
    putSetting(draft, 'certificate', textSetting(level, 'ssl_certificate', null));
    putSetting(draft, 'trustedCertificate', textSetting(level, 'ssl_trusted_certificate', null));
  }
  if (!server.isAssumed || speaksTls(server)) putSetting(draft, 'rejectHandshake', rejectsHandshake(level));
  if (!idle('verifyClient'))
    putSetting(draft, 'verifyClient', textSetting(level, 'ssl_verify_client', 'off'));
  if (!idle('resolverTimeout')) putSetting(draft, 'resolverTimeout', resolverTimeout(level));
  putResolvers(draft, server);
}

function resolverTimeout(level: Level): Setting<number | null> {
  return settingOf<number | null>(level, 'resolver_timeout', null, (directive) =>
    parseTime(directive.args[0]?.text ?? ''),
  );
}

function putResolvers(draft: Draft, server: Server): void {
  const setting = textSetting(server.level, 'resolver', null);
  if (setting.kind !== 'known' || setting.value === null) {
    putSetting(draft, 'resolvers', setting.kind === 'known' ? { ...setting, value: [] } : setting);
    return;
  }
  const found = nearest(server.level, 'resolver');
  if (found.kind !== 'found') return;
  const [directive] = found.directives;
  const addresses = directive.args.filter((argument) => !/^(valid|ipv[46]|status_zone)=/.test(argument.text));
  putSetting(draft, 'resolvers', {
    ...setting,
    value: addresses.map((argument) => ({ address: withoutPort(argument.text) })),
    elements: addresses.map((argument) => atArgument(directive, argument, found.level)),
  });
}

function withoutPort(address: string): string {
  const six = /^\[([^\]]*)\]/.exec(address);
  return six === null ? address.replace(/:\d+$/, '') : (six[1] ?? '');
}
