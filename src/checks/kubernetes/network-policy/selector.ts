/** Label selectors: `matchLabels` and `matchExpressions`, all of which must hold. */

import type { Faults } from './fault.ts';
import { isFields, type Labels, labelsOf, listOf, textOf } from './shape.ts';

export type Requirement =
  | { readonly operator: 'In' | 'NotIn'; readonly key: string; readonly values: ReadonlySet<string> }
  | { readonly operator: 'Exists' | 'DoesNotExist'; readonly key: string };

/** All requirements must hold; without any it selects everything. */
export interface Selector {
  readonly requirements: readonly Requirement[];
}

/** `yes` and `no` are certain; `depends` where a label decides that nobody at hand knows. */
export type Selected = 'yes' | 'no' | 'depends';

/**
 * Whether labels satisfy a selector. `isOpen` says that there may be labels beyond those given, as with a namespace
 * that no file defines. An absent key satisfies NotIn and DoesNotExist
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement).
 */
export function selects(selector: Selector, labels: Labels, isOpen = false): Selected {
  let depends = false;
  for (const requirement of selector.requirements) {
    const value = labels.get(requirement.key);
    if (value === undefined && isOpen) depends = true;
    else if (!holds(requirement, value)) return 'no';
  }
  return depends ? 'depends' : 'yes';
}

function holds(requirement: Requirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && requirement.values.has(value);
    case 'NotIn':
      return value === undefined || !requirement.values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** A label that every object must carry to be selected, as `key=value`; null where none is that certain. */
export function telltale(selector: Selector): string | null {
  for (const requirement of selector.requirements) {
    if (requirement.operator !== 'In' || requirement.values.size !== 1) continue;
    for (const value of requirement.values) return labelKey(requirement.key, value);
  }
  return null;
}

export function labelKey(key: string, value: string): string {
  return `${key}=${value}`;
}

/** A selector as written for people: `app=web,tier in (a, b)`; `every` where it selects everything. */
export function selectorWords(selector: Selector): string {
  if (selector.requirements.length === 0) return 'every';
  return selector.requirements.map(requirementWords).join(',');
}

function requirementWords(requirement: Requirement): string {
  switch (requirement.operator) {
    case 'In':
      if (requirement.values.size === 1) return labelKey(requirement.key, [...requirement.values].join());
      return `${requirement.key} in (${[...requirement.values].join(', ')})`;
    case 'NotIn':
      return `${requirement.key} not in (${[...requirement.values].join(', ')})`;
    case 'Exists':
      return requirement.key;
    case 'DoesNotExist':
      return `!${requirement.key}`;
  }
}

/** Reads a LabelSelector. What the API server would refuse goes to `faults`, under `path`. */
export function selectorOf(value: unknown, path: string, faults: Faults): Selector {
  if (value !== null && value !== undefined && !isFields(value)) faults.add(path, 'is not a selector');
  if (!isFields(value)) return { requirements: [] };
  const requirements: Requirement[] = [];
  for (const [key, text] of labelsOf(value.matchLabels)) {
    requirements.push({ operator: 'In', key, values: new Set([text]) });
  }
  for (const [index, written] of listOf(value.matchExpressions).entries()) {
    const requirement = requirementOf(written, `${path}.matchExpressions.${index}`, faults);
    if (requirement !== null) requirements.push(requirement);
  }
  return { requirements };
}

function requirementOf(value: unknown, path: string, faults: Faults): Requirement | null {
  const { key, operator, values } = isFields(value) ? value : {};
  const name = textOf(key);
  if (name === null) {
    faults.add(path, 'has no key');
    return null;
  }
  const texts = new Set(listOf(values).map(String));
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (texts.size === 0) faults.add(path, `needs values for ${operator}`);
      return { operator, key: name, values: texts };
    case 'Exists':
    case 'DoesNotExist':
      if (texts.size > 0) faults.add(path, `takes no values for ${operator}`);
      return { operator, key: name };
    default:
      faults.add(path, 'has an operator other than In, NotIn, Exists and DoesNotExist');
      return null;
  }
}
