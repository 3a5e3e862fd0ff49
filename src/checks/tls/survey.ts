/** What an endpoint speaks: versions, suites, groups, and what it does beside them, each found out by asking for it. */
import { type Answered, type Asker, answersSslTwo, ask } from './ask.ts';
import {
  ALERT_UNRECOGNIZED_NAME,
  GROUPS,
  type GroupName,
  VERSION_NAMES,
  VERSIONS,
  type VersionName,
} from './code-points.ts';
import { suiteName, TLS13_SUITES } from './suite-names.ts';
import { QUESTIONABLE, STRONG_FIRST } from './suite-order.ts';
import { type Offered, type Traits, traitsOf } from './traits.ts';

export interface Survey {
  /** In nginx's spelling, oldest first; SSLv2 too. */
  readonly protocols: readonly string[];
  /** Suite names by version, in the order in which the server prefers them where it does. */
  readonly suites: Readonly<Partial<Record<VersionName, readonly string[]>>>;
  /** Groups of TLS 1.3, in the order in which the server takes them; see `groupsOf`. */
  readonly groups: readonly GroupName[];
  readonly traits: Traits;
  /** What could not be found out: field to reason. */
  readonly unknown: Readonly<Record<string, string>>;
}

export type Surveyed =
  | { readonly kind: 'tls'; readonly survey: Survey }
  /** Something answers, but not TLS. */
  | { readonly kind: 'plain'; readonly about: string }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Surveys an endpoint. Without `deep`, suites with authenticated encryption and forward secrecy are listed only as far
 * as the server chose them; all others are always asked for, since rules judge those.
 */
export async function survey(asker: Asker, deep: boolean): Promise<Surveyed> {
  const { serverName } = asker.service;
  const first = await Promise.all(
    VERSION_NAMES.map(async (version) => ({ version, answer: await ask(asker, { version, serverName }) })),
  );
  const offered = first.flatMap(({ version, answer }) =>
    answer.kind === 'hello' && answer.version === VERSIONS[version] ? [{ version, hello: answer }] : [],
  );
  if (offered.length === 0) return withoutTls(first.map(({ answer }) => answer));

  const unknown: Record<string, string> = {};
  const failed = first.find(({ answer }) => answer.kind === 'unknown');
  if (failed?.answer.kind === 'unknown') unknown.protocols = `${failed.version}: ${failed.answer.why}`;
  const [sslTwo, suites, { groups, traits }] = await Promise.all([
    answersSslTwo(asker),
    suitesOf(asker, offered, deep, unknown),
    groupsAndTraits(asker, offered, deep, unknown),
  ]);
  if (typeof sslTwo !== 'boolean') unknown.protocols ??= `SSLv2: ${sslTwo.why}`;
  return {
    kind: 'tls',
    survey: {
      protocols: [...(sslTwo === true ? ['SSLv2'] : []), ...offered.map(({ version }) => version)],
      suites,
      groups,
      traits,
      unknown,
    },
  };
}

/** Whoever says nothing in clear is asked in a group that it takes. */
async function groupsAndTraits(
  asker: Asker,
  offered: readonly Offered[],
  deep: boolean,
  unknown: Record<string, string>,
) {
  const thirteen = offered.find(({ version }) => version === 'TLSv1.3');
  const groups = thirteen === undefined ? [] : await groupsOf(asker, thirteen, deep, unknown);
  const codePoints = groups.map((name) => GROUPS[name]);
  return { groups, traits: await traitsOf({ asker, offered, deep, groups: codePoints, unknown }) };
}

function withoutTls(answers: readonly Answered[]): Surveyed {
  const other = answers.find((answer) => answer.kind === 'other');
  if (other !== undefined) return { kind: 'plain', about: other.about };
  const silent = answers.find((answer) => answer.kind === 'unknown');
  if (silent !== undefined) return { kind: 'unknown', why: silent.why };
  const alerts = answers.flatMap((answer) => (answer.kind === 'alert' ? [answer.description] : []));
  if (alerts.includes(ALERT_UNRECOGNIZED_NAME))
    return { kind: 'unknown', why: 'the server does not serve this name' };
  if (alerts.length > 0)
    return { kind: 'unknown', why: `the server refuses every version (alert ${alerts[0]})` };
  return { kind: 'unknown', why: 'the server ends every connection without an answer' };
}

async function suitesOf(
  asker: Asker,
  offered: readonly Offered[],
  deep: boolean,
  unknown: Record<string, string>,
): Promise<Survey['suites']> {
  const entries = await Promise.all(
    offered.map(async ({ version, hello }) => {
      const all = version === 'TLSv1.3' ? TLS13_SUITES : STRONG_FIRST;
      const judged = version === 'TLSv1.3' ? [] : QUESTIONABLE;
      const wanted = deep ? all : judged;
      const found = await eliminate(wanted, async (suites) => {
        const answer = await ask(asker, { version, serverName: asker.service.serverName, suites });
        if (answer.kind === 'unknown') unknown.suites = `${version}: ${answer.why}`;
        return answer.kind === 'hello' && answer.version === VERSIONS[version] ? answer.suite : null;
      });
      const chosen = found.includes(hello.suite) ? found : [hello.suite, ...found];
      return [version, chosen.map(suiteName)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

const NAMES: ReadonlyMap<number, GroupName> = new Map(
  Object.entries(GROUPS).map(([name, codePoint]) => [codePoint, name as GroupName]),
);
const isClassic = (codePoint: number): boolean => NAMES.get(codePoint)?.includes('MLKEM') === false;
const HYBRIDS = [...NAMES.keys()].filter((codePoint) => !isClassic(codePoint));

/** Without `deep` those with ML-KEM, and the one that is chosen among the others: a dozen more are no one's concern. */
async function groupsOf(
  asker: Asker,
  { hello }: Offered,
  deep: boolean,
  unknown: Record<string, string>,
): Promise<readonly GroupName[]> {
  const choose = async (groups: readonly number[]): Promise<number | null> => {
    const answer = await ask(asker, { version: 'TLSv1.3', serverName: asker.service.serverName, groups });
    if (answer.kind === 'unknown') unknown.groups = answer.why;
    return answer.kind === 'hello' && answer.version === VERSIONS['TLSv1.3'] ? answer.group : null;
  };
  const found = await eliminate(deep ? [...NAMES.keys()] : HYBRIDS, choose);
  const isHybrid = hello.group !== null && found.includes(hello.group);
  const usual = deep || !isHybrid ? hello.group : await choose([...NAMES.keys()].filter(isClassic));
  const all = usual === null || found.includes(usual) ? found : [...found, usual];
  return all.flatMap((codePoint) => NAMES.get(codePoint) ?? []);
}

/** Offers all, takes away what was chosen, and asks again until nothing is chosen. */
async function eliminate(
  candidates: readonly number[],
  choose: (left: readonly number[]) => Promise<number | null>,
): Promise<readonly number[]> {
  const found: number[] = [];
  let left = candidates;
  while (left.length > 0) {
    const chosen = await choose(left);
    if (chosen === null || !left.includes(chosen)) break;
    found.push(chosen);
    left = left.filter((candidate) => candidate !== chosen);
  }
  return found;
}
