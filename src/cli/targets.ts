/** Which live systems this run talks to: those that the command line names, and declared ones that a person consents to. */
import type { LiveTarget } from '../checks/live.ts';
import type { Config, TargetDeclaration } from '../config/config.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import type { Anchor } from '../source/span.ts';
import { didYouMean } from '../source/suggest.ts';
import { caretAt } from '../source/validation.ts';
import { postgresLogin } from './postgres-login.ts';

/** What the command line says about live systems. */
export interface LiveChoice {
  readonly live: boolean;
  readonly target: readonly string[];
  readonly url: readonly string[];
  readonly allowHost: readonly string[];
  readonly dsnEnv: readonly string[];
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
 * The targets of a run; empty without `--live`, `--target` or `--url`. Naming a URL is consent to its host. Declared
 * targets need `--allow-host`, or a configuration outside the root, which a person chose. Throws `InputError`.
 */
export function runTargets(
  config: Config,
  choice: LiveChoice,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RunTargets {
  const faults: Diagnostic[] = [];
  const named = [
    ...choice.url.flatMap((text, index) => urlTarget(text, index, faults)),
    ...choice.dsnEnv.flatMap((variable) => dsnTarget(variable, environment, faults)),
  ];
  const declared = choice.live || choice.target.length > 0 ? chosen(config, choice.target, faults) : [];
  if (faults.length > 0) throw new InputError(faults);
  const targets = declared.flatMap((declaration) => declaredTarget(config, declaration, environment));
  const trusted = config.file?.outsideRoot === true ? targets : [];
  return {
    targets: [...targets, ...named],
    hosts: [...choice.allowHost, ...[...named, ...trusted].map(({ parsed }) => parsed.hostname)],
  };
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

const NOTHING_MORE = {
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

/** Kinds without a URL (a kubeconfig) are reached in other ways. */
function declaredTarget(
  config: Config,
  declaration: TargetDeclaration,
  environment: Readonly<Record<string, string | undefined>>,
): readonly RunTarget[] {
  const { url } = declaration;
  if (url === null) return [];
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

function placeOfTarget({ file, targets }: Config, declaration: TargetDeclaration): Anchor | null {
  if (file === null) return null;
  const path = ['targets', targets.indexOf(declaration), 'id'];
  const extent = caretAt(file.source, file.document, path, 'value');
  return { path: file.source.path, start: extent.start, end: extent.end, route: ['targets', declaration.id] };
}
