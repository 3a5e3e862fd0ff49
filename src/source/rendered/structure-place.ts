/** From a place in a document that was put together of others to where one of these says the same. */
import type { DocumentNode } from '../documents/node.ts';
import type { Anchor, Span } from '../span.ts';

type Extent = Pick<Span, 'start' | 'end'>;

/** A key of a map, or an item of a list: by its name where it has one. */
type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'item'; readonly name: string | null; readonly index: number };

interface Way {
  readonly steps: readonly Step[];
  readonly node: DocumentNode;
  /** The place is that of the key. */
  readonly isKey: boolean;
}

/**
 * The place in the first of `sources` (those that are applied last come first, the base is the last) that says what
 * stands at `at` in `rendered`; where none does, the nearest thing around it in the base.
 */
export function placeInSources(
  rendered: DocumentNode,
  sources: readonly DocumentNode[],
  at: Extent,
): Anchor | null {
  const way = wayTo(rendered, at);
  const base = sources.at(-1);
  if (base === undefined) return null;
  const found = sources.map((source) => follow(source, way.steps));
  const complete = found.filter(({ left }) => left === 0).map(({ node }) => node);
  const value = way.node.scalar();
  const same = complete.find((node) => value !== undefined && node.scalar() === value);
  const nearest = same ?? complete.at(-1);
  if (nearest !== undefined) return way.isKey ? nearest.keyAnchor() : nearest.anchor();
  return found.at(-1)?.node.nameAnchor() ?? null;
}

/** The innermost node that holds the place. */
function wayTo(root: DocumentNode, at: Extent): Way {
  const steps: Step[] = [];
  let node = root;
  for (;;) {
    const inside = stepInto(node, at);
    if (inside === null) return { steps, node, isKey: false };
    steps.push(inside.step);
    node = inside.node;
    if (inside.isKey) return { steps, node, isKey: true };
  }
}

function stepInto(
  node: DocumentNode,
  { start, end }: Extent,
): { readonly step: Step; readonly node: DocumentNode; readonly isKey: boolean } | null {
  const holds = (extent: Extent): boolean => extent.start <= start && end <= extent.end;
  for (const { key, at, value } of node.entries()) {
    const step: Step = { kind: 'key', key };
    if (holds(at)) return { step, node: value, isKey: true };
    if (holds(value.extent)) return { step, node: value, isKey: false };
  }
  let index = 0;
  for (const item of node.items()) {
    if (holds(item.extent))
      return { step: { kind: 'item', name: item.text('name'), index }, node: item, isKey: false };
    index++;
  }
  return null;
}

/** How far a document goes the same way, and how many steps are left. */
function follow(
  root: DocumentNode,
  steps: readonly Step[],
): { readonly node: DocumentNode; readonly left: number } {
  let node = root;
  let left = steps.length;
  for (const step of steps) {
    const next = step.kind === 'key' ? below(node, step.key) : itemOf(node, step.name, step.index);
    if (next === null) break;
    node = next;
    left--;
  }
  return { node, left };
}

function below(node: DocumentNode, key: string): DocumentNode | null {
  return node.entries().find((entry) => entry.key === key)?.value ?? null;
}

function itemOf(list: DocumentNode, name: string | null, index: number): DocumentNode | null {
  const items = list.items();
  return (name === null ? items[index] : items.find((item) => item.text('name') === name)) ?? null;
}
