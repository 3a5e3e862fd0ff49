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

const RATIONALE =
  'Whoever can read the repository, its history or a copy of either can use what it opens, for as long as it is valid.';

/** The rule that a detector is. What is told about it is looked up when somebody asks: there are hundreds of them. */
export function ruleOfDetector(written: DetectorRule): Rule {
  const { id, confidence, severity, profiles } = written;
  return {
    id,
    aliases: NONE,
    area: 'secrets',
    get title() {
      return `${written.title} in plain text`;
    },
    severity,
    confidence,
    profiles,
    since: '0.1.0',
    get rationale() {
      return written.rationale ?? RATIONALE;
    },
    get remediation() {
      return written.remediation ?? defaultRemediation(written);
    },
    get references() {
      return written.references;
    },
    get cwe() {
      return written.cwe;
    },
    params: {},
    scope: 'fact',
    when: null,
    forEach: null,
    evidence: [
      // Context and checksum make a match more or less sure: the fact says it.
      { fact: 'secret.match', where: { path: 'rule', equals: id }, assert: HARMLESS, confidence: 'certain' },
    ],
    message: MESSAGE,
    fixes: NONE,
    get properties() {
      return { provider: written.provider };
    },
    examples: NO_EXAMPLES,
    origin: 'built-in',
    ofDetector: true,
  };
}

const NONE: readonly never[] = [];
const NO_EXAMPLES = { fail: NONE, pass: NONE };

function defaultRemediation({ name, revoke }: DetectorRule): string {
  const where = revoke === null ? `at ${name}` : `at ${revoke}`;
  return `Revoke it ${where}, issue a new one, and let the program read it from the environment or a secret store. Removing it from the file is not enough: it stays in the history.`;
}
