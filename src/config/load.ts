/** Finds, reads and checks `secbaseline.yaml`. All faults of the file are reported at once. */
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { normalPath } from '../source/read.ts';
import { lineOf } from '../source/text.ts';
import { caretAt, schemaDiagnostics } from '../source/validation.ts';
import { readYamlDocument, type YamlPath } from '../source/yaml.ts';
import {
  type Config,
  type ConfigFile,
  DEFAULTS,
  defaultConfig,
  type RuleSetting,
  type TargetDeclaration,
} from './config.ts';
import { contentDiagnostics, versionText } from './content.ts';
import { type ConfigRequest, type FoundConfig, findConfig } from './find.ts';
import { configSchema } from './schema.ts';
import { validateConfig } from './validator.ts';
import type { ConfigDocument, TargetEntry } from './written.ts';

/**
 * The configuration of a run; defaults where there is no file. Names of rules and values of parameters are checked later,
 * by `resolvePlan`, when the rules are known.
 *
 * @throws InputError with every fault of the file
 */
export function loadConfig(request: ConfigRequest): Config {
  const found = findConfig(request);
  return found === null ? defaultConfig() : readConfig(found);
}

/** Parses and checks a file that was found. Throws `InputError` with every fault of it. */
export function readConfig(found: FoundConfig): Config {
  const document = readYamlDocument(found.source);
  if (document.kind === 'faults') throw new InputError(document.diagnostics);
  const { valid, errors } = validateConfig(document.value);
  const file: ConfigFile = { source: found.source, document, outsideRoot: found.outsideRoot };
  const diagnostics: readonly Diagnostic[] = valid
    ? contentDiagnostics(file, document.value as ConfigDocument)
    : schemaDiagnostics(found.source, document, errors, configSchema);
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  return configOf(file, document.value as ConfigDocument);
}

function configOf(file: ConfigFile, written: ConfigDocument): Config {
  const text = (key: 'nginxVersion' | 'kubernetesVersion' | 'postgresVersion') =>
    written[key] === undefined ? null : versionText(file, key);
  return {
    file,
    profile: written.profile ?? DEFAULTS.profile,
    podSecurityLevel: written.podSecurity?.level ?? DEFAULTS.podSecurityLevel,
    handshakeArg: written.handshakeArg ?? null,
    failOn: written.failOn ?? DEFAULTS.failOn,
    include: written.include ?? DEFAULTS.include,
    exclude: written.exclude ?? [],
    nginxVersion: text('nginxVersion'),
    kubernetesVersion: text('kubernetesVersion'),
    postgresVersion: text('postgresVersion'),
    rules: settingsOf(written.rules, ['rules']),
    overrides: (written.overrides ?? []).map(({ paths, rules }, index) => ({
      paths,
      rules: settingsOf(rules, ['overrides', index, 'rules']),
      at: ['overrides', index],
    })),
    ruleDirs: (written.ruleDirs ?? []).map((path) => normalPath(path) ?? path),
    builtInRules: written.builtInRules ?? true,
    suppress: (written.suppress ?? []).map((entry, index) => ({
      ...entry,
      expires: entry.expires ?? null,
      line: lineAt(file, ['suppress', index]),
      at: ['suppress', index],
    })),
    baseline: written.baseline === undefined ? null : (normalPath(written.baseline) ?? written.baseline),
    accept: (written.accept ?? []).map((entry, index) => ({
      ...entry,
      line: lineAt(file, ['accept', index]),
    })),
    targets: (written.targets ?? []).map((entry, index) => targetOf(entry, lineAt(file, ['targets', index]))),
  };
}

function settingsOf(rules: ConfigDocument['rules'], at: YamlPath): readonly RuleSetting[] {
  return Object.entries(rules ?? {}).map(([rule, entry]) => {
    const base = { rule, severity: null, params: {}, at: [...at, rule] };
    if (typeof entry !== 'object') return { ...base, enabled: entry === 'on' || entry === true };
    const { enabled = null, severity = null, params = {} } = entry;
    return { ...base, enabled, severity, params };
  });
}

function targetOf(entry: TargetEntry, line: number): TargetDeclaration {
  return {
    id: entry.id,
    kind: entry.kind,
    url: entry.url ?? null,
    declaredIn: entry.declaredIn ?? null,
    server: entry.server ?? null,
    queries: (entry.queries ?? []).map(({ id, sql }) => ({ id, sql })),
    exchanges: (entry.exchanges ?? []).map(({ id, request, expect }) => ({
      id,
      request: {
        method: request.method ?? 'GET',
        path: request.path ?? '/',
        headers: request.headers ?? {},
        body: request.body ?? null,
      },
      expect: {
        status: expect.status ?? null,
        headers: expect.headers ?? {},
        body: expect.body ?? null,
      },
    })),
    thresholds: (entry.thresholds ?? []).map((threshold) => ({
      id: threshold.id,
      metric: threshold.metric,
      labels: threshold.labels ?? {},
      sum: threshold.sum ?? false,
      per: threshold.per ?? null,
      atMost: threshold.atMost ?? null,
      atLeast: threshold.atLeast ?? null,
      mayBeAbsent: threshold.mayBeAbsent ?? false,
    })),
    mounts: entry.mounts ?? [],
    context: entry.context ?? null,
    namespaces: entry.namespaces ?? null,
    mutualTls: entry.mutualTls ?? false,
    expect: entry.expect ?? null,
    line,
  };
}

function lineAt(file: ConfigFile, path: YamlPath): number {
  return lineOf(file.source, caretAt(file.source, file.document, path, 'value').start);
}
