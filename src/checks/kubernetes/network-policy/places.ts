/** Where a policy says something: its entries and their peers, as nodes of its document. */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Anchor } from '../../../source/span.ts';
import type { SourceText } from '../../../source/text.ts';
import type { Reason } from './decide.ts';
import type { PolicyObject } from './members.ts';
import type { Policy } from './policy.ts';
import type { RuleRef } from './rule-ref.ts';

export type PlaceOf = (ref: RuleRef) => Anchor | null;

/** The place of the peer, of the entry where it names none, or of the policy where the entry is empty. */
export function placeOfRules(objects: readonly PolicyObject[]): PlaceOf {
  const byPolicy = new Map<Policy, DocumentNode>(objects.map(({ policy, object }) => [policy, object.root]));
  return ({ policy, direction, rule, peer }) => {
    const object = byPolicy.get(policy);
    if (object === undefined) return null;
    const entry = object.items('spec', direction)[rule];
    if (entry === undefined) return object.nameAnchor();
    const peers = entry.items(direction === 'ingress' ? 'from' : 'to');
    const place = peer === undefined ? (peers[0] ?? entry) : (peers[peer] ?? entry);
    return firstLine(place);
  };
}

/** Of a block of several lines what its first line says: a caret under all of it would say no more. */
function firstLine(node: DocumentNode): Anchor {
  const anchor = node.anchor();
  const text = node.source.text.slice(anchor.start, anchor.end);
  const end = text.search(/[\r\n]/);
  return end < 0 ? anchor : { ...anchor, end: anchor.start + text.slice(0, end).trimEnd().length };
}

export type PlaceOfReason = (
  reason: Reason,
) => { readonly source: SourceText; readonly start: number } | null;

/** Where a policy that had a say stands: its entry, or its name where none of its entries lets the connection through. */
export function placeOfReasons(objects: readonly PolicyObject[]): PlaceOfReason {
  const byPolicy = new Map<Policy, DocumentNode>(objects.map(({ policy, object }) => [policy, object.root]));
  return ({ policy, direction, rule }) => {
    const object = byPolicy.get(policy);
    if (object === undefined) return null;
    const entry = rule === null ? undefined : object.items('spec', direction)[rule];
    return { source: object.source, start: (entry?.extent ?? object.nameAnchor()).start };
  };
}
