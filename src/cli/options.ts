/** The options that commands share, as the contract names them, and how they are declared once for all. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { PROFILES, type Profile } from '../engine/rule.ts';
import { CONFIDENCES, type Confidence, SEVERITIES, type Severity } from '../engine/severity.ts';
import type { ColorChoice } from '../report/color.ts';

/** What decides which files are read and which rules judge them. */
export interface RunOptions {
  readonly config?: string;
  readonly profile?: Profile;
  readonly rule: readonly string[];
  readonly skipRule: readonly string[];
  readonly param: readonly string[];
  readonly nginxVersion?: string;
  readonly kubernetesVersion?: string;
  readonly postgresVersion?: string;
  readonly all: boolean;
  readonly color: ColorChoice;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What decides which live systems are looked at, and how closely. */
export interface ProbeOptions {
  readonly live: boolean;
  readonly target: readonly string[];
  readonly url: readonly string[];
  readonly allowHost: readonly string[];
  readonly dsnEnv: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly inCluster: boolean;
  readonly kubeconfigExec: boolean;
  readonly deep: boolean;
  readonly probeRateLimit: boolean;
  readonly probeBodyLimit: boolean;
}

/** What decides what is looked at. */
export interface LookOptions extends RunOptions, ProbeOptions {
  readonly render: boolean;
}

/** What decides what is reported of it, and the exit code. */
export interface ReportOptions {
  readonly format: readonly string[];
  readonly failOn?: Severity;
  readonly minConfidence: Confidence;
  readonly baseline?: string | boolean;
  readonly since?: string;
  readonly allowIncomplete: boolean;
  readonly exitZero: boolean;
  readonly includeSuppressed: boolean;
}

/** What decides whether files are changed. */
export interface FixOptions {
  readonly fix: boolean;
  readonly unsafe: boolean;
  readonly dryRun: boolean;
}

export type CheckOptions = LookOptions & ReportOptions & FixOptions;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function versionLike(pattern: RegExp, example: string): (value: string) => string {
  return (value) => {
    if (pattern.test(value)) return value;
    throw new InvalidArgumentError(`Expected a version such as ${example}.`);
  };
}

function postgresVersion(): Option {
  return new Option(
    '--postgres-version <N>',
    'PostgreSQL version that reads the files (default: newest known)',
  ).argParser(versionLike(/^\d+(\.\d+)?$/, '18'));
}

/** Adds the options of `RunOptions` to a command. */
export function addRunOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: secbaseline.yaml at the root)')
    .addOption(new Option('--profile <name>', 'which rules and limits apply').choices(PROFILES))
    .option('--rule <id>', 'run only this rule, whatever the profile (repeatable)', collect, [])
    .option('--skip-rule <id>', 'leave this rule out (repeatable)', collect, [])
    .option('--param <rule.name=value>', 'set a parameter of a rule (repeatable)', collect, [])
    .option(
      '--nginx-version <X.Y.Z>',
      'nginx version that runs the configuration',
      versionLike(/^\d+\.\d+(\.\d+)?$/, '1.29.3'),
    )
    .option(
      '--kubernetes-version <1.N>',
      'Kubernetes version that runs the manifests (default: newest known)',
      versionLike(/^1\.\d+(\.\d+)?$/, '1.34'),
    )
    .addOption(postgresVersion())
    .option('--all', 'untracked and ignored files too', false)
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--quiet', 'only what fails', false)
    .option('--verbose', 'suppressed findings, accepted gaps and notes too', false);
}

/** Adds the options of `ProbeOptions` to a command. */
export function addProbeOptions(command: Command): Command {
  return command
    .option('--live', 'probe the declared targets whose hosts --allow-host names', false)
    .option('--target <id>', 'probe only this declared target (repeatable)', collect, [])
    .option('--url <url>', 'probe this tls://, https://, … too; that is consent to its host', collect, [])
    .option('--allow-host <host>', 'a host that may be probed (repeatable)', collect, [])
    .option(
      '--dsn-env <name>',
      'variable with the DSN of a PostgreSQL server to enter (repeatable)',
      collect,
      [],
    )
    .option('--kubeconfig <file>', 'enter the Kubernetes cluster of its context; that is consent to its host')
    .option('--context <name>', 'another context of the kubeconfig (default: the current one)')
    .option('--in-cluster', 'enter the cluster that this pod runs in, as its service account', false)
    .option('--kubeconfig-exec', 'let the credential plugin of the kubeconfig run', false)
    .option('--deep', 'ask TLS endpoints for every cipher suite', false)
    .option('--probe-rate-limit', 'ask a path up to forty times in a row', false)
    .option('--probe-body-limit', 'announce a body of 100 MB', false);
}

/** Adds the option of commands that look at charts and overlays. */
export function addRenderOption(command: Command): Command {
  return command.option('--render', 'judge what helm and kustomize make of charts and overlays', false);
}

/** Adds the options of `ReportOptions` to a command. */
export function addReportOptions(command: Command, minConfidence: Confidence = 'low'): Command {
  return command
    .option('--format <format[:file]>', 'text, json, sarif, github, markdown (repeatable)', collect, [])
    .addOption(new Option('--fail-on <severity>', 'least severity that fails').choices(SEVERITIES))
    .addOption(
      new Option('--min-confidence <level>', 'least confidence that is reported')
        .choices(CONFIDENCES)
        .default(minConfidence),
    )
    .option('--baseline [file]', 'findings that are known and do not fail')
    .option('--no-baseline', 'judge as if there were no baseline')
    .option('--since <ref>', 'report findings on files changed since this commit')
    .option('--allow-incomplete', 'exit 0 although something could not be evaluated', false)
    .option('--exit-zero', 'exit 0 although there are findings', false)
    .option('--include-suppressed', 'suppressed findings in SARIF too, marked as such', false);
}

/** Adds the options of `FixOptions` to a command. */
export function addFixOptions(command: Command): Command {
  return command
    .option('--fix', 'apply the safe fixes, and report what is left', false)
    .option('--unsafe', 'with --fix: also those by which something could stop working', false)
    .option('--dry-run', 'with --fix: print the changes as a diff and leave the files alone', false);
}

/** Adds the options of `decide hba`. */
export function addHbaOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--type <type>', 'how (default: with and without TLS)').choices([
        'local',
        'ssl',
        'nossl',
        'gss',
      ]),
    )
    .option('--address <address>', 'from which IPv4 or IPv6 address')
    .option('--user <name>', 'as which role')
    .option('--database <name>', 'to which database (default: that of the same name as the role)')
    .option('--replication', 'for physical replication')
    .option('--group <name>', 'a role that the user is a member of (repeatable)', collect, [])
    .option('--config <file>', 'configuration file (default: secbaseline.yaml at the root)')
    .addOption(postgresVersion());
}

/** Adds the options of `decide netpol`. */
export function addNetpolOptions(command: Command): Command {
  return command
    .option('--from <end>', 'who connects: an address, or NAMESPACE/POD')
    .option('--to <end>', 'to whom')
    .option('--port <number>', 'to which port')
    .option('--protocol <protocol>', 'TCP, UDP or SCTP (default: TCP)')
    .option('--config <file>', 'configuration file (default: secbaseline.yaml at the root)')
    .option('--all', 'untracked and ignored files too', false);
}
