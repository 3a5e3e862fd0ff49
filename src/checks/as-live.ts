/**
 * Facts of a running system made by the collector that reads its files: what the system says of itself is written as it
 * would stand in a file, and judged by the same code.
 */
import type { Fact, Target } from '../engine/fact.ts';
import { memoryProject } from '../source/memory-project.ts';
import type { CollectOptions, Collector } from './collector.ts';
import { liveFact } from './live-fact.ts';

export interface AsLive {
  readonly facts: readonly Fact[];
  /** Reasons for what the collector could not read. */
  readonly unknown: readonly string[];
}

/**
 * Collects from texts that stand for the state of a target; places in them mean nothing and are dropped.
 *
 * @param nameOf what a text stands for, in words, where there are many
 */
export function collectAsLive(
  collector: Collector,
  files: Readonly<Record<string, string>>,
  options: CollectOptions,
  target: Target,
  nameOf: ((path: string) => string) | null = null,
): AsLive {
  const { facts, notAnalysed } = collector.collect(memoryProject(files), options);
  return {
    facts: facts.map(({ fact, subject, value, unknown, confidence, link }) => ({
      ...liveFact(target, { fact, subject, value, unknown, ...(link === null ? {} : { link }) }),
      confidence,
    })),
    unknown: notAnalysed.map(({ path, reason }) => (nameOf === null ? reason : `${nameOf(path)}: ${reason}`)),
  };
}
