/** What a collector says about files in memory, for tests. */
import {
  COLLECT_DEFAULTS,
  type Collected,
  type CollectOptions,
  type Collector,
} from '../../src/checks/collector.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { memoryProject } from '../../src/source/memory-project.ts';

export function collectWith(
  collector: Collector,
  files: Readonly<Record<string, string>>,
  options: Partial<CollectOptions> = {},
): Collected {
  return collector.collect(memoryProject(files), { ...COLLECT_DEFAULTS, ...options });
}

/** The values of all facts of a kind, of those fields that are named. */
export function valuesOf(
  { facts }: { readonly facts: readonly Fact[] },
  kind: string,
  ...fields: readonly string[]
): readonly Readonly<Record<string, unknown>>[] {
  return facts
    .filter(({ fact }) => fact === kind)
    .map(({ value }) => Object.fromEntries(fields.map((field) => [field, value[field]])));
}
