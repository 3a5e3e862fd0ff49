/** What somebody is told who names a rule that does not exist. */
import type { RuleIndex } from '../engine/rule-index.ts';
import { quoteWord } from '../source/quote.ts';
import { didYouMean } from '../source/suggest.ts';

export function noSuchRule(
  name: string,
  index: RuleIndex,
): { readonly message: string; readonly hint: string } {
  const list = name.startsWith('secret-') ? 'rules list --secrets' : 'rules list';
  return {
    message: `there is no rule ${quoteWord(name)}`,
    hint: `\`secbaseline ${list}\` names them`,
    ...didYouMean(name, index.names),
  };
}
