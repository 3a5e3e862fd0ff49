/**
 * Facts made of the facts of several technologies, after all collectors: whom an image that is built here runs as, where
 * it is used, and secrets that two collectors know of. Loaded only where there is something to join.
 */
import type { Fact } from '../../engine/fact.ts';
import type { FieldsRead } from '../../engine/fields-read.ts';

/** Kinds of facts that know of secrets beside the detectors. */
const TELLING = ['k8s.plainValue', 'k8s.secret', 'compose.service', 'container.run'];

/** The facts of a run with what they say together. The facts that are given may be replaced by fuller ones. */
export async function joined(
  facts: readonly Fact[],
  reads: FieldsRead | null = null,
): Promise<readonly Fact[]> {
  const kinds = new Set(facts.map(({ fact }) => fact));
  const isTwice = kinds.has('secret.match') && TELLING.some((kind) => kinds.has(kind));
  const once = isTwice ? (await import('./secret-once.ts')).secretsOnce(facts, reads) : facts;
  return kinds.has('docker.stage') ? (await import('./image-use.ts')).joinImages(once) : once;
}
