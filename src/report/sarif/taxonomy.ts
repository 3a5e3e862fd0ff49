/** The weaknesses of MITRE's list that the rules of a run point at. */
import type { Rule } from '../../engine/rule.ts';
import type { Finding } from '../../findings/finding.ts';

export interface Taxonomy {
  /** Null where no rule names a weakness. */
  readonly component: object | null;
  /** References to the taxa of a rule. */
  relationships(rule: Rule): readonly object[];
}

/** `CWE-326` of the rules that ran and of those that found something. */
export function cweTaxonomy(rules: readonly Rule[], findings: readonly Finding[]): Taxonomy {
  const named = [...rules, ...findings.map(({ rule }) => rule.rule)].flatMap(({ cwe }) => cwe);
  const ids = [...new Set(named)].sort((a, b) => numberOf(a) - numberOf(b));
  const indexes = new Map(ids.map((id, index) => [id, index]));
  return {
    component:
      ids.length === 0
        ? null
        : {
            name: 'CWE',
            organization: 'MITRE',
            shortDescription: { text: 'The Common Weakness Enumeration' },
            informationUri: 'https://cwe.mitre.org/',
            isComprehensive: false,
            taxa: ids.map((id) => ({
              id,
              helpUri: `https://cwe.mitre.org/data/definitions/${numberOf(id)}.html`,
            })),
          },
    relationships: ({ cwe }) =>
      cwe.map((id) => ({
        target: { id, index: indexes.get(id) ?? -1, toolComponent: { name: 'CWE', index: 0 } },
        kinds: ['relevant'],
      })),
  };
}

function numberOf(id: string): number {
  return Number(id.replace(/\D+/g, ''));
}
