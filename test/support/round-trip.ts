/** Configurations that run as they are judged: the same text for nginx and for the collector, and targets for its servers. */
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { factKinds } from '../../src/checks/index.ts';
import { nginxCollector } from '../../src/checks/nginx/collect.ts';
import { linksOf, probeTargets } from '../../src/cli/live.ts';
import type { RunTarget } from '../../src/cli/targets.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';
import { defaultConfig } from '../../src/config/config.ts';
import { resolvePlan } from '../../src/config/plan.ts';
import { askedValues } from '../../src/engine/asked.ts';
import { withDrift } from '../../src/engine/drift.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Fact } from '../../src/engine/fact.ts';
import type { Verdict } from '../../src/engine/verdict.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { liveTarget } from './live-target.ts';
import { NGINX_VERSION } from './nginx-judge.ts';
import { freePorts, HTTP_PRELUDE, MAIN_PRELUDE } from './nginx-server.ts';

type Files = Readonly<Record<string, string>>;

const rules = builtInRules(factKinds);

/** The strict profile, so that as many rules as can be have something to say; ports that stand for 80 are such. */
function planFor(plainPorts: readonly number[]) {
  const param = [`https-redirect.ports=${plainPorts.join(',')}`];
  return resolvePlan({
    config: defaultConfig(),
    rules,
    options: { rule: [], skipRule: [], param, profile: 'strict' },
  });
}

const BOTH_KEYS = [
  ...['ssl_certificate cert.pem;', 'ssl_certificate rsa-cert.pem;'],
  ...['ssl_certificate_key key.pem;', 'ssl_certificate_key rsa-key.pem;'],
].join(' ');

const LISTEN = /(?<=\blisten\s+(?:[^\s;:]*:|\[[^\]]*\]:)?)\d+(?=[\s;])/g;

export interface Runnable {
  readonly files: Files;
  readonly ports: readonly number[];
  /** Those that stand for 80. */
  readonly plainPorts: readonly number[];
}

/**
 * The files with ports that are free, certificates that exist, pages to serve, one upstream behind everything that is
 * proxied, and limits too wide to be met. Null where a server listens where this cannot follow.
 */
export async function runnable(files: Files, upstream: number): Promise<Runnable | null> {
  const text = Object.values(files).join('\n');
  if (/\blisten\s+(?:unix:|[^;]*[$<{]|[^\s;:\d[*]\S*\s*;)/.test(text)) return null;
  const written = [...new Set(text.match(LISTEN) ?? [])];
  if (written.length === 0) return null;
  const free = await freePorts(written.length);
  const moved = new Map(written.map((port, index) => [port, String(free[index])]));
  const changed = Object.entries(files).map(([path, content]) => [
    path,
    content
      .replaceAll(LISTEN, (port) => moved.get(port) ?? port)
      .replaceAll(/\bssl_(trusted_certificate|client_certificate)\s+[^;]+;/g, 'ssl_$1 cert.pem;')
      .replaceAll(/\bssl_dhparam\s+[^;]+;/g, '')
      .replaceAll(/\bssl_certificate\s+[^;]+;/g, 'ssl_certificate cert.pem; ssl_certificate rsa-cert.pem;')
      .replaceAll(
        /\bssl_certificate_key\s+[^;]+;/g,
        'ssl_certificate_key key.pem; ssl_certificate_key rsa-key.pem;',
      )
      .replaceAll(/\bssl_verify_client\s+on;/g, 'ssl_verify_client on; ssl_client_certificate cert.pem;')
      .replaceAll(/\b(root|alias)\s+[^;]+;/g, '$1 www;')
      .replaceAll(/\b(proxy_pass|grpc_pass)\s+https?:\/\/[^\s;/]+/g, `$1 http://127.0.0.1:${upstream}`)
      .replaceAll(/\brate=\d+r\/[sm]/g, 'rate=9000r/s')
      .replaceAll(
        /^\s*(user|pid|error_log|worker_processes|worker_rlimit_nofile|daemon|master_process|load_module)\s[^;]*;/gm,
        '',
      ),
  ]);
  const all: Record<string, string> = Object.fromEntries(changed);
  const main = all['nginx.conf'];
  if (main === undefined || !/\bhttp\s*\{/.test(main)) return null;
  const certificate = /\bssl_certificate\s/.test(text) ? '' : BOTH_KEYS;
  const events = /\bevents\s*\{/.test(main) ? '' : 'events {}';
  all['nginx.conf'] =
    MAIN_PRELUDE + main.replace(/\bhttp\s*\{/, `http { ${certificate} ${HTTP_PRELUDE}`) + events;
  const plain = moved.get('80');
  return { files: all, ports: free, plainPorts: plain === undefined ? [] : [Number(plain)] };
}

const NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/** One for each named server and socket that it listens on; where it speaks TLS, for that and for what it answers. */
function targetsOf(facts: readonly Fact[]): readonly RunTarget[] {
  return facts.flatMap((fact) => {
    const { names, listens, layer } = fact.value;
    if (fact.fact !== 'nginx.server' || layer !== 'http' || !Array.isArray(names) || !Array.isArray(listens))
      return [];
    const name = names.find((one) => typeof one === 'string' && NAME.test(one));
    if (name === undefined) return [];
    return listens.flatMap(({ port, ssl, quic }) => {
      if (quic === true) return [];
      const schemes = ssl === true ? (['tls', 'https'] as const) : (['http'] as const);
      return schemes.map((scheme): RunTarget => {
        const kind = scheme === 'tls' ? 'tls' : 'http';
        const id = `${scheme} ${name} ${port}`;
        const target = liveTarget(kind, `${scheme}://127.0.0.1:${port}/`, { id, server: name });
        const at = { path: 'secbaseline.yaml', start: 0, end: 1, route: [] };
        return { ...target, declaredIn: fact.at?.path ?? null, at };
      });
    });
  });
}

export interface RoundTrip {
  readonly targets: readonly RunTarget[];
  /** Id of the target to why it could not be judged. */
  readonly unknown: readonly string[];
  readonly facts: readonly Fact[];
  readonly verdicts: readonly Verdict[];
  /** Rules that judged both a file and what runs there. */
  readonly compared: number;
}

/** What `check --live` says of these files while something listens on their ports: verdicts of both, joined. */
export async function roundTrip({ files, plainPorts }: Runnable): Promise<RoundTrip> {
  const plan = planFor(plainPorts);
  const options = { ...COLLECT_DEFAULTS, nginxVersion: NGINX_VERSION, asked: askedValues(plan) };
  const { facts } = nginxCollector.collect(memoryProject(files), options);
  const targets = targetsOf(facts);
  const probed = await probeTargets({
    targets,
    hosts: ['127.0.0.1'],
    ...{ deep: true, probeRateLimit: false, probeBodyLimit: false },
    collect: options,
    signal: new AbortController().signal,
    files: facts,
    lineOf: () => 1,
  });
  const all = [...facts, ...probed.facts];
  const judged = evaluate({ plan, facts: all, kinds: factKinds, lineOf: () => null });
  const links = linksOf(targets, all);
  const live = new Set(
    judged.flatMap(({ rule, fact }) => (fact?.target ? [`${rule.rule.id} ${fact.target.id}`] : [])),
  );
  const both = judged.flatMap(({ rule, fact }) =>
    fact?.from === 'file' ? links.targetsOf(fact).map((id) => `${rule.rule.id} ${id}`) : [],
  );
  return {
    targets,
    facts,
    unknown: probed.notAnalysed.map(({ reason }) => reason),
    verdicts: withDrift(judged, links),
    compared: new Set(both.filter((key) => live.has(key))).size,
  };
}

/** Findings that tell a file and what runs apart, or that only what runs shows although rules judge such files. */
export function differences({ verdicts }: RoundTrip): readonly Verdict[] {
  return verdicts.filter(
    ({ outcome, witness, rule }) =>
      outcome === 'fail' &&
      (witness?.evidence === 'drift' || (witness?.evidence === 'live' && judgesFiles.has(rule.rule.id))),
  );
}

const judgesFiles: ReadonlySet<string> = new Set(
  rules.flatMap(({ id, evidence }) =>
    evidence.some((one) => 'fact' in one && one.fact?.startsWith('nginx.')) ? [id] : [],
  ),
);
