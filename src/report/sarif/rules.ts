/** Rules as code scanning shows them beside an alert. */

import type { Rule } from '../../engine/rule.ts';
import { type Confidence, SEVERITIES, type Severity } from '../../engine/severity.ts';
import type { Finding } from '../../findings/finding.ts';
import { visible } from '../escape.ts';
import { levelOf } from '../level.ts';
import type { Taxonomy } from './taxonomy.ts';
import { cut, describe } from './text.ts';

export interface DescribedRules {
  readonly descriptors: readonly object[];
  /** The index of a rule in `descriptors`; -1 for none. */
  indexOf(id: string): number;
}

const LONGEST_NAME = 255;
const MOST_TAGS = 20;

/** Descriptors of all rules that ran, and of any other that found something, in the order of their ids. */
export function describeRules(
  rules: readonly Rule[],
  findings: readonly Finding[],
  taxonomy: Taxonomy,
): DescribedRules {
  const byId = new Map<string, Rule>();
  for (const rule of [...rules, ...findings.map((finding) => finding.rule.rule)]) byId.set(rule.id, rule);
  const worst = new Map<string, Severity>();
  for (const { rule, severity } of findings) {
    const before = worst.get(rule.rule.id);
    if (before === undefined || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(before)) {
      worst.set(rule.rule.id, severity);
    }
  }
  const ordered = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const indexes = new Map(ordered.map(({ id }, index) => [id, index]));
  return {
    descriptors: ordered.map((rule) => descriptor(rule, worst.get(rule.id) ?? rule.severity, taxonomy)),
    indexOf: (id) => indexes.get(id) ?? -1,
  };
}

function descriptor(rule: Rule, severity: Severity, taxonomy: Taxonomy): object {
  const reference = rule.references.find((url) => /^https:\/\/[\x21-\x7e]+$/.test(url));
  const relationships = taxonomy.relationships(rule);
  return {
    id: rule.id,
    name: cut(visible(pascalCase(rule.id)), LONGEST_NAME),
    shortDescription: { text: describe(rule.title) },
    fullDescription: { text: describe(rule.rationale) },
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    ...(reference === undefined ? {} : { helpUri: reference }),
    defaultConfiguration: { level: levelOf(severity) },
    ...(relationships.length === 0 ? {} : { relationships }),
    properties: {
      tags: tagsOf(rule),
      precision: precisionOf(rule.confidence),
      'security-severity': securitySeverity(severity),
    },
  };
}

function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function helpText(rule: Rule): string {
  return visible(`${rule.rationale} ${rule.remediation}`);
}

/** Rules come from people who write rules, so their Markdown is theirs; only what is unseen is shown. */
function helpMarkdown(rule: Rule): string {
  const references = rule.references.map((url) => `- <${visible(url)}>`);
  return [
    visible(rule.rationale),
    '',
    '**What to do**',
    '',
    visible(rule.remediation),
    '',
    `\`secbaseline explain ${rule.id}\` tells more.`,
    ...(references.length === 0 ? [] : ['', '**References**', '', ...references]),
  ].join('\n');
}

function tagsOf(rule: Rule): readonly string[] {
  const weaknesses = rule.cwe.map((id) => `external/cwe/cwe-${id.replace(/\D+/g, '').padStart(3, '0')}`);
  return ['security', ...new Set([...weaknesses, rule.area])].slice(0, MOST_TAGS);
}

function precisionOf(confidence: Confidence): 'very-high' | 'high' | 'medium' | 'low' {
  return confidence === 'certain' ? 'very-high' : confidence;
}

/** In the middle of the ranges in which GitHub reads the same word, as a string with one digit after the point. */
function securitySeverity(severity: Severity): string {
  switch (severity) {
    case 'critical':
      return '9.5';
    case 'high':
      return '8.0';
    case 'medium':
      return '5.5';
    case 'low':
      return '3.0';
    case 'info':
      return '1.0';
  }
}
