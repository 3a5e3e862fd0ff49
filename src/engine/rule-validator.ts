/** Checks rule files against their schema. The build replaces this module by generated code, so that ajv does not ship. */
import { lazyValidator, type Validation } from '../source/ajv.ts';
import { ruleSchema } from './schema.ts';

/** Whether plain data fits the schema of a rule file, and all that does not. */
export const validateRule: (data: unknown) => Validation = lazyValidator(ruleSchema);
