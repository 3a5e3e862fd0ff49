/** Checks configuration against its schema. The build replaces this module by generated code, so that ajv does not ship. */
import { lazyValidator, type Validation } from '../source/ajv.ts';
import { configSchema } from './schema.ts';

/** Whether plain data fits the schema of `secbaseline.yaml`, and all that does not. */
export const validateConfig: (data: unknown) => Validation = lazyValidator(configSchema);
