/** The facts that nginx configuration yields. What each field means is settled by nginx's documentation and code. */
import type { FactKind } from '../../engine/fact.ts';
import { headerShapes } from '../http/header-shapes.ts';
import { flag, list, number, numberOrNull, text, textOrNull, texts, textsOrNull } from '../shape.ts';

const headerFields = {
  name: text('As written'),
  value: text('Unquoted'),
  always: flag('Sent with every status'),
};

const handler =
  'proxy, grpc, fastcgi, uwsgi, scgi or memcached; static; return; stub_status; lua; none where a server has no location';

export const nginxServer: FactKind = {
  fact: 'nginx.server',
  about: 'One server block with everything it inherits.',
  fields: {
    layer: text('http, stream or mail'),
    context: text('whole, or snippet where the blocks around it are not in the repository'),
    names: texts('server_name, as written'),
    listens: list('The sockets, with what all servers on one socket settle together', {
      address: text('Address, * for all, or unix:path'),
      port: numberOrNull('Null for unix sockets'),
      ssl: flag('TLS on this socket'),
      default: flag('This server answers for unknown names here'),
      quic: flag('HTTP/3'),
    }),
    ssl: flag('At least one socket speaks TLS'),
    plainPorts: { type: 'list', of: number(''), about: 'Ports that speak plain HTTP' },
    effectiveProtocols: texts("TLS versions of the socket: its default server's"),
    protocols: texts('TLS versions of this block, set, inherited or default'),
    olderProtocols: texts(
      'TLS versions that nginx before 1.23.4 (1.18 and later are in use) would offer with this configuration; only where that differs and no version is pinned',
    ),
    newerProtocols: texts(
      'TLS versions that nginx 1.29.2 and later would offer with this configuration, each server its own; only where that differs and no version is pinned',
    ),
    weakenedBy: textOrNull('The default server that adds versions which this block does not allow'),
    ciphers: text('ssl_ciphers, set, inherited or default'),
    suites: list('TLS 1.2 and older suites that the cipher string selects', {
      name: text("OpenSSL's name"),
      aead: flag('Authenticated encryption'),
      forwardSecrecy: flag('Ephemeral key exchange'),
      anonymous: flag('No server authentication'),
      encryption: text('AESGCM, CHACHA20/POLY1305, AES, 3DES, RC4, None, …'),
      mac: text('AEAD, SHA1, SHA256, MD5, …'),
    }),
    preferServerCiphers: flag('ssl_prefer_server_ciphers'),
    sessionTickets: flag(
      'ssl_session_tickets of the server and of the default server of its socket: both must allow them',
    ),
    ticketKeys: text(
      'What tickets are encrypted with: rotated keys; dependent on the version of nginx and the session cache; files; or a fixed key, as old as the server process',
    ),
    sessionTimeout: number(
      'ssl_session_timeout in seconds, of the default server of the socket; 300 by default',
    ),
    sessionCache: text('ssl_session_cache as written, of the default server of the socket; none by default'),
    stapling: flag('ssl_stapling'),
    staplingVerify: flag('ssl_stapling_verify'),
    certificate: textOrNull('ssl_certificate'),
    trustedCertificate: textOrNull('ssl_trusted_certificate'),
    resolvers: list('resolver', { address: text('Address without port, or a host name') }),
    resolverTimeout: numberOrNull('resolver_timeout in seconds, null where not set'),
    rejectHandshake: flag('ssl_reject_handshake'),
    verifyClient: text('ssl_verify_client: on, off, optional, optional_no_ca'),
    redirectsToHttps: flag('What answers plain HTTP redirects to https'),
    unredirected: texts('Locations that answer plain HTTP themselves, ACME challenges left out'),
    upstreamTls: flag('proxy_ssl of a stream server: TLS to the upstream'),
    upstreamVerify: flag('proxy_ssl_verify of a stream server'),
    serverTokens: text('server_tokens: on, off, build or a text'),
    answersUnknownHosts: flag(
      'Default server of a socket that serves something to any Host header, instead of closing or refusing',
    ),
    clientHeaderTimeout: number('Seconds'),
    clientBodyTimeout: number('Seconds'),
    keepaliveTimeout: number('Seconds'),
    sendTimeout: number('Seconds'),
  },
};

export const nginxLocation: FactKind = {
  fact: 'nginx.location',
  about:
    'One location (an `if` in a location is one too), or the server itself where no location takes a request.',
  fields: {
    server: text('First name of the server'),
    match: text('As written: `/`, `= /x`, `~ \\.php$`; empty for the implicit one'),
    context: text('whole or snippet'),
    tls: flag('Served over TLS on at least one socket'),
    handler: text(handler),
    dynamic: flag('Answered by a program, not from files or by nginx itself'),
    returns: numberOrNull('Status of an unconditional return'),
    internal: flag('Only internal redirects arrive here'),
    reached: flag('Clients get here: by its path, or where the try_files of another location ends'),
    headers: list('Effective add_header for a page that is found, inheritance settled', headerFields),
    dropped: list('Headers of an outer level that an add_header of an inner one dropped', {
      name: text('Lower case'),
      value: text('What would have been sent'),
    }),
    droppedNames: texts('Their names, lower case'),
    limits: texts('All limits in force: `limit_req ZONE`, `limit_conn ZONE`'),
    limitReq: list('Effective limit_req', {
      zone: text('Name of the zone'),
      burst: number('0 by default'),
      nodelay: flag('nodelay'),
      rate: numberOrNull('Requests a second, null where the zone is not defined'),
    }),
    limitConn: list('Effective limit_conn', {
      zone: text('Name of the zone'),
      connections: numberOrNull('At once; null where a placeholder stands'),
    }),
    limitFires: flag('A limit is set and nothing answers before it (return, rewrite, dry run)'),
    limitsIdle: flag('Limits are set and act neither here nor in any other location that they reach'),
    clientMaxBodySize: number('Bytes, 0 for no limit, 1048576 by default'),
    methods: textsOrNull('Methods that limit_except or an if let through, null for all'),
    access: list('allow and deny in order', {
      allow: textOrNull('Address, range or all'),
      deny: textOrNull('Address, range or all'),
    }),
    restricted: flag('Only listed addresses come in'),
    authenticated: flag('auth_basic, auth_request, auth_jwt or a client certificate'),
    upstreamScheme: textOrNull('http or https where a proxy or gRPC server stands behind'),
    upstreamVerify: flag('proxy_ssl_verify or grpc_ssl_verify'),
    upstreamProtocols: texts('proxy_ssl_protocols or grpc_ssl_protocols'),
  },
};

export const nginxResponse: FactKind = {
  fact: 'nginx.response',
  about: 'What a client gets from one location in one class of status.',
  fields: {
    server: text('First name of the server'),
    match: text('The location, as in nginx.location'),
    statusClass: text('success, redirect or error'),
    statuses: texts('The statuses it stands for where only some do (error_page), else empty'),
    via: textOrNull('The location whose headers apply after an error_page'),
    tls: flag('Over TLS'),
    redirectsToHttps: flag('Redirects to https'),
    challenge: flag('An ACME challenge (RFC 8555): certificate authorities come here, not browsers'),
    rejectHandshake: flag('No client gets here: the handshake is refused'),
    dynamic: flag('An upstream may add headers of its own, also where try_files falls back on it'),
    content: text(
      'page; asset: a file that is no page by its name (image, script, style, font); words: plain text or nothing, by nginx itself',
    ),
    headers: list('Headers sent, in order', headerFields),
    ...headerShapes,
    dropped: list('Headers of an outer level that an add_header of an inner one dropped', {
      name: text('Lower case'),
      value: text('What would have been sent'),
    }),
    droppedNames: texts('Their names, lower case'),
  },
};

export const nginxLimitZone: FactKind = {
  fact: 'nginx.limitZone',
  about: 'A zone that limit_req_zone or limit_conn_zone defines, or that a limit names.',
  fields: {
    name: text(''),
    kind: text('req or conn'),
    key: textOrNull('What is counted, null where not defined'),
    rate: numberOrNull('Requests a second'),
    defined: flag(''),
    used: flag(''),
  },
};

export const nginxPath: FactKind = {
  fact: 'nginx.path',
  about: 'What answers a path that a rule asks for, or a path of a status page of nginx.',
  fields: {
    server: text('First name of the server'),
    path: text('The path asked for'),
    match: text('The location that takes it'),
    explicit: flag('The location names the path (not a catch-all prefix such as `/`)'),
    handler: text(handler),
    dynamic: flag('Answered by a program or by stub_status'),
    returns: numberOrNull('Status of an unconditional return'),
    exposed: flag('Any client gets an answer: no address list, authentication, internal, or refusing return'),
  },
};

export const nginxKinds: readonly FactKind[] = [
  nginxServer,
  nginxLocation,
  nginxResponse,
  nginxLimitZone,
  nginxPath,
];
