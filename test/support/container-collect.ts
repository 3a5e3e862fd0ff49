/** What the container collector says about files in memory, for tests. */
import { COLLECT_DEFAULTS, type Collected, type CollectOptions } from '../../src/checks/collector.ts';
import { containerCollector } from '../../src/checks/container/collect.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { memoryProject } from '../../src/source/memory-project.ts';

export function collectContainer(
  files: Readonly<Record<string, string>> | string,
  options: Partial<CollectOptions> = {},
): Collected {
  const project = memoryProject(typeof files === 'string' ? { Dockerfile: files } : files);
  return containerCollector.collect(project, { ...COLLECT_DEFAULTS, ...options });
}

/** The fact of the last stage of a Dockerfile. */
export function lastStage(dockerfile: string, options: Partial<CollectOptions> = {}): Fact {
  const found = collectContainer(dockerfile, options).facts.find(({ value }) => value.final === true);
  if (found === undefined) throw new Error('no last stage');
  return found;
}
