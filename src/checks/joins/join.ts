/**
 * Facts made of the facts of several technologies, after all collectors: whom an image that is built here runs as, where
 * it is used. Loaded only where there is something to join.
 */
import type { Fact } from '../../engine/fact.ts';

/** The facts of a run with what they say together. The facts that are given may be replaced by fuller ones. */
export async function joined(facts: readonly Fact[]): Promise<readonly Fact[]> {
  if (!facts.some(({ fact }) => fact === 'docker.stage')) return facts;
  return (await import('./image-use.ts')).joinImages(facts);
}
