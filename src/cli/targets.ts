/** Which live systems this run talks to: those that the command line names, and declared ones that a person consents to. */
import type { LiveTarget } from '../checks/live.ts';
import type { Config, TargetDeclaration } from '../config/config.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import type { Anchor } from '../source/span.ts';
import { didYouMean } from '../source/suggest.ts';
import { caretAt } from '../source/validation.ts';
import type { ClusterRequest } from './clusters.ts';
import { postgresLogin } from './postgres-login.ts';

/** What the command line says about live systems. */
export interface LiveChoice {
  readonly live: boolean;
  readonly target: readonly string[];
  readonly url: readonly string[];
  readonly allowHost: readonly string[];
  readonly dsnEnv: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly inCluster: boolean;
  readonly kubeconfigExec: boolean;
}

export interface RunTarget extends LiveTarget {
  /** The file that configures it, from the root. */
  readonly declaredIn: string | null;
  /** Where it is declared; null for one of the command line. */
  readonly at: Anchor | null;
}

export interface RunTargets {
  readonly targets: readonly RunTarget[];
  /** Hosts that a person named. */
  readonly hosts: readonly string[];
}

const KIND_OF_SCHEME: Readonly<Record<string, LiveTarget['kind']>> = {
  'tls:': 'tls',
  'postgres:': 'tls',
  'postgresql:': 'tls',
  'smtp:': 'tls',
  'imap:': 'tls',
  'https:': 'http',
  'http:': 'http',
  'tcp:': 'tcp',
};

/**
 * The targets of a run; empty without `--live`, `--target`, or options that name a system themselves, which is consent to
 * its host. Declared targets need `--allow-host`, or a configuration outside the root, which a person chose. Throws
 * `InputError`.
 *
 * @param root absolute
 */
export async function runTargets(
  root: string,
  config: Config,
  choice: LiveChoice,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RunTargets> {
  const faults: Diagnostic[] = [];
  const named = [
    ...choice.url.flatMap((text, index) => urlTarget(text, index, faults)),
    ...choice.dsnEnv.flatMap((variable) => dsnTarget(variable, environment, faults)),
  ];
  const declared = choice.live || choice.target.length > 0 ? chosen(config, choice.target, faults) : [];
  if (faults.length > 0) throw new InputError(faults);
  const clusters = await clustersOf({
    root,
    config,
    choice,
    environment,
    declared: declared.filter(({ kind }) => kind === 'kubernetes'),
  });
  const targets = declared.flatMap((declaration) => declaredTarget(config, declaration, environment));
  const all = [...targets, ...clusters.targets];
  const trusted = config.file?.outsideRoot === true ? all.filter(({ at }) => at !== null) : [];
  return {
    targets: [...all, ...named],
    hosts: [
      ...choice.allowHost,
      ...clusters.hosts,
      ...[...named, ...trusted].map(({ parsed }) => parsed.hostname),
    ],
  };
}

/** Kubeconfigs are read by a library that a run without them does not wait for. */
async function clustersOf(request: ClusterRequest): Promise<RunTargets> {
  const { kubeconfig, context, inCluster } = request.choice;
  const isNamed = kubeconfig !== undefined || context !== undefined || inCluster;
  if (!isNamed && request.declared.length === 0) return { targets: [], hosts: [] };
  return (await import('./clusters.ts')).clusterTargets(request);
}

function urlTarget(text: string, index: number, faults: Diagnostic[]): readonly RunTarget[] {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  const kind = parsed === null ? undefined : KIND_OF_SCHEME[parsed.protocol];
  if (parsed === null || kind === undefined || parsed.hostname === '') {
    const schemes = Object.keys(KIND_OF_SCHEME).map((scheme) => `${scheme}//`);
    // The text itself may hold what must not be printed.
    faults.push({
      message: `--url number ${index + 1} is no URL that can be probed`,
      hint: `write ${schemes.join(', ')}`,
    });
    return [];
  }
  if (parsed.username !== '' || parsed.password !== '') {
    faults.push({
      message: `--url for ${parsed.hostname} holds credentials`,
      hint: 'credentials come from the environment, never from the command line',
    });
    return [];
  }
  const target = {
    ...NOTHING_MORE,
    kind,
    parsed,
    url: text,
    id: parsed.host,
    server: null,
    declaredIn: null,
    at: null,
  };
  return [target];
}

/** What a target has of whom only its address is known. */
export const NOTHING_MORE = {
  ...{ exchanges: [], queries: [], thresholds: [], mounts: [] },
  ...{ mutualTls: false, expect: null },
} as const;

function chosen(config: Config, ids: readonly string[], faults: Diagnostic[]): readonly TargetDeclaration[] {
  const known = config.targets.map(({ id }) => id);
  for (const id of ids.filter((one) => !known.includes(one))) {
    faults.push({ message: `no target \`${id}\` is declared`, ...didYouMean(id, known) });
  }
  return ids.length === 0 ? config.targets : config.targets.filter(({ id }) => ids.includes(id));
}

function dsnTarget(
  variable: string,
  environment: Readonly<Record<string, string | undefined>>,
  faults: Diagnostic[],
): readonly RunTarget[] {
  const text = environment[variable];
  if (text === undefined || text === '') {
    faults.push({ message: `--dsn-env ${variable}: the environment has no such variable` });
    return [];
  }
  const login = postgresLogin({ variable, text }, null, environment);
  const url = `postgres://${login.host.includes(':') ? `[${login.host}]` : login.host}:${login.port}/${encodeURIComponent(login.database)}`;
  const kind = 'postgres';
  const parsed = new URL(url);
  return [
    { ...NOTHING_MORE, kind, parsed, url, login, id: parsed.host, server: null, declaredIn: null, at: null },
  ];
}

/** Clusters are found by a kubeconfig. */
function declaredTarget(
  config: Config,
  declaration: TargetDeclaration,
  environment: Readonly<Record<string, string | undefined>>,
): readonly RunTarget[] {
  const { url } = declaration;
  if (url === null || declaration.kind === 'kubernetes') return [];
  const parsed = new URL(url);
  const target = { ...declaration, url, parsed, at: placeOfTarget(config, declaration) };
  if (declaration.kind === 'vault') return [{ ...target, ...vaultToken(parsed, environment) }];
  if (declaration.kind !== 'postgres') return [target];
  const { hostname: host, port, pathname } = parsed;
  const login = postgresLogin(
    null,
    { host, port, database: decodeURIComponent(pathname.slice(1)) },
    environment,
  );
  return [{ ...target, login }];
}

/**
 * A repository declares the address, so that the token goes nowhere but where the same environment says that it belongs.
 */
function vaultToken(
  { origin }: URL,
  { VAULT_ADDR: address, VAULT_TOKEN: token }: Readonly<Record<string, string | undefined>>,
): { readonly token?: string } {
  if (address === undefined || token === undefined || token === '' || !URL.canParse(address)) return {};
  return new URL(address).origin === origin ? { token } : {};
}

export function placeOfTarget({ file, targets }: Config, declaration: TargetDeclaration): Anchor | null {
  if (file === null) return null;
  const path = ['targets', targets.indexOf(declaration), 'id'];
  const extent = caretAt(file.source, file.document, path, 'value');
  return { path: file.source.path, start: extent.start, end: extent.end, route: ['targets', declaration.id] };
}
