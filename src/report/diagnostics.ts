/** Prints what is wrong with our own inputs, with the renderer that prints findings. */
import type { Diagnostic } from '../source/diagnostic.ts';
import { renderEntry } from './entry.ts';
import { palette } from './palette.ts';
import { presentable } from './redact.ts';
import type { PrintContext } from './report.ts';

export type DiagnosticContext = Pick<PrintContext, 'color' | 'width'> &
  Partial<Pick<PrintContext, 'workingDirectory' | 'root' | 'cwd' | 'hyperlinks'>>;

/**
 * All diagnostics as text for standard error, each as `error: message`, place, code frame and hint, with a final newline;
 * empty for none. Without a root, paths are printed as they are.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], context: DiagnosticContext): string {
  const style = {
    palette: palette(context.color),
    width: context.width,
    hyperlinks: context.hyperlinks ?? false,
    workingDirectory: context.workingDirectory === undefined ? '' : context.workingDirectory,
    root: context.root ?? '',
    cwd: context.cwd ?? context.root ?? '',
  };
  const entries = diagnostics.map((diagnostic) =>
    renderEntry(
      {
        tone: 'error',
        label: 'error',
        title: presentable(diagnostic.message),
        sites: siteOf(diagnostic),
        footers: diagnostic.hint === undefined ? [] : [{ label: 'hint', text: presentable(diagnostic.hint) }],
      },
      style,
    ).join('\n'),
  );
  return entries.length === 0 ? '' : `${entries.join('\n\n')}\n`;
}

function siteOf({ source, start, end }: Diagnostic) {
  if (source === undefined) return [];
  if (start === undefined) return [{ path: source.path, line: null, column: null }];
  return [{ source, marks: [{ start, end: end ?? start, label: '', primary: true }] }];
}
