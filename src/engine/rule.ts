/** A rule as its author writes it, after validation: plain data, no closures. */
import type { Confidence, Severity } from './severity.ts';

export const PROFILES = ['recommended', 'strict'] as const;
export type Profile = (typeof PROFILES)[number];

export type Scalar = string | number | boolean | null;

/** What an operator compares with: a literal, a parameter, an element of `forEach`, or another field of the fact. */
export type Operand =
  | Scalar
  | readonly Scalar[]
  | { readonly param: string }
  | { readonly item: string }
  | { readonly field: string };

/** Every operator takes exactly one operand; `path` is relative to the fact's value, or to the element inside `every`/`some`. */
export interface Leaf {
  readonly path?: string;
  readonly exists?: boolean;
  readonly equals?: Operand;
  readonly oneOf?: Operand;
  readonly subsetOf?: Operand;
  readonly contains?: Operand;
  readonly notContains?: Operand;
  readonly atLeast?: Operand;
  readonly atMost?: Operand;
  readonly matches?: Operand;
  readonly versionAtLeast?: Operand;
  readonly within?: Operand;
  readonly every?: Assertion;
  readonly some?: Assertion;
}

export type Assertion =
  | { readonly all: readonly Assertion[] }
  | { readonly any: readonly Assertion[] }
  | { readonly not: Assertion }
  | Leaf;

export type ParamType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'duration' | 'cidr';

export interface ParamDeclaration {
  readonly type: ParamType;
  readonly about?: string;
  /** Element type where `type` is `array`; `object` for lists that `forEach` walks. */
  readonly items?: ParamType | 'object';
  readonly enum?: readonly Scalar[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default: unknown;
  /** The value in the strict profile, where it differs. */
  readonly strict?: unknown;
}

interface EvidenceBase {
  readonly message?: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly profiles?: readonly Profile[];
}

/** Judges each fact of a kind, or with `each` every element of one of its lists. */
export interface FactEvidence extends EvidenceBase {
  readonly fact: string;
  readonly where?: Assertion;
  /** Path of a list: one verdict, subject, caret and route per element; other paths are then relative to the element. */
  readonly each?: string;
  readonly assert: Assertion;
  /** Field whose place carries the caret; without it, the failing leaf's own. */
  readonly at?: string;
  /** Fields whose places are shown beside the finding, each with a message template. */
  readonly related?: readonly { readonly at: string; readonly message: string }[];
}

export interface FactQuery {
  readonly fact: string;
  readonly where?: Assertion;
}

/** Judges the project: `some` wants a fact that matches, `none` forbids one. */
export interface ProjectEvidence extends EvidenceBase {
  readonly some?: FactQuery;
  readonly none?: FactQuery;
  readonly at?: string;
}

export type Evidence = FactEvidence | ProjectEvidence;

/**
 * Replaces the value at a field by a text; `to` is a message template or a closed function of parameters. It is offered
 * only where the failing value itself is written in a file, so a rule may have one for each field that it judges.
 */
export interface FixTemplate {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  /** `exposures.*.type` for that field of every element that fails. */
  readonly set: string;
  /** `after`: the text becomes a line of its own, after that of the field; without it, it replaces the field's text. */
  readonly put?: 'after';
  readonly to: string | { readonly versionsFrom: { readonly param: string } };
}

export interface ExpectedFinding {
  /** The file, where an example has several. */
  readonly path?: string;
  /** Not for examples of facts, which have no place. */
  readonly line?: number;
  readonly column?: number;
  readonly message?: string;
}

/** An example is one file, several files, or facts; a failing one says which findings must come, at least one. */
export interface RuleExample {
  readonly name?: string;
  readonly profile?: Profile;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly file?: string;
  readonly content?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly facts?: Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];
  readonly findings?: readonly ExpectedFinding[];
}

export interface Rule {
  readonly id: string;
  readonly aliases: readonly string[];
  /** The folder of `rules/` it stands in: `tls`, `nginx`, … */
  readonly area: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly profiles: readonly Profile[];
  readonly since: string;
  readonly rationale: string;
  readonly remediation: string;
  readonly references: readonly string[];
  readonly cwe: readonly string[];
  readonly params: Readonly<Record<string, ParamDeclaration>>;
  readonly scope: 'fact' | 'project';
  readonly when: { readonly anyFact: string } | null;
  readonly forEach: { readonly param: string } | null;
  readonly evidence: readonly Evidence[];
  readonly message: string;
  readonly fixes: readonly FixTemplate[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly examples: { readonly fail: readonly RuleExample[]; readonly pass: readonly RuleExample[] };
  /** `built-in`, or the path of the user's file. */
  readonly origin: string;
  /** Present where it stands for a secret detector. */
  readonly ofDetector?: true;
}

/** True for a rule that stands for a secret detector; there are hundreds of them. */
export function isDetector({ ofDetector }: Rule): boolean {
  return ofDetector === true;
}
