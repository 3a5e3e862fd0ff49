/** The verdict that says that it could not be found out. */
import { caretOf } from './caret.ts';
import { type Common, confidenceOver } from './compiled-rule.ts';
import { reasonsOf } from './content.ts';
import type { DecidingLeaf } from './explain.ts';
import type { Fact } from './fact.ts';
import type { Verdict } from './verdict.ts';

/** It could not be found out. The content is the reason, so that one cause is one finding. */
export function unknownVerdict(common: Common, fact: Fact, leaves: readonly DecidingLeaf[]): Verdict {
  const offending = leaves.map(({ path, value }) => ({ path, value }));
  const reasons = reasonsOf(leaves);
  return {
    rule: common.rule,
    outcome: 'unknown',
    fact,
    subject: fact.subject,
    severity: common.severity,
    confidence: confidenceOver(common, fact),
    message: `${fact.subject} could not be evaluated: ${reasons}`,
    at: caretOf(fact, null, offending),
    offending,
    related: [],
    content: reasons,
  };
}
