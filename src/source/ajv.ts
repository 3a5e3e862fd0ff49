/**
 * The one set-up of ajv. Development and the build use it; what ships holds validators generated from it, so modules that
 * import this one at run time are replaced by the build.
 */
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonSchema } from './schema-walk.ts';

export interface Validation {
  readonly valid: boolean;
  readonly errors: readonly ErrorObject[];
}

/**
 * An instance of ajv for JSON Schema 2020-12 that reports all errors.
 *
 * @param code `{ source: true }` to generate standalone code from what it compiles
 */
export function createAjv(code: { readonly source?: boolean } = {}): Ajv2020 {
  return new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
    code: { ...code },
  });
}

/** A validator that compiles its schema when first called. */
export function lazyValidator(schema: JsonSchema): (data: unknown) => Validation {
  let validate: ReturnType<Ajv2020['compile']> | undefined;
  return (data) => {
    validate ??= createAjv().compile(schema);
    const valid = validate(data) === true;
    return { valid, errors: validate.errors ?? [] };
  };
}
