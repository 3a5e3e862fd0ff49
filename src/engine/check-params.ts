/** Parameters of a rule: their own values must be of their types, and each must be of use. */
import type { YamlPath } from '../source/yaml.ts';
import { readParam } from './param-value.ts';
import type { ParamDeclaration, ParamType } from './rule.ts';
import { type Fields, fault, fieldsOf, isFields, listOf, paramsOf, type RuleCheck } from './rule-check.ts';

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'duration', 'cidr'];
const NUMERIC: readonly unknown[] = ['number', 'integer', 'duration'];

/** Checks what each declaration says about itself. */
export function checkParams(check: RuleCheck): void {
  for (const [name, written] of Object.entries(paramsOf(check))) {
    const path = ['params', name];
    if (!isFields(written) || typeof written.type !== 'string' || !TYPES.includes(written.type)) continue;
    checkKeys(check, written, path);
    const declaration = declarationOf(written);
    const plain: ParamDeclaration = { type: declaration.type, default: null, ...itemsOf(written) };
    for (const [index, choice] of listOf(written.enum).entries()) {
      const one = plain.type === 'array' ? [choice] : choice;
      checkValue(check, name, plain, one, [...path, 'enum', index], true);
    }
    for (const key of ['default', 'strict'] as const) {
      if (key in written) checkValue(check, name, declaration, written[key], [...path, key]);
    }
  }
}

/** Parameters that nothing refers to; to be asked after everything else was checked. */
export function checkUnused(check: RuleCheck): void {
  for (const name of Object.keys(paramsOf(check))) {
    if (check.usedParams.has(name)) continue;
    fault(check, ['params', name], `nothing uses the parameter \`${name}\``, {
      part: 'key',
      hint: `compare with { param: ${name} }, or remove it`,
    });
  }
}

/** Checks one value of a parameter, wherever it is written. */
export function checkValue(
  check: RuleCheck,
  name: string,
  declaration: ParamDeclaration,
  value: unknown,
  path: YamlPath,
  isChoice = false,
): void {
  const outcome = readParam(name, declaration, value);
  if (outcome.kind === 'value') return;
  const { message, hint, item } = outcome;
  const place = item === undefined || isChoice ? path : [...path, item];
  fault(check, place, message, hint === undefined ? {} : { hint });
}

/** A declaration whose type is known to be one; everything else is taken as far as it fits. */
export function declarationOf(written: Fields): ParamDeclaration {
  const { type, minimum, maximum } = written;
  return {
    type: type as ParamType,
    default: written.default,
    ...itemsOf(written),
    ...(Array.isArray(written.enum) ? { enum: written.enum } : {}),
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
  };
}

function itemsOf({ items }: Fields): { readonly items?: ParamType | 'object' } {
  const known = items === 'object' || (typeof items === 'string' && TYPES.includes(items));
  return known ? { items: items as ParamType | 'object' } : {};
}

function checkKeys(check: RuleCheck, written: Fields, path: YamlPath): void {
  const { type, items } = written;
  if ('items' in written && type !== 'array') {
    fault(check, [...path, 'items'], '`items` is for parameters of type array', { part: 'key' });
  }
  for (const key of ['minimum', 'maximum']) {
    if (!(key in written) || NUMERIC.includes(type === 'array' ? items : type)) continue;
    fault(check, [...path, key], `\`${key}\` is for numbers and durations`, { part: 'key' });
  }
}

/** The declaration of a parameter by name, for values that are written elsewhere; null where it has none that is sound. */
export function declarationFor(check: RuleCheck, name: string): ParamDeclaration | null {
  const written = fieldsOf(paramsOf(check)[name]);
  return typeof written.type === 'string' && TYPES.includes(written.type) ? declarationOf(written) : null;
}
