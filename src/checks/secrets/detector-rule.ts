/** To users every detector is a rule: it can be turned off, made more serious, suppressed, explained and listed. */
import type { Assertion, Rule } from '../../engine/rule.ts';
import type { DetectorRule } from './detector.ts';

/** The fields of a match by which its context says that it is no leak. */
export const DISMISSALS = [
  'placeholder',
  'reference',
  'encrypted',
  'publicValue',
  'wordlike',
  'allowed',
] as const;

const HARMLESS: Assertion = { any: DISMISSALS.map((path) => ({ path, equals: true })) };

const MESSAGE = '{subject} stands in plain text ({value.length} characters, {value.entropy} bits each)';

/** The rule that a detector is. The confidence of each finding is that of its match. */
export function ruleOfDetector(written: DetectorRule): Rule {
  const { detector, title, severity, profiles, rationale, remediation, references, cwe } = written;
  return {
    id: detector.id,
    aliases: [],
    area: 'secrets',
    title: `${title} in plain text`,
    severity,
    confidence: detector.confidence,
    profiles,
    since: '0.1.0',
    rationale,
    remediation,
    references,
    cwe,
    params: {},
    scope: 'fact',
    when: null,
    forEach: null,
    evidence: [
      // Context and checksum make a match more or less sure: the fact says it.
      {
        fact: 'secret.match',
        where: { path: 'rule', equals: detector.id },
        assert: HARMLESS,
        confidence: 'certain',
      },
    ],
    message: MESSAGE,
    fixes: [],
    properties: { provider: written.provider },
    examples: { fail: [], pass: [] },
    origin: detector.isBuiltIn ? 'built-in' : 'user',
  };
}
