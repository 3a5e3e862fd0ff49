/** Checks detector files against their schema. The build replaces this module by generated code. */
import { lazyValidator, type Validation } from '../../source/ajv.ts';
import { detectorSchema } from './schema.ts';

/** Whether plain data fits the schema of a detector file, and all that does not. */
export const validateDetectors: (data: unknown) => Validation = lazyValidator(detectorSchema);
