/** The verdict that a fact fails, whether a rule judges it alone or forbids it in the whole project. */
import type { Anchor } from '../source/span.ts';
import { placeOfField } from './caret.ts';
import { type Common, confidenceOver } from './compiled-rule.ts';
import { contentOf } from './content.ts';
import type { DecidingLeaf, Element } from './explain.ts';
import type { Fact } from './fact.ts';
import type { LineOf, Message, MessageContext } from './message.ts';
import { joined } from './shape.ts';
import type { Offending, RelatedPlace, Verdict } from './verdict.ts';

/** What fails, whichever fact holds it: facts with one value fail alike. */
export interface Failure {
  readonly common: Common;
  readonly leaves: readonly DecidingLeaf[];
  readonly offending: readonly Offending[];
  readonly content: string;
  /** The element of `each`. */
  readonly element: Element | null;
  /** The item of `forEach`. */
  readonly item: unknown;
  readonly related: readonly { readonly at: string; readonly message: Message }[];
}

type Circumstances = Partial<Pick<Failure, 'element' | 'item' | 'related'>> & {
  /** The content where no value is at fault. */
  readonly otherwise?: string;
};

/** A failure by the leaves that decided it. */
export function failureOf(
  common: Common,
  leaves: readonly DecidingLeaf[],
  { element = null, item, related = [], otherwise = '' }: Circumstances,
): Failure {
  const offending = leaves.map(({ path, value }) => ({ path, value }));
  const content = offending.length === 0 ? otherwise : contentOf(offending);
  return { common, leaves, offending, content, element, item, related };
}

const NO_PLACES: readonly RelatedPlace[] = [];

/** The verdict on one fact; `at` is where its caret goes. */
export function failedVerdict(failure: Failure, fact: Fact, at: Anchor | null, lineOf: LineOf): Verdict {
  const { common, leaves, element, item, related } = failure;
  const context = { subject: fact.subject, fact, leaves, element, item, lineOf };
  return {
    rule: common.rule,
    outcome: 'fail',
    fact,
    subject: fact.subject,
    severity: common.severity,
    confidence: confidenceOver(common, fact),
    message: common.message(context),
    at,
    offending: failure.offending,
    related: related.length === 0 ? NO_PLACES : relatedPlaces(failure, context),
    asks: common.asks,
    content: failure.content,
    ...partOf(element),
  };
}

/** What an element of a list is about, where it says so: a container, or an entry by its line. */
export function partOf(element: Element | null): Pick<Verdict, 'part' | 'line'> {
  const { value } = element ?? {};
  if (typeof value !== 'object' || value === null) return {};
  if ('container' in value) return { part: typeof value.container === 'string' ? value.container : '' };
  return 'line' in value && typeof value.line === 'number' ? { line: value.line } : {};
}

function relatedPlaces({ related, element }: Failure, context: MessageContext): readonly RelatedPlace[] {
  return related.flatMap(({ at: field, message }) => {
    const at = context.fact === null ? null : placeOfField(context.fact, joined(element?.path ?? '', field));
    return at === null ? [] : [{ message: message(context), at }];
  });
}
