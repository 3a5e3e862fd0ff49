/** The evidence of a rule: kinds of facts, lists to go through, places, assertions, and the messages about them. */
import type { YamlPath } from '../source/yaml.ts';
import { checkAssertion } from './check-assertion.ts';
import { checkTemplate, type TemplateScope } from './check-template.ts';
import type { FieldShape } from './fact.ts';
import {
  describe,
  type Fields,
  fault,
  fieldOf,
  fieldsOf,
  isFields,
  kindOf,
  listOf,
  type RuleCheck,
} from './rule-check.ts';
import { factShape } from './shape.ts';

/** Checks all evidence, and the messages of the rule against the evidence that uses them. */
export function checkEvidence(check: RuleCheck): void {
  const isProject = check.data.scope === 'project';
  const scopes: TemplateScope[] = [];
  const shapes: (FieldShape | null)[] = [];
  for (const [index, evidence] of listOf(check.data.evidence).entries()) {
    if (!isFields(evidence)) continue;
    const path = ['evidence', index];
    checkScope(check, evidence, path, isProject);
    const scope = isProjectEvidence(evidence)
      ? checkQuery(check, evidence, path)
      : checkFact(check, evidence, path);
    shapes.push(scope.element ?? scope.root ?? null);
    if ('message' in evidence) checkTemplate(check, evidence.message, [...path, 'message'], [scope]);
    else scopes.push(scope);
  }
  checkTemplate(check, check.data.message, ['message'], scopes);
  checkFix(check, shapes, scopes);
}

function isProjectEvidence(evidence: Fields): boolean {
  return 'some' in evidence || 'none' in evidence;
}

function checkScope(check: RuleCheck, evidence: Fields, path: YamlPath, isProject: boolean): void {
  const key = ['some', 'none'].find((mode) => mode in evidence);
  if (key !== undefined && !isProject) {
    fault(check, [...path, key], `\`${key}\` judges the whole project`, {
      part: 'key',
      hint: 'add `scope: project` to the rule',
    });
  }
  if (key === undefined && isProject && 'fact' in evidence) {
    fault(check, [...path, 'fact'], 'with `scope: project`, evidence says `some` or `none`', {
      part: 'key',
      hint: 'remove `scope: project` to judge each fact',
    });
  }
}

function checkFact(check: RuleCheck, evidence: Fields, path: YamlPath): TemplateScope {
  const kind = kindOf(check, evidence.fact, [...path, 'fact']);
  const root = kind === null ? null : factShape(kind);
  const element = 'each' in evidence ? elementOf(check, evidence.each, root, [...path, 'each']) : undefined;
  const shape = element === undefined ? root : element;
  for (const key of ['where', 'assert']) {
    checkAssertion(check, evidence[key], [...path, key], { shape, root });
  }
  const scope = { root, element, assertion: evidence.assert };
  checkPlaces(check, evidence, path, shape, scope);
  return scope;
}

function elementOf(
  check: RuleCheck,
  each: unknown,
  root: FieldShape | null,
  path: YamlPath,
): FieldShape | null {
  if (typeof each !== 'string' || root === null) return null;
  const shape = fieldOf(check, root, each, path);
  if (shape === null) return null;
  if (shape.type === 'list') return shape.of;
  fault(check, path, `\`each\` needs a list, but ${describe(each, shape)}`);
  return null;
}

function checkPlaces(
  check: RuleCheck,
  evidence: Fields,
  path: YamlPath,
  shape: FieldShape | null,
  scope: TemplateScope,
): void {
  if (shape !== null && typeof evidence.at === 'string') fieldOf(check, shape, evidence.at, [...path, 'at']);
  for (const [index, related] of listOf(evidence.related).entries()) {
    const { at, message } = fieldsOf(related);
    const place = [...path, 'related', index];
    if (shape !== null && typeof at === 'string') fieldOf(check, shape, at, [...place, 'at']);
    checkTemplate(check, message, [...place, 'message'], [scope]);
  }
}

function checkQuery(check: RuleCheck, evidence: Fields, path: YamlPath): TemplateScope {
  const mode = 'some' in evidence ? 'some' : 'none';
  const query = fieldsOf(evidence[mode]);
  const kind = kindOf(check, query.fact, [...path, mode, 'fact']);
  const root = kind === null ? null : factShape(kind);
  checkAssertion(check, query.where, [...path, mode, 'where'], { shape: root, root });
  const scope = { root: mode === 'some' ? undefined : root, element: undefined, assertion: query.where };
  if (root !== null && typeof evidence.at === 'string') fieldOf(check, root, evidence.at, [...path, 'at']);
  return scope;
}

/** The field that a fix sets must be one of at least one kind of evidence. */
function checkFix(
  check: RuleCheck,
  shapes: readonly (FieldShape | null)[],
  scopes: readonly TemplateScope[],
): void {
  const { fix } = check.data;
  if (Array.isArray(fix))
    fix.forEach((one, at) => {
      checkOneFix(check, one, ['fix', at], shapes, scopes);
    });
  else checkOneFix(check, fix, ['fix'], shapes, scopes);
}

function checkOneFix(
  check: RuleCheck,
  fix: unknown,
  path: YamlPath,
  shapes: readonly (FieldShape | null)[],
  scopes: readonly TemplateScope[],
): void {
  if (!isFields(fix)) return;
  const { set, to, title } = fix;
  if (typeof set === 'string' && !shapes.includes(null)) {
    const before = check.faults.length;
    let isKnown = false;
    for (const shape of shapes) {
      if (shape !== null && fixedField(check, shape, set, [...path, 'set']) !== null) isKnown = true;
    }
    check.faults.splice(isKnown ? before : Math.min(before + 1, check.faults.length));
  }
  const templateScopes = scopes.slice(0, 1);
  checkTemplate(check, title, [...path, 'title'], templateScopes);
  checkTemplate(check, to, [...path, 'to'], templateScopes);
  const versions = fieldsOf(fieldsOf(to).versionsFrom).param;
  if (typeof versions === 'string') check.usedParams.add(versions);
}

/** The field that a fix sets; `list.*.field` is that of each element. */
function fixedField(check: RuleCheck, shape: FieldShape, set: string, path: YamlPath): FieldShape | null {
  const [list = '', ...inner] = set.split('.*.');
  const found = fieldOf(check, shape, list, path);
  if (inner.length === 0 || found === null) return found;
  if (found.type === 'list') return fixedField(check, found.of, inner.join('.*.'), path);
  fault(check, path, `\`${list}\` is no list`);
  return null;
}
