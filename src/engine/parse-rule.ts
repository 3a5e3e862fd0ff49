/** From the text of a rule file to a rule, or to everything that is wrong with it at once. */
import { posix } from 'node:path';
import type { ErrorObject } from 'ajv';
import type { Diagnostic } from '../source/diagnostic.ts';
import { quoteWord } from '../source/quote.ts';
import { suggest } from '../source/suggest.ts';
import type { SourceText } from '../source/text.ts';
import { caretAt, schemaDiagnostics } from '../source/validation.ts';
import { readYamlDocument, type YamlDocument } from '../source/yaml.ts';
import { LEAF_OPERATORS } from './check-assertion.ts';
import { checkEvidence } from './check-evidence.ts';
import { checkExamples } from './check-examples.ts';
import { checkParams, checkUnused } from './check-params.ts';
import type { FactKind } from './fact.ts';
import type { FixTemplate, Rule } from './rule.ts';
import { fault, fieldsOf, kindOf, paramsOf, type RuleCheck, useParam } from './rule-check.ts';
import { validateRule } from './rule-validator.ts';
import { ruleSchema } from './schema.ts';

export type ParseOutcome =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'faults'; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads and checks one rule file.
 *
 * @param area the folder the rule stands in: `tls`, `nginx`, …
 * @param kinds the facts that there are
 * @param origin whose rule it is. Users' rules have linear-time regular expressions: `loadLinearRegex` comes first
 */
export function parseRule(
  source: SourceText,
  area: string,
  kinds: readonly FactKind[],
  origin: 'built-in' | 'user' = 'user',
): ParseOutcome {
  const document = readYamlDocument(source);
  if (document.kind === 'faults') return document;
  const check: RuleCheck = {
    source,
    document,
    data: fieldsOf(document.value),
    kinds,
    isBuiltIn: origin === 'built-in',
    usedParams: new Set(),
    faults: [],
  };
  checkContent(check);
  const { valid, errors } = validateRule(document.value);
  const bySchema = valid ? [] : schemaFaults(source, document, errors);
  const places = new Set(bySchema.map(({ start }) => start));
  const diagnostics = [...bySchema, ...check.faults.filter(({ start }) => !places.has(start))];
  if (diagnostics.length > 0) return { kind: 'faults', diagnostics: inOrder(diagnostics) };
  if (!valid) return { kind: 'faults', diagnostics: schemaDiagnostics(source, document, errors, ruleSchema) };
  return { kind: 'rule', rule: ruleOf(document.value as RuleDocument, area, check.isBuiltIn, source.path) };
}

/**
 * What the schema refuses. A leaf with no operator or with several is left out: `check-assertion.ts` says it in better
 * words than that it has none of the possible forms.
 */
function schemaFaults(
  source: SourceText,
  document: YamlDocument,
  errors: readonly ErrorObject[],
): readonly Diagnostic[] {
  const leaves = errors.filter(isOperatorCount);
  const told = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const others = errors.filter((error) => !leaves.includes(error) && !told.includes(error));
  const around = new Set(leaves.flatMap(({ instancePath }) => startsAbove(source, document, instancePath)));
  return schemaDiagnostics(source, document, [...others, ...told], ruleSchema).filter(
    ({ message, start }) => !(message.endsWith(NO_FORM) && start !== undefined && around.has(start)),
  );
}

const NO_FORM = 'has none of the forms that are possible here';

/** The carets of what stands at a path and of everything that holds it. */
function startsAbove(source: SourceText, document: YamlDocument, instancePath: string): readonly number[] {
  const steps = instancePath.split('/').slice(1);
  return steps.map((_, index) => caretAt(source, document, steps.slice(0, index + 1), 'value').start);
}

/** Only leaves have `oneOf` in the schema; below it each operator is required once. */
function isOperatorCount({ keyword, instancePath, params }: ErrorObject): boolean {
  if (keyword !== 'required') return keyword === 'oneOf';
  const { missingProperty }: { readonly missingProperty?: unknown } = params;
  return LEAF_OPERATORS.some((name) => name === missingProperty) && !/^\/evidence\/\d+$/.test(instancePath);
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0));
}

function checkContent(check: RuleCheck): void {
  checkName(check);
  checkParams(check);
  checkProject(check);
  checkEvidence(check);
  checkExamples(check);
  checkUnused(check);
}

function checkName(check: RuleCheck): void {
  const name = posix.basename(check.source.path, '.yaml');
  const { id } = check.data;
  if (typeof id !== 'string' || id === name) return;
  const isNear = suggest(id, [name]) !== null;
  fault(check, ['id'], `the id ${quoteWord(id)} is not the name of the file`, {
    hint: isNear ? `did you mean \`${name}\`?` : `rename the file to ${id}.yaml`,
  });
}

function checkProject(check: RuleCheck): void {
  const { data } = check;
  for (const key of ['when', 'forEach']) {
    if (!(key in data) || data.scope === 'project') continue;
    fault(check, [key], `\`${key}\` is for rules about the whole project`, {
      part: 'key',
      hint: 'add `scope: project`',
    });
  }
  const { anyFact } = fieldsOf(data.when);
  if (anyFact !== undefined) kindOf(check, anyFact, ['when', 'anyFact']);
  const { param } = fieldsOf(data.forEach);
  if (typeof param !== 'string' || !useParam(check, param, ['forEach', 'param'])) return;
  if (fieldsOf(paramsOf(check)[param]).type !== 'array') {
    fault(
      check,
      ['forEach', 'param'],
      `\`forEach\` needs a parameter of type array, and \`${param}\` is none`,
    );
  }
}

/** What the schema lets through, as it stands in the file. */
type RuleDocument = Pick<
  Rule,
  'id' | 'title' | 'severity' | 'rationale' | 'remediation' | 'evidence' | 'message'
> &
  Partial<Omit<Rule, 'examples' | 'fixes'>> & {
    readonly examples?: Partial<Rule['examples']>;
    readonly fix?: FixTemplate | Rule['fixes'];
  };

function ruleOf(written: RuleDocument, area: string, isBuiltIn: boolean, path: string): Rule {
  return {
    id: written.id,
    aliases: written.aliases ?? [],
    area,
    title: written.title,
    severity: written.severity,
    confidence: written.confidence ?? 'certain',
    profiles: written.profiles ?? ['recommended'],
    since: written.since ?? '',
    rationale: written.rationale,
    remediation: written.remediation,
    references: written.references ?? [],
    cwe: written.cwe ?? [],
    params: written.params ?? {},
    scope: written.scope ?? 'fact',
    when: written.when ?? null,
    forEach: written.forEach ?? null,
    evidence: written.evidence,
    message: written.message,
    fixes: [written.fix ?? []].flat(),
    properties: written.properties ?? {},
    examples: { fail: written.examples?.fail ?? [], pass: written.examples?.pass ?? [] },
    origin: isBuiltIn ? 'built-in' : path,
  };
}
