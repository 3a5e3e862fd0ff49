/** What the compose collector says about files in memory, for tests. */
import { COLLECT_DEFAULTS, type Collected } from '../../src/checks/collector.ts';
import { composeCollector } from '../../src/checks/container/compose/collect.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { memoryProject } from '../../src/source/memory-project.ts';

export type Files = Readonly<Record<string, string>>;

export function collectCompose(files: Files | string): Collected {
  const project = memoryProject(typeof files === 'string' ? { 'compose.yaml': files } : files);
  return composeCollector.collect(project, COLLECT_DEFAULTS);
}

/** The last fact of a service: that of the uppermost composition. */
export function service(files: Files | string, name: string): Fact {
  const found = collectCompose(files).facts.findLast(({ value }) => value.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}
