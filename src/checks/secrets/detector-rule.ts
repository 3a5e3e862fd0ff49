/** To users every detector is a rule: it can be turned off, made more serious, suppressed, explained and listed. */
import type { Assertion, Evidence, Profile, Rule } from '../../engine/rule.ts';
import type { Confidence, Severity } from '../../engine/severity.ts';
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

/**
 * The rule that a detector is.
 *
 * @param origin see `Rule.origin`
 */
export function ruleOfDetector(written: DetectorRule, origin = 'built-in'): Rule {
  return new RuleOfDetector(written, origin);
}

/** What is told about it is looked up when somebody asks: there are hundreds of them, and most are never broken. */
class RuleOfDetector implements Rule {
  readonly id: string;
  readonly aliases = NONE;
  readonly area = 'secrets';
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly profiles: readonly Profile[];
  readonly since: string;
  readonly params = NOTHING;
  readonly scope = 'fact';
  readonly when = null;
  readonly forEach = null;
  readonly message: string;
  readonly fixes = NONE;
  readonly examples = NO_EXAMPLES;
  readonly origin: string;
  readonly ofDetector = true;
  private readonly written: DetectorRule;
  private judging: readonly Evidence[] | null = null;

  constructor(written: DetectorRule, origin: string) {
    this.origin = origin;
    this.since = origin === 'built-in' ? '0.1.0' : '';
    this.id = written.id;
    this.severity = written.severity;
    this.confidence = written.confidence;
    this.profiles = written.profiles;
    this.message = written.message ?? MESSAGE;
    this.written = written;
  }

  get title(): string {
    const { title, message } = this.written;
    return message === null ? `${title} in plain text` : title;
  }

  get rationale(): string {
    return this.written.rationale ?? RATIONALE;
  }

  get remediation(): string {
    return this.written.remediation ?? defaultRemediation(this.written);
  }

  get references(): readonly string[] {
    return this.written.references;
  }

  get cwe(): readonly string[] {
    return this.written.cwe;
  }

  get properties(): Readonly<Record<string, unknown>> {
    return { provider: this.written.provider };
  }

  /** Context and checksum make a match more or less sure: the fact says it. Always the same, since judges are kept by it. */
  get evidence(): readonly Evidence[] {
    const where = { path: 'rule', equals: this.id };
    this.judging ??= [{ fact: 'secret.match', where, assert: HARMLESS, confidence: 'certain' }];
    return this.judging;
  }
}

const NONE: readonly never[] = [];
const NOTHING = {};
const NO_EXAMPLES = { fail: NONE, pass: NONE };

function defaultRemediation({ name, revoke }: DetectorRule): string {
  const where = revoke === null ? `at ${name}` : `at ${revoke}`;
  return `Revoke it ${where}, issue a new one, and let the program read it from the environment or a secret store. Removing it from the file is not enough: it stays in the history.`;
}
