/** What every command that looks at a project does first: root, configuration, rules, plan, files, facts. */
import { relative, resolve } from 'node:path';
import type { Claim, CollectOptions } from '../checks/collector.ts';
import { factKinds, technologies } from '../checks/index.ts';
import { joined } from '../checks/joins/join.ts';
import type { WrittenDetector } from '../checks/secrets/detector.ts';
import { ruleOfDetector } from '../checks/secrets/detector-rule.ts';
import { builtInRules } from '../config/built-in-rules.ts';
import type { Config } from '../config/config.ts';
import { resolvePlan } from '../config/plan.ts';
import { acceptances } from '../config/suppressions.ts';
import { type Discovery, discover } from '../discover/discover.ts';
import { openRepository, type RepositoryAccess } from '../discover/git.ts';
import { findRoot } from '../discover/root.ts';
import { askedValues } from '../engine/asked.ts';
import type { Links } from '../engine/drift.ts';
import type { Fact } from '../engine/fact.ts';
import { type FieldsRead, fieldsRead } from '../engine/fields-read.ts';
import type { Plan } from '../engine/plan.ts';
import type { Profile, Rule } from '../engine/rule.ts';
import { type RuleIndex, ruleIndex } from '../engine/rule-index.ts';
import type { PathContext } from '../report/paths.ts';
import { InputError } from '../source/diagnostic.ts';
import { type OpenProject, openProject, withTexts } from '../source/project.ts';
import type { NotAnalysed } from '../source/span.ts';
import { didYouMean } from '../source/suggest.ts';
import { lineOf, type SourceText, sourceText } from '../source/text.ts';
import { builtInDetectorRules } from './built-in-detectors.ts';
import { configOf } from './config-of.ts';
import type { LookOptions, RunOptions } from './options.ts';
import type { OwnRules } from './own-rules.ts';
import type { RenderedProject } from './render.ts';
import { secretSearch } from './secret-search.ts';
import { type RunTarget, runTargets } from './targets.ts';
import type { Watch } from './watch.ts';

export interface Setup {
  readonly root: string;
  readonly cwd: string;
  readonly repository: RepositoryAccess;
  readonly config: Config;
  readonly profile: Profile;
  /** Built-in and one's own, whether they run or not. */
  readonly rules: readonly Rule[];
  readonly index: RuleIndex;
  readonly plan: Plan;
  /** What collectors need to find out; null for all that they can. */
  readonly reads: FieldsRead | null;
  readonly ownDetectors: readonly WrittenDetector[];
  readonly paths: PathContext;
}

/** Finds the root, reads configuration and rules, and settles what runs. Throws `InputError` with all that is wrong. */
export async function setUp(options: RunOptions): Promise<Setup> {
  const cwd = process.cwd();
  const found = findRoot({ cwd, config: options.config ?? null });
  const { root } = found;
  const config = await configOf(root, options.config ?? null);
  const builtIn = [...builtInRules(factKinds), ...builtInDetectorRules().map((rule) => ruleOfDetector(rule))];
  const own = await ownRules(root, config, builtIn);
  const rules = [...builtIn, ...own.rules];
  const plan = resolvePlan({ config, rules, options });
  return {
    root,
    cwd,
    repository: openRepository(found),
    config,
    profile: options.profile ?? config.profile,
    rules,
    index: ruleIndex(rules),
    plan,
    reads: fieldsRead(plan),
    ownDetectors: own.detectors,
    paths: { root, cwd, workingDirectory: workingDirectory(root, cwd) },
  };
}

async function ownRules(root: string, config: Config, builtIn: readonly Rule[]): Promise<OwnRules> {
  if (config.ruleDirs.length === 0) return { rules: [], detectors: [] };
  const { readOwnRules } = await import('./own-rules.ts');
  return readOwnRules({ root, config, builtIn });
}

async function linkedMatches(facts: readonly Fact[], project: OpenProject): Promise<readonly Fact[]> {
  return (await import('../checks/kubernetes/secrets/match-links.ts')).withMatchLinks(facts, project);
}

function workingDirectory(root: string, cwd: string): string | null {
  const way = relative(root, cwd);
  return way === '..' || way.startsWith('../') ? null : way;
}

export interface Looked {
  readonly discovery: Discovery;
  readonly project: OpenProject;
  readonly claims: readonly Claim[];
  readonly facts: readonly Fact[];
  /** Live systems that were probed, or should have been. */
  readonly targets: readonly RunTarget[];
  readonly links: Links | null;
  readonly notAnalysed: readonly (NotAnalysed & { readonly accepted: string | null })[];
  readonly notes: readonly NotAnalysed[];
}

/** Discovers files and collects facts. Throws `InputError` for a PATH that does not exist. */
export async function look(
  setup: Setup,
  paths: readonly string[],
  options: LookOptions,
  watch: Watch,
): Promise<Looked> {
  const { cwd, config } = setup;
  const discovery = discover({
    root: setup.root,
    repository: setup.repository,
    cwd,
    paths,
    all: options.all,
    include: config.include,
    exclude: config.exclude,
  });
  if (discovery.missing.length > 0) throw new InputError(discovery.missing.map(missingPath));
  return lookAgain(setup, discovery, options, watch, new Map());
}

/** Collects facts of the same files anew, with other texts in some of them. */
export async function lookAgain(
  setup: Setup,
  discovery: Discovery,
  options: LookOptions,
  watch: Watch,
  texts: ReadonlyMap<string, SourceText>,
): Promise<Looked> {
  const { root, config } = setup;
  const { paths, raw, outside } = discovery;
  const project = watch.reading(withTexts(openProject({ root, paths, raw, outside }), texts));
  const { targets, hosts } = await runTargets(root, config, options);
  const collectOptions: CollectOptions = {
    nginxVersion: options.nginxVersion ?? config.nginxVersion,
    kubernetesVersion: options.kubernetesVersion ?? config.kubernetesVersion,
    postgresVersion: options.postgresVersion ?? config.postgresVersion,
    podSecurityLevel: config.podSecurityLevel,
    handshakeArg: config.handshakeArg,
    asked: askedValues(setup.plan),
    // What runs is found in the files by the names that facts give it, which rules need not read.
    reads: targets.length > 0 ? null : setup.reads,
    secrets: secretSearch(setup.plan, setup.ownDetectors, [...discovery.folders, ...discovery.named]),
  };
  const claims: Claim[] = [];
  const found: Fact[] = [];
  const notAnalysed: NotAnalysed[] = [...discovery.notAnalysed];
  const notes: NotAnalysed[] = [...discovery.notes];
  const shown = new Map<string, SourceText>();
  const rendered = options.render ? await renderedOf(setup, project, collectOptions, watch) : null;
  notAnalysed.push(...(rendered?.notAnalysed ?? []));
  notes.push(...(rendered?.notes ?? []));
  for (const technology of technologies) {
    if (!paths.some(technology.concerns)) continue;
    const collector = await technology.load();
    if (await watch.isInterrupted()) break;
    const read = technology.asWritten || rendered === null ? project : rendered.project;
    const collected = await (collector.collectOpen?.(read, collectOptions) ??
      collector.collect(read, collectOptions));
    claims.push(...collected.claims);
    // There may be more than a call takes arguments.
    for (const fact of collected.facts) found.push(fact);
    const led = rendered?.entry ?? asItIs;
    notAnalysed.push(...collected.notAnalysed.map(led));
    notes.push(...collected.notes.map(led));
    const texts = collected.texts ?? new Map<string, SourceText>();
    for (const [key, text] of rendered?.texts(texts) ?? texts)
      shown.set(key, withSecretsOf(text, shown.get(key)));
  }
  const told = await joined(found, setup.reads);
  const isForCluster = targets.some(({ kind }) => kind === 'kubernetes');
  const linked = isForCluster ? await linkedMatches(told, project) : told;
  const facts = linked.map(rendered?.fact ?? asItIs);
  let links: Links | null = null;
  if (targets.length > 0 && !(await watch.isInterrupted())) {
    const live = await import('./live.ts');
    links = live.linksOf(targets, facts);
    const { deep, probeRateLimit, probeBodyLimit } = options;
    const probed = await live.probeTargets({
      targets,
      hosts,
      deep,
      probeRateLimit,
      probeBodyLimit,
      collect: { ...collectOptions, reads: setup.reads },
      signal: watch.signal,
      files: facts,
      lineOf: lineOfTarget(config),
    });
    facts.push(...probed.facts);
    notAnalysed.push(...probed.notAnalysed);
  }
  // Whoever names a file wants it read, whatever its name.
  for (const path of discovery.named) {
    const read = project.read(path);
    if (read.kind === 'unreadable' && !notAnalysed.some((entry) => entry.path === path)) {
      notAnalysed.push({ path, line: null, reason: read.reason });
    }
  }
  const accepted = acceptances(config);
  return {
    discovery,
    project: withTexts(project, shown),
    claims,
    facts,
    targets,
    links,
    notAnalysed: notAnalysed.map(({ path, line, reason }) => ({
      path,
      line,
      reason,
      accepted: accepted.find((acceptance) => acceptance.covers(path))?.reason ?? null,
    })),
    notes,
  };
}

const asItIs = <Item>(item: Item): Item => item;

async function renderedOf(
  { root }: Setup,
  project: OpenProject,
  { kubernetesVersion }: CollectOptions,
  { signal }: Watch,
): Promise<RenderedProject> {
  const { renderedProject } = await import('./render.ts');
  return renderedProject(project, { root, kubernetesVersion, signal });
}

/** Two collectors may each know of secrets in one text. */
function withSecretsOf(text: SourceText, other: SourceText | undefined): SourceText {
  if (other === undefined || other.text !== text.text) return text;
  return sourceText(text.path, text.text, text.encoding, [...text.secrets, ...other.secrets]);
}

/** Who mistypes a command names a PATH: check is the command where none is named. */
const COMMANDS = ['check', 'facts', 'baseline', 'rules', 'explain', 'decide', 'config', 'init'];

function missingPath(typed: string) {
  const message = `${typed}: no such file or folder`;
  if (!/^[a-z]+$/.test(typed)) return { message, hint: `looked for ${resolve(typed)}` };
  return { message, hint: '`secbaseline --help` names the commands', ...didYouMean(typed, COMMANDS) };
}

function lineOfTarget({ file }: Config): (target: RunTarget) => number | null {
  return ({ at }) => (file === null || at === null ? null : lineOf(file.source, at.start));
}

/** The text of a file of the run, for frames, comments and line numbers; undefined where it is no text. */
export function sourceOf(project: OpenProject): (path: string) => SourceText | undefined {
  return (path) => {
    const outcome = project.read(path);
    return outcome.kind === 'text' ? outcome.source : undefined;
  };
}

/** The date of today where this machine stands, `YYYY-MM-DD`. */
export function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
