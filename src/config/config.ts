/** `secbaseline.yaml` after it was read and checked: plain data, with the place of every setting. */
import type { Profile } from '../engine/rule.ts';
import type { Severity } from '../engine/severity.ts';
import type { SourceText } from '../source/text.ts';
import type { YamlDocument, YamlPath } from '../source/yaml.ts';
import type { POD_SECURITY_LEVELS, TARGET_KINDS } from './schema.ts';

export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];
export type TargetKind = (typeof TARGET_KINDS)[number];

export interface ConfigFile {
  readonly source: SourceText;
  readonly document: YamlDocument;
  /** True where `--config` names a file outside the root: then the repository did not write it. */
  readonly outsideRoot: boolean;
}

/** One entry of `rules`: as written, names and parameters not yet checked. */
export interface RuleSetting {
  /** An id or an alias. */
  readonly rule: string;
  /** Null where the entry says nothing about it. */
  readonly enabled: boolean | null;
  readonly severity: Severity | null;
  readonly params: Readonly<Record<string, unknown>>;
  /** Where the entry stands, and where its parameters do. */
  readonly at: YamlPath;
}

interface Override {
  readonly paths: readonly string[];
  readonly rules: readonly RuleSetting[];
  readonly at: YamlPath;
}

interface SuppressEntry {
  readonly rule: string;
  /** A pattern. */
  readonly path: string;
  readonly reason: string;
  /** `2027-01-31`, or null. */
  readonly expires: string | null;
  /** From 1. */
  readonly line: number;
  readonly at: YamlPath;
}

interface AcceptEntry {
  /** A pattern. */
  readonly path: string;
  readonly reason: string;
  readonly line: number;
}

interface QueryDeclaration {
  readonly id: string;
  readonly sql: string;
}

export interface ExchangeDeclaration {
  readonly id: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly expect: {
    readonly status: number | null;
    readonly headers: Readonly<Record<string, string>>;
    /** RE2; null for any body. */
    readonly body: string | null;
  };
}

export interface ThresholdDeclaration {
  readonly id: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether the sum of the series is compared, or each of them. */
  readonly sum: boolean;
  /** The metric whose sum divides; null for none. */
  readonly per: string | null;
  readonly atMost: number | null;
  readonly atLeast: number | null;
  readonly mayBeAbsent: boolean;
}

export interface TargetDeclaration {
  readonly id: string;
  readonly kind: TargetKind;
  readonly url: string | null;
  readonly declaredIn: string | null;
  readonly server: string | null;
  readonly queries: readonly QueryDeclaration[];
  readonly exchanges: readonly ExchangeDeclaration[];
  readonly thresholds: readonly ThresholdDeclaration[];
  /** Key-value stores of a Vault, without slashes around them. */
  readonly mounts: readonly string[];
  readonly context: string | null;
  readonly namespaces: readonly string[] | null;
  readonly mutualTls: boolean;
  readonly expect: 'open' | 'closed' | null;
  readonly line: number;
}

export interface Config {
  /** Null where there is no configuration file. */
  readonly file: ConfigFile | null;
  readonly profile: Profile;
  readonly podSecurityLevel: PodSecurityLevel;
  readonly handshakeArg: string | null;
  readonly failOn: Severity;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Null where nothing pins a version. */
  readonly nginxVersion: string | null;
  readonly kubernetesVersion: string | null;
  readonly postgresVersion: string | null;
  readonly rules: readonly RuleSetting[];
  readonly overrides: readonly Override[];
  /** Relative to the root, normal, inside it as far as names go; links are followed when they are read. */
  readonly ruleDirs: readonly string[];
  readonly builtInRules: boolean;
  readonly suppress: readonly SuppressEntry[];
  /** Relative to the root. */
  readonly baseline: string | null;
  readonly accept: readonly AcceptEntry[];
  readonly targets: readonly TargetDeclaration[];
}

/** What holds where nothing is configured. */
export const DEFAULTS = {
  profile: 'recommended',
  podSecurityLevel: 'restricted',
  failOn: 'medium',
  include: ['**'],
} as const satisfies Partial<Config>;

/** The configuration of a run without a file. */
export function defaultConfig(): Config {
  return {
    file: null,
    profile: DEFAULTS.profile,
    podSecurityLevel: DEFAULTS.podSecurityLevel,
    handshakeArg: null,
    failOn: DEFAULTS.failOn,
    include: DEFAULTS.include,
    exclude: [],
    nginxVersion: null,
    kubernetesVersion: null,
    postgresVersion: null,
    rules: [],
    overrides: [],
    ruleDirs: [],
    builtInRules: true,
    suppress: [],
    baseline: null,
    accept: [],
    targets: [],
  };
}
