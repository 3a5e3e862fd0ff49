/** What a server does beside the version, suite and group that it chooses, each found out by a hello that asks for it. */
import { type Answered, type Asker, ask } from './ask.ts';
import type { HelloRequest } from './client-hello.ts';
import { EXTENSION, HANDSHAKE, VERSIONS, type VersionName } from './code-points.ts';
import { asksForCertificate } from './encrypted-flight.ts';
import type { ServerHello } from './server-flight.ts';
import { OLDER_SUITES, TLS13_SUITES } from './suite-names.ts';

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
  /** It chooses by its own order of suites; null where it has only one. */
  readonly serverPreference: boolean | null;
  /** A client that names no server is turned away. */
  readonly serverNameRequired: boolean;
}

export interface TraitsRequest {
  readonly asker: Asker;
  readonly offered: readonly Offered[];
  /** Code points, those that the server takes. */
  readonly groups: readonly number[];
  /** Filled with what could not be found out: field to reason. */
  readonly unknown: Record<string, string>;
}

export async function traitsOf(request: TraitsRequest): Promise<Traits> {
  const [alpn, older, preference, nameless] = await Promise.all([
    alpnOf(request),
    beside(request),
    prefersOwnOrder(request),
    turnsNamelessAway(request),
  ]);
  return { alpn, ...older, serverPreference: preference, serverNameRequired: nameless };
}

const speaks = ({ offered }: TraitsRequest, version: VersionName): boolean =>
  offered.some((one) => one.version === version);

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

/** Of TLS 1.2, where it is said in clear; the whole handshake adds what TLS 1.3 chose. */
async function alpnOf(request: TraitsRequest): Promise<readonly string[]> {
  if (!speaks(request, 'TLSv1.2')) return [];
  const taken = await Promise.all(
    ['h2', 'http/1.1'].map(async (name) => {
      const answer = await heard(request, ['alpn'], { version: 'TLSv1.2', alpn: [name] });
      return answer?.kind === 'hello' && answer.extensions.has(EXTENSION.alpn) ? [name] : [];
    }),
  );
  return taken.flat();
}

type Beside = Pick<
  Traits,
  'sessionTickets' | 'stapling' | 'extendedMasterSecret' | 'secureRenegotiation' | 'clientCertificate'
>;

const IN_CLEAR = [
  ...['sessionTickets', 'stapling', 'extendedMasterSecret', 'secureRenegotiation', 'clientCertificate'],
];

async function beside(request: TraitsRequest): Promise<Beside> {
  const nothing = {
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
  const asked = { version: older.version, status: true, ticket: isTwelve };
  const fields = isTwelve ? IN_CLEAR : ['stapling', 'clientCertificate'];
  const answer = await heard(request, fields, asked, true);
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
  const suites = version === 'TLSv1.3' ? TLS13_SUITES : OLDER_SUITES;
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
