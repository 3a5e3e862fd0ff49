/**
 * Gives every property test one seed, so that a run that passed passes again; `SECBASELINE_SEED=N` tries others. Loaded
 * before each test file.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.SECBASELINE_SEED ?? '1') });
