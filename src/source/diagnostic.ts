/** What is wrong with an input of our own (configuration, rule, baseline, command line), said at its place. */
import type { SourceText } from './text.ts';

export interface Diagnostic {
  readonly message: string;
  /** Where, if the fault lies in a file; offsets into `source.text`. */
  readonly source?: SourceText;
  readonly start?: number;
  readonly end?: number;
  /** What to do about it: "did you mean `severity`?". */
  readonly hint?: string;
}

/** A usage, configuration or rule error: exit code 2. Carries all faults of the input, not only the first. */
export class InputError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
    this.name = 'InputError';
    this.diagnostics = diagnostics;
  }
}

/** Also for one that another bundle made: a command that starts fast is built by itself. */
export function isInputError(error: unknown): error is InputError {
  return error instanceof Error && error.name === 'InputError' && 'diagnostics' in error;
}
