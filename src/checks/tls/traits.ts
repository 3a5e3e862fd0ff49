/** What a server does beside the version, suite and group that it chooses, each found out by a hello that asks for it. */
import { type Answered, type Asker, ask } from './ask.ts';
import type { HelloRequest } from './client-hello.ts';
import { EXTENSION, HANDSHAKE, VERSIONS, type VersionName } from './code-points.ts';
import { asksForCertificate } from './encrypted-flight.ts';
import type { ServerHello } from './server-flight.ts';
import { TLS13_SUITES } from './suite-names.ts';
import { STRONG_FIRST } from './suite-order.ts';

export interface Offered {
  readonly version: VersionName;
  readonly hello: ServerHello;
}

/** A field that stands under `unknown` of the request has no meaning here. */
export interface Traits {
  readonly alpn: readonly string[];
  /** Null where TLS 1.2 is not spoken: TLS 1.3 says these things under encryption only. */
  readonly sessionTickets: boolean | null;
  readonly stapling: boolean | null;
  readonly extendedMasterSecret: boolean | null;
  readonly secureRenegotiation: boolean | null;
  /** It asks clients for a certificate; null where that is unknown. */
  readonly clientCertificate: boolean | null;
  /** It chooses by its own order of suites; null where it has only one. Looked at with `deep` only. */
  readonly serverPreference?: boolean | null;
  /** A client that names no server is turned away. */
  readonly serverNameRequired: boolean;
}

export interface TraitsRequest {
  readonly asker: Asker;
  readonly offered: readonly Offered[];
  /** Asks for what costs more connections, too. */
  readonly deep: boolean;
  /** Code points, those that the server takes. */
  readonly groups: readonly number[];
  /** Filled with what could not be found out: field to reason. */
  readonly unknown: Record<string, string>;
}

export async function traitsOf(request: TraitsRequest): Promise<Traits> {
  const [older, preference, nameless] = await Promise.all([
    beside(request),
    request.deep ? prefersOwnOrder(request) : undefined,
    turnsNamelessAway(request),
  ]);
  return {
    ...older,
    ...(preference === undefined ? {} : { serverPreference: preference }),
    serverNameRequired: nameless,
  };
}

/** The answer; null, and the fields unknown, where there is none in time. */
async function heard(
  { asker, unknown }: TraitsRequest,
  fields: readonly string[],
  hello: Omit<HelloRequest, 'serverName'> & { readonly serverName?: null },
  whole = false,
): Promise<Answered | null> {
  const answer = await ask(asker, { serverName: asker.service.serverName, ...hello }, whole);
  if (answer.kind !== 'unknown') return answer;
  for (const field of fields) unknown[field] ??= answer.why;
  return null;
}

const PROTOCOLS = ['h2', 'http/1.1'];

/** Those that the server takes: the one that it chose among both, and the other if that is taken alone. */
async function alpnOf(request: TraitsRequest, chosen: Buffer | undefined): Promise<readonly string[]> {
  // RFC 7301 section 3.1: a list of one name, each with its length before it.
  const first = chosen?.subarray(3).toString('latin1');
  if (first === undefined || !PROTOCOLS.includes(first)) return [];
  const others = PROTOCOLS.filter((name) => name !== first);
  const answer = await heard(request, ['alpn'], { version: 'TLSv1.2', alpn: others });
  return answer?.kind === 'hello' && answer.extensions.has(EXTENSION.alpn) ? [first, ...others] : [first];
}

type Beside = Omit<Traits, 'serverPreference' | 'serverNameRequired'>;

const IN_CLEAR: readonly (keyof Beside)[] = [
  'alpn',
  'sessionTickets',
  'stapling',
  'extendedMasterSecret',
  'secureRenegotiation',
  'clientCertificate',
];

async function beside(request: TraitsRequest): Promise<Beside> {
  const nothing = {
    alpn: [],
    ...{ sessionTickets: null, stapling: null, extendedMasterSecret: null, secureRenegotiation: null },
  };
  const older = request.offered.findLast(({ version }) => version !== 'TLSv1.3');
  if (older === undefined) {
    const clientCertificate = await asksForCertificate(request.asker, request.groups);
    if (clientCertificate === null)
      request.unknown.clientCertificate = 'it is said in a group that we cannot follow';
    return { ...nothing, clientCertificate };
  }
  const isTwelve = older.version === 'TLSv1.2';
  const twelve = { ticket: true, alpn: PROTOCOLS };
  const asked = { version: older.version, status: true, ...(isTwelve ? twelve : {}) };
  const fields = isTwelve ? IN_CLEAR : ['stapling', 'clientCertificate'];
  const first = await heard(request, fields, asked, true);
  // Some refuse a client whose protocols they do not speak.
  const answer = first?.kind === 'alert' ? await heard(request, fields, { ...asked, alpn: [] }, true) : first;
  if (answer?.kind !== 'hello') {
    for (const field of fields) request.unknown[field] ??= 'the server ends the handshake after its hello';
    return { ...nothing, clientCertificate: null };
  }
  const seen = {
    stapling: answer.messages.includes(HANDSHAKE.certificateStatus),
    clientCertificate: answer.messages.includes(HANDSHAKE.certificateRequest),
  };
  if (!isTwelve) return { ...nothing, ...seen };
  return {
    ...seen,
    alpn: await alpnOf(request, answer.extensions.get(EXTENSION.alpn)),
    sessionTickets: answer.extensions.has(EXTENSION.sessionTicket),
    extendedMasterSecret: answer.extensions.has(EXTENSION.extendedMasterSecret),
    secureRenegotiation: answer.extensions.has(EXTENSION.renegotiationInfo),
  };
}

/** Who chooses the same suite whichever stands first chooses by an order of its own, if there is another to choose. */
async function prefersOwnOrder(request: TraitsRequest): Promise<boolean | null> {
  const newest = request.offered.at(-1);
  if (newest === undefined) return null;
  const { version, hello } = newest;
  const suites = version === 'TLSv1.3' ? TLS13_SUITES : STRONG_FIRST;
  const chosen = async (offer: readonly number[]): Promise<number | null> => {
    const answer = await heard(request, ['serverPreference'], { version, suites: offer });
    return answer?.kind === 'hello' && answer.version === VERSIONS[version] ? answer.suite : null;
  };
  const other = await chosen(suites.filter((suite) => suite !== hello.suite));
  if (other === null) return null;
  const rest = suites.filter((suite) => suite !== other && suite !== hello.suite);
  return (await chosen([other, hello.suite, ...rest])) === hello.suite;
}

async function turnsNamelessAway(request: TraitsRequest): Promise<boolean> {
  const newest = request.offered.at(-1);
  if (newest === undefined || request.asker.service.serverName === null) return false;
  const hello = { version: newest.version, serverName: null };
  const answer = await heard(request, ['serverNameRequired'], hello);
  return answer?.kind === 'alert' || answer?.kind === 'closed';
}
