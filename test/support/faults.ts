/** Diagnostics as lines of text, for comparison in tests. */
import { type Diagnostic, InputError } from '../../src/source/diagnostic.ts';
import { placeOf } from '../../src/source/text.ts';

/** `line:column-endColumn message (hint)` each; without the place where a diagnostic has none. */
export function faultLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ message, hint, source, start, end }) => {
    const words = hint === undefined ? message : `${message} (${hint})`;
    if (source === undefined || start === undefined || end === undefined) return words;
    const place = placeOf(source, { start, end });
    if (place.endLine !== place.startLine)
      return `${place.startLine}:${place.startColumn}-${place.endLine}:${place.endColumn} ${words}`;
    return `${place.startLine}:${place.startColumn}-${place.endColumn} ${words}`;
  });
}

/** The faults of the `InputError` that `act` throws; none where it does not throw. Other errors are passed on. */
export function faultsOf(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof InputError) return faultLines(error.diagnostics);
    throw error;
  }
}
