/** For `config show`: every effective value, and where it came from. */
import type { Profile } from '../engine/rule.ts';
import type { Severity } from '../engine/severity.ts';
import { lineOf } from '../source/text.ts';
import { caretAt } from '../source/validation.ts';
import type { YamlPath } from '../source/yaml.ts';
import type { PlanOptions } from './command-line.ts';
import { type Config, DEFAULTS } from './config.ts';
import { checkedResolution, type PlanRequest, type Resolution, resolveRules } from './plan.ts';
import type { Origin, ResolvedRule } from './resolve-rule.ts';

/** Options of the command line that replace settings of the configuration. */
export interface DescribeOptions extends PlanOptions {
  readonly failOn?: Severity;
  readonly nginxVersion?: string;
  readonly kubernetesVersion?: string;
  readonly postgresVersion?: string;
  readonly baseline?: string | boolean;
}

/** A value and where it came from. `path` and `line` where that is a file, `option` where it is the command line. */
interface Described {
  readonly value: unknown;
  readonly from: Origin['kind'];
  readonly profile?: Profile;
  readonly path?: string;
  readonly line?: number;
  readonly option?: string;
}

interface DescribedRule {
  readonly id: string;
  readonly enabled: Described;
  readonly severity: Described;
  readonly params: Readonly<Record<string, Described>>;
}

export interface Description {
  /** The configuration file; null where there is none. */
  readonly file: string | null;
  readonly settings: Readonly<Record<string, Described>>;
  readonly rules: readonly DescribedRule[];
  /** What is different for some paths: the rules that an override changes, as they are where only it applies. */
  readonly overrides: readonly {
    readonly paths: readonly string[];
    readonly line: number;
    readonly rules: readonly DescribedRule[];
  }[];
}

/** Plain data, fit for JSON. Throws `InputError` as `resolvePlan` does for names and values. */
export function describeConfig(
  request: Omit<PlanRequest, 'options'> & { readonly options: DescribeOptions },
): Description {
  const resolution = checkedResolution(request);
  const { config } = request;
  const described = (rule: ResolvedRule) => describeRule(config, rule);
  return {
    file: config.file?.source.path ?? null,
    settings: describeSettings(config, request.options),
    rules: resolveRules(resolution, []).map(described),
    overrides: config.overrides.map(({ paths, at }, number) => ({
      paths,
      line: lineAt(config, at),
      rules: resolveRules(resolution, [number])
        .filter((rule) => changedBy(resolution, number, rule))
        .map(described),
    })),
  };
}

/**
 * The description as lines for a person: key, value, origin. Nothing is escaped or redacted yet.
 *
 * @param isDetector of the hundreds of secret detectors, by their ids, only those that somebody set are listed
 */
export function descriptionLines(
  description: Description,
  isDetector: (id: string) => boolean,
): readonly string[] {
  const isUsual = (rule: DescribedRule): boolean => isDetector(rule.id) && isAsProfile(rule);
  const settings = Object.entries(description.settings).map(([key, value]) => row(key, value, 0));
  const overrides = description.overrides.flatMap(({ paths, line, rules }) => [
    '',
    `for ${paths.join(', ')} (${description.file ?? ''}:${line})`,
    ...aligned(rules.flatMap(ruleRows)),
  ]);
  return [
    `configuration: ${description.file ?? 'none; built-in defaults'}`,
    '',
    ...aligned(settings),
    '',
    'rules',
    ...aligned(description.rules.filter((rule) => !isUsual(rule)).flatMap(ruleRows)),
    ...detectorLines(description.rules.filter(isUsual)),
    ...overrides,
  ];
}

function isAsProfile({ enabled, severity }: DescribedRule): boolean {
  return severity.from === 'rule' && (enabled.from === 'profile' || enabled.from === 'default');
}

function detectorLines(detectors: readonly DescribedRule[]): readonly string[] {
  const isOn = detectors.some(({ enabled }) => enabled.value === true);
  return isOn ? ['  and the secret detectors: `secbaseline rules list --secrets`'] : [];
}

function changedBy({ config, index }: Resolution, number: number, { rule }: ResolvedRule): boolean {
  return config.overrides[number]?.rules.some((setting) => index.find(setting.rule)?.id === rule.id) === true;
}

function describeSettings(config: Config, options: DescribeOptions): Readonly<Record<string, Described>> {
  const setting = (key: string, value: unknown, option?: string, typed?: unknown): [string, Described] => {
    if (typed !== undefined && option !== undefined)
      return [key, { value: typed, from: 'command line', option }];
    const written = config.file?.document.locate([key], 'key') !== undefined;
    return [key, describe(config, value, written ? { kind: 'file', at: [key] } : { kind: 'default' })];
  };
  return Object.fromEntries([
    setting('profile', config.profile, '--profile', options.profile),
    setting('failOn', config.failOn, '--fail-on', options.failOn),
    setting('podSecurity', { level: config.podSecurityLevel }),
    setting('handshakeArg', config.handshakeArg),
    setting('include', config.include),
    setting('exclude', config.exclude),
    setting('nginxVersion', config.nginxVersion, '--nginx-version', options.nginxVersion),
    setting('kubernetesVersion', config.kubernetesVersion, '--kubernetes-version', options.kubernetesVersion),
    setting('postgresVersion', config.postgresVersion, '--postgres-version', options.postgresVersion),
    setting('ruleDirs', config.ruleDirs),
    setting('builtInRules', config.builtInRules),
    setting(
      'suppress',
      config.suppress.map(({ at: _, line: __, ...entry }) => entry),
    ),
    setting(
      'baseline',
      config.baseline,
      '--baseline',
      options.baseline === true ? undefined : options.baseline,
    ),
    setting(
      'accept',
      config.accept.map(({ path, reason }) => ({ path, reason })),
    ),
    setting(
      'targets',
      config.targets.map(({ line: _, ...target }) => target),
    ),
  ]);
}

function describeRule(config: Config, { rule, enabled, severity, params }: ResolvedRule): DescribedRule {
  const described = Object.entries(params).map(
    ([name, { written, origin }]) => [name, describe(config, written, origin)] as const,
  );
  return {
    id: rule.id,
    enabled: describe(config, enabled.value, enabled.origin),
    severity: describe(config, severity.value, severity.origin),
    params: Object.fromEntries(described),
  };
}

function describe(config: Config, value: unknown, origin: Origin): Described {
  switch (origin.kind) {
    case 'default':
    case 'rule':
      return { value, from: origin.kind };
    case 'profile':
      return { value, from: origin.kind, profile: origin.profile };
    case 'command line':
      return { value, from: origin.kind, option: origin.option };
    case 'file':
    case 'override': {
      const path = config.file?.source.path;
      return {
        value,
        from: origin.kind,
        ...(path === undefined ? {} : { path, line: lineAt(config, origin.at) }),
      };
    }
  }
}

function lineAt({ file }: Config, at: YamlPath): number {
  return file === null ? 1 : lineOf(file.source, caretAt(file.source, file.document, at, 'key').start);
}

type Row = readonly [string, string, string];

function ruleRows({ id, enabled, severity, params }: DescribedRule): readonly Row[] {
  const rows = [row(id, { ...enabled, value: enabled.value === true ? 'on' : 'off' }, 1)];
  if (enabled.value !== true) return rows;
  return [
    ...rows,
    row('severity', severity, 2),
    ...Object.entries(params).map(([name, value]) => row(name, value, 2)),
  ];
}

function row(key: string, described: Described, depth: number): Row {
  const { value } = described;
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return [`${'  '.repeat(depth)}${key}`, text, originWords(described)];
}

/** Where a value came from, in words: "built-in default", "secbaseline.yaml:7", "command line (--profile)". */
function originWords({ from, profile, path, line, option }: Described): string {
  switch (from) {
    case 'default':
      return 'built-in default';
    case 'rule':
      return 'default of the rule';
    case 'profile':
      return `profile ${profile ?? DEFAULTS.profile}`;
    case 'file':
      return `${path}:${line}`;
    case 'override':
      return `override at ${path}:${line}`;
    case 'command line':
      return `command line (${option})`;
  }
}

const WIDEST_COLUMN = 40;

function aligned(rows: readonly Row[]): readonly string[] {
  const width = (column: 0 | 1) =>
    Math.max(0, ...rows.map((cells) => cells[column].length).filter((length) => length <= WIDEST_COLUMN));
  const [first, second] = [width(0), width(1)];
  return rows.map(([key, value, origin]) => `${key.padEnd(first)}  ${value.padEnd(second)}  ${origin}`);
}
