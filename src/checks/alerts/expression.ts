/** The PromQL of a rule, on one line. */
import type { DocumentNode } from '../../source/documents/node.ts';

/** PromQL beyond this is no longer written by anybody. */
const LONGEST = 20_000;

export function expressionOf(rule: DocumentNode): string {
  return (rule.text('expr') ?? '').slice(0, LONGEST).replace(/\s+/g, ' ').trim();
}
