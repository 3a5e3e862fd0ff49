/**
 * Facts of a running system made by the collector that reads its files: what the system says of itself is written as it
 * would stand in a file, and judged by the same code.
 */
import type { Fact, Target } from '../engine/fact.ts';
import { memoryProject } from '../source/memory-project.ts';
import type { CollectOptions, Collector } from './collector.ts';

export interface AsLive {
  readonly facts: readonly Fact[];
  /** Reasons for what the collector could not read. */
  readonly unknown: readonly string[];
}

/** Collects from texts that stand for the state of a target; places in them mean nothing and are dropped. */
export function collectAsLive(
  collector: Collector,
  files: Readonly<Record<string, string>>,
  options: CollectOptions,
  target: Target,
): AsLive {
  const { facts, notAnalysed } = collector.collect(memoryProject(files), options);
  return {
    facts: facts.map((fact) => ({
      fact: fact.fact,
      from: 'live',
      subject: fact.subject,
      at: null,
      target,
      value: fact.value,
      positions: {},
      provenance: {},
      unknown: fact.unknown,
      confidence: fact.confidence,
      link: fact.link,
    })),
    unknown: notAnalysed.map(({ reason }) => reason),
  };
}
