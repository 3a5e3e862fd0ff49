/** What verdicts are told apart by: the faulty value in words that position, order of reading and white space do not change. */
import type { DecidingLeaf } from './explain.ts';
import type { Offending } from './verdict.ts';

/**
 * Field by field, the faulty values: `effectiveProtocols: TLSv1 TLSv1.1`. Indexes are left out: an element that moves is
 * the same element.
 */
export function contentOf(offending: readonly Offending[]): string {
  const [only, ...others] = offending;
  if (only !== undefined && others.length === 0) return `${fieldOf(only)}: ${plain(only.value)}`;
  const values = new Map<string, Set<string>>();
  for (const one of offending) {
    const field = fieldOf(one);
    const words = values.get(field) ?? new Set();
    words.add(plain(one.value));
    values.set(field, words);
  }
  return [...values].map(([field, words]) => `${field}: ${[...words].join(' ')}`).join('; ');
}

const fieldOf = ({ path }: Offending): string =>
  path.includes('.') ? path.replace(/\.\d+(?=\.|$)/g, '') : path;

/** Why something is unknown, each reason once. */
export function reasonsOf(leaves: readonly DecidingLeaf[]): string {
  return [...new Set(leaves.map(({ reason }) => reason ?? 'the reason is not known'))].join('; ');
}

function plain(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
  return text.replace(/\s+/g, ' ').trim();
}
