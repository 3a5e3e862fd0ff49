/**
 * Prometheus rule files and PrometheusRule objects: their groups with alerting and recording rules
 * (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/).
 */
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Anchor } from '../../source/span.ts';

export interface RuleGroup {
  readonly name: string;
  readonly node: DocumentNode;
  readonly rules: readonly DocumentNode[];
  /** `Prometheus rule file` or `PrometheusRule`. */
  readonly as: string;
  /** From a place in the text that was read to the place in its file. */
  readonly place: (anchor: Anchor) => Anchor;
}

const asItIs = (anchor: Anchor): Anchor => anchor;

/** What a text must hold to be worth reading. */
export function maybeRules(text: string): boolean {
  return text.includes('groups') && text.includes('expr') && text.includes('rules');
}

/** The groups of a document; none where it is something else. */
export function groupsOf(root: DocumentNode): readonly RuleGroup[] {
  if (root.text('kind') === 'PrometheusRule')
    return readGroups(root.items('spec', 'groups'), 'PrometheusRule');
  if (root.text('apiVersion') !== null && root.text('kind')?.endsWith('List') === true) {
    return root.items('items').flatMap(groupsOf);
  }
  return readGroups(root.items('groups'), 'Prometheus rule file');
}

function readGroups(nodes: readonly DocumentNode[], as: string): readonly RuleGroup[] {
  return nodes.flatMap((node): readonly RuleGroup[] => {
    const name = node.text('name');
    const rules = node.items('rules').filter((rule) => rule.text('expr') !== null && isRule(rule));
    return name === null || rules.length === 0 ? [] : [{ name, node, rules, as, place: asItIs }];
  });
}

function isRule(rule: DocumentNode): boolean {
  return rule.text('alert') !== null || rule.text('record') !== null;
}

/** True for a text that cannot be read and says that it holds rules, and is not an object of Kubernetes. */
export function looksLikeRules(text: string): boolean {
  return /^groups:/m.test(text) && /[\s{-](?:alert|record):/.test(text) && !/^apiVersion:/m.test(text);
}
