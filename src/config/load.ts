/** Finds, reads and checks `secbaseline.yaml`. All faults of the file are reported at once. */
import { posix, relative, resolve, sep } from 'node:path';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { normalPath, readSourceFile } from '../source/read.ts';
import { lineOf, type SourceText, sourceText } from '../source/text.ts';
import { caretAt, schemaDiagnostics } from '../source/validation.ts';
import { readYamlDocument, type YamlPath } from '../source/yaml.ts';
import {
  type Config,
  type ConfigFile,
  DEFAULTS,
  type RuleSetting,
  type TargetDeclaration,
} from './config.ts';
import { contentDiagnostics, versionText } from './content.ts';
import { configSchema } from './schema.ts';
import { validateConfig } from './validator.ts';
import type { ConfigDocument, TargetEntry } from './written.ts';

const NAMES = ['secbaseline.yaml', '.secbaseline.yaml'] as const;
const WRONG_NAMES = ['secbaseline.yml', '.secbaseline.yml'] as const;

export interface ConfigRequest {
  /** Absolute. */
  readonly root: string;
  /** What `--config` names, relative to the working directory or absolute; null to look at the root. */
  readonly explicit: string | null;
}

/**
 * The configuration of a run; defaults where there is no file. Names of rules and values of parameters are checked later,
 * by `resolvePlan`, when the rules are known.
 *
 * @throws InputError with every fault of the file
 */
export function loadConfig(request: ConfigRequest): Config {
  const found =
    request.explicit === null ? findAtRoot(request.root) : readNamed(request.root, request.explicit);
  if (found === null) return configOf(null, {});
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

interface Found {
  readonly source: SourceText;
  readonly outsideRoot: boolean;
}

function findAtRoot(root: string): Found | null {
  for (const name of WRONG_NAMES) {
    if (readSourceFile(root, name).kind !== 'absent') throw wrongSpelling(name, readOrThrow(root, name));
  }
  const [plain, hidden] = NAMES;
  const first = readOrThrow(root, plain);
  const second = readOrThrow(root, hidden);
  if (first !== null && second !== null) {
    const message = `both \`${plain}\` and \`${hidden}\` stand at the root; only one can count`;
    throw new InputError([{ message, source: second, start: 0, end: 0, hint: 'remove one of them' }]);
  }
  const source = first ?? second;
  return source === null ? null : { source, outsideRoot: false };
}

function readNamed(root: string, named: string): Found {
  const absolute = resolve(named);
  const path = relative(root, absolute).split(sep).join('/');
  const outsideRoot = normalPath(path) === null;
  const read = readOrThrow('/', absolute.slice(1), path);
  if (read === null) throw new InputError([{ message: `the configuration \`${named}\` does not exist` }]);
  const source = sourceText(path, read.text, read.encoding);
  const name = posix.basename(path);
  if (WRONG_NAMES.some((wrong) => wrong === name)) throw wrongSpelling(name, source);
  return { source, outsideRoot };
}

function readOrThrow(root: string, path: string, shown = path): SourceText | null {
  const outcome = readSourceFile(root, path);
  switch (outcome.kind) {
    case 'text':
      return outcome.source;
    case 'absent':
      return null;
    case 'binary':
      throw new InputError([{ message: `the configuration \`${shown}\` is a binary file` }]);
    case 'unreadable':
      throw new InputError([{ message: `the configuration \`${shown}\` cannot be read: ${outcome.reason}` }]);
  }
}

function wrongSpelling(name: string, source: SourceText | null): InputError {
  const right = name.replace(/yml$/, 'yaml');
  const place = source === null ? {} : { source, start: 0, end: 0 };
  return new InputError([
    { message: `\`${name}\` is not read`, ...place, hint: `rename it to \`${right}\`` },
  ]);
}

function configOf(file: ConfigFile | null, written: ConfigDocument): Config {
  const text = (key: 'nginxVersion' | 'kubernetesVersion' | 'postgresVersion') =>
    file === null || written[key] === undefined ? null : versionText(file, key);
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
      expect: { status: expect.status ?? null, headers: expect.headers ?? {} },
    })),
    mutualTls: entry.mutualTls ?? false,
    expect: entry.expect ?? null,
    line,
  };
}

function lineAt(file: ConfigFile | null, path: YamlPath): number {
  if (file === null) return 1;
  return lineOf(file.source, caretAt(file.source, file.document, path, 'value').start);
}
