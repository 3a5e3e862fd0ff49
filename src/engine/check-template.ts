/** Placeholders of messages: each must stand for something that the evidence it is used with has. */
import { didYouMean } from '../source/suggest.ts';
import type { YamlPath } from '../source/yaml.ts';
import type { FieldShape } from './fact.ts';
import { isScalar, isScalarList } from './operators/operator.ts';
import {
  fault,
  fieldOf,
  fieldsOf,
  isFields,
  listOf,
  type Piece,
  paramsOf,
  type RuleCheck,
  useParam,
} from './rule-check.ts';
import { shapeAt, shapeWords } from './shape.ts';
import { PLACEHOLDERS, type Placeholder, parseTemplate } from './template.ts';

/** What a template may speak about. Shapes are null where they are not known because of another fault. */
export interface TemplateScope {
  /** The fact; undefined where there is none: a project rule misses one. */
  readonly root: FieldShape | null | undefined;
  /** The element of `each`; undefined without it. */
  readonly element: FieldShape | null | undefined;
  /** The assertion, for what `{offending.…}` and `{witness}` speak about. */
  readonly assertion: unknown;
}

/** Checks a template against every scope in which it is used; the same fault is said once. */
export function checkTemplate(
  check: RuleCheck,
  template: unknown,
  path: YamlPath,
  scopes: readonly TemplateScope[],
): void {
  if (typeof template !== 'string') return;
  const { parts, faults } = parseTemplate(template);
  for (const { message, start, end, unknown } of faults) {
    const near = unknown === undefined ? {} : didYouMean(unknown, PLACEHOLDERS);
    const all = unknown === undefined ? {} : { hint: `placeholders are ${PLACEHOLDERS.join(', ')}` };
    fault(check, path, message, { ...all, ...near, piece: { text: template, start, end } });
  }
  const before = check.faults.length;
  for (const part of parts) {
    if (typeof part === 'string') continue;
    const piece: Piece = { text: template, start: part.start, end: part.end };
    if (part.name === 'param') checkParam(check, part, path, piece);
    else if (part.name === 'item') checkItem(check, part, path, piece);
    else for (const scope of scopes) checkPlaceholder(check, part, path, piece, scope);
  }
  const seen = new Set<string>();
  const added = check.faults.splice(before);
  for (const diagnostic of added) {
    const key = `${diagnostic.start} ${diagnostic.message}`;
    if (!seen.has(key)) check.faults.push(diagnostic);
    seen.add(key);
  }
}

function checkParam(check: RuleCheck, { path: name }: Placeholder, path: YamlPath, piece: Piece): void {
  if (name === '') fault(check, path, '`{param}` needs the name of a parameter: `{param.NAME}`', { piece });
  else if (useParam(check, name, path, piece)) {
    const { type, items } = fieldsOf(paramsOf(check)[name]);
    if (type === 'array' && items === 'object') {
      fault(check, path, `\`${name}\` is a list of maps, which a message cannot show`, { piece });
    }
  }
}

function checkItem(check: RuleCheck, { path: key }: Placeholder, path: YamlPath, piece: Piece): void {
  const { param } = fieldsOf(check.data.forEach);
  if (typeof param !== 'string') {
    fault(check, path, '`{item}` stands for the element that `forEach` is at, and there is no `forEach`', {
      piece,
    });
    return;
  }
  const items = listOf(fieldsOf(paramsOf(check)[param]).default);
  const known = new Set(items.flatMap((item) => Object.keys(fieldsOf(item))));
  if (key === '' || known.size === 0 || known.has(key)) return;
  const hint = didYouMean(key, known).hint ?? `known are ${[...known].join(', ')}`;
  fault(check, path, `the elements of \`${param}\` have no \`${key}\``, { piece, hint });
}

function checkPlaceholder(
  check: RuleCheck,
  placeholder: Placeholder,
  path: YamlPath,
  piece: Piece,
  { root, element, assertion }: TemplateScope,
): void {
  const { name, path: field } = placeholder;
  if (name === 'param' || name === 'item') return;
  if ((name === 'subject' || name === 'witness') && field !== '') {
    fault(check, path, `\`{${name}}\` has no fields`, { piece });
  }
  if (name === 'subject') return;
  if (root === undefined) {
    fault(check, path, `\`{${name}}\` needs a fact, and \`some\` fails where there is none`, {
      piece,
      hint: 'use {subject}, {item} and {param.NAME}',
    });
    return;
  }
  if (name === 'witness') {
    if (!usesWithin(assertion)) fault(check, path, '`{witness}` needs the operator `within`', { piece });
  } else if (name === 'offending') checkOffending(check, field, path, piece, { root, element, assertion });
  else if (name === 'provenance' && field === '') {
    fault(check, path, '`{provenance}` needs a field: `{provenance.FIELD}`', { piece });
  } else if (name === 'provenance') {
    if (root !== null) fieldOf(check, element ?? root, field, path, piece);
  } else if (name === 'element' && element === undefined) {
    fault(check, path, '`{element}` stands for the element of `each`, and there is no `each`', { piece });
  } else {
    const shape = name === 'element' ? element : root;
    if (shape !== null && shape !== undefined) checkShown(check, shape, field, path, piece);
  }
}

function checkShown(check: RuleCheck, shape: FieldShape, field: string, path: YamlPath, piece: Piece): void {
  const shown = fieldOf(check, shape, field, path, piece);
  if (shown === null || isScalar(shown) || isScalarList(shown)) return;
  fault(check, path, `\`${pieceText(piece)}\` is ${shapeWords(shown)}, which a message cannot show`, {
    piece,
    hint: 'name one of its fields',
  });
}

/** `{offending.name}` is a field of the elements that failed: one of those that the assertion goes into must have it. */
function checkOffending(
  check: RuleCheck,
  field: string,
  path: YamlPath,
  piece: Piece,
  { root, element, assertion }: TemplateScope,
): void {
  const start = element ?? root;
  if (field === '' || start === null || start === undefined) return;
  const elements = [...(element ? [element] : []), ...elementsOf(assertion, start)];
  if (elements.some((one) => shapeAt(one, field).kind === 'shape')) return;
  const [first] = elements;
  if (first === undefined) {
    fault(
      check,
      path,
      `\`${pieceText(piece)}\` is a field of elements, and the assertion goes into no list`,
      { piece },
    );
  } else fieldOf(check, first, field, path, piece);
}

/** The shapes of the elements that `every` and `some` go into, where they are objects. */
function elementsOf(assertion: unknown, shape: FieldShape): readonly FieldShape[] {
  if (!isFields(assertion)) return [];
  const parts = [...listOf(assertion.all), ...listOf(assertion.any), assertion.not];
  const inner = parts.flatMap((part) => elementsOf(part, shape));
  const outcome = shapeAt(shape, typeof assertion.path === 'string' ? assertion.path : '');
  if (outcome.kind === 'fault' || outcome.shape.type !== 'list') return inner;
  const { of } = outcome.shape;
  const below = [assertion.every, assertion.some].flatMap((part) => elementsOf(part, of));
  return [...inner, ...(of.type === 'object' ? [of] : []), ...below];
}

function pieceText({ text, start, end }: Piece): string {
  return text.slice(start, end);
}

function usesWithin(assertion: unknown): boolean {
  if (Array.isArray(assertion)) return assertion.some(usesWithin);
  if (!isFields(assertion)) return false;
  return 'within' in assertion || Object.values(assertion).some(usesWithin);
}
