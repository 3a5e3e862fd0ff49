/** Random Dockerfiles, and the image configuration that BuildKit makes of each. */
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { containerCollector } from '../../src/checks/container/collect.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { type Agreement, jsonLines } from './agreement.ts';

export interface DockerCase {
  readonly id: string;
  readonly dockerfile: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly exposed: Readonly<Record<string, unknown>> | null;
  readonly healthcheck: { readonly Test: readonly string[] } | null;
}

/** What is compared: the user, the environment without the PATH that BuildKit adds, ports and health check. */
export interface Configuration {
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly exposed: readonly string[];
  readonly healthcheck: string | null;
}

export function dockerCases(folder: string): readonly DockerCase[] {
  return jsonLines(`${folder}/dockerfiles-500.jsonl.gz`) as readonly DockerCase[];
}

/** What the facts say about the last stage; null where there are none, or something was not analysed. */
export function foundConfiguration({ dockerfile }: Pick<DockerCase, 'dockerfile'>): Configuration | null {
  const collected = containerCollector.collect(memoryProject({ Dockerfile: dockerfile }), COLLECT_DEFAULTS);
  const value = collected.facts.find((fact) => fact.value.final === true)?.value;
  if (value === undefined || collected.notAnalysed.length > 0) return null;
  return {
    user: (value.user as string | null) ?? '',
    env: value.env as Configuration['env'],
    exposed: value.exposed as Configuration['exposed'],
    healthcheck: value.healthcheck as string | null,
  };
}

export function expectedConfiguration({ user, env, exposed, healthcheck }: DockerCase): Configuration {
  const [kind, command = null] = healthcheck?.Test ?? [];
  return {
    user,
    env: Object.fromEntries(
      env.filter((entry) => !entry.startsWith('PATH=')).map((entry) => entry.split(/=(.*)/s).slice(0, 2)),
    ),
    exposed: Object.keys(exposed ?? {}),
    healthcheck: kind === 'NONE' ? 'NONE' : command,
  };
}

export function dockerAgreement(folder: string): Agreement {
  const cases = dockerCases(folder);
  const agreed = cases.filter(
    (one) => JSON.stringify(foundConfiguration(one)) === JSON.stringify(expectedConfiguration(one)),
  );
  return { agreed: agreed.length, total: cases.length };
}
