/** `--format`: which formats there are, where each goes, and printing a report in all that were asked for. */
import { colorLevel } from '../report/color.ts';
import { supportsHyperlinks } from '../report/hyperlinks.ts';
import type { PrintContext, Report } from '../report/report.ts';
import { writeReport } from '../report/write.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { didYouMean } from '../source/suggest.ts';

export const FORMATS = ['text', 'json', 'sarif', 'github', 'markdown'] as const;
type Format = (typeof FORMATS)[number];

export interface Output {
  readonly format: Format;
  /** Null for standard output. */
  readonly file: string | null;
}

/** Reads `F[:FILE]`s; text to standard output where none is given. Throws `InputError`. */
export function readOutputs(written: readonly string[]): readonly Output[] {
  if (written.length === 0) return [{ format: 'text', file: null }];
  const outputs = written.map((text): Output => {
    const colon = text.indexOf(':');
    const name = colon < 0 ? text : text.slice(0, colon);
    const format = FORMATS.find((known) => known === name);
    if (format === undefined) {
      throw new InputError([
        {
          message: `there is no format \`${name}\``,
          hint: `there are ${FORMATS.join(', ')}`,
          ...didYouMean(name, FORMATS),
        },
      ]);
    }
    const file = colon < 0 ? null : text.slice(colon + 1);
    if (file === '') throw new InputError([{ message: `\`--format ${text}\` names no file` }]);
    return { format, file };
  });
  const toOutput = outputs.filter(({ file }) => file === null);
  if (toOutput.length > 1) {
    const names = toOutput.map(({ format }) => format).join(' and ');
    const hint = `name a file for one of them: --format ${toOutput[1]?.format}:FILE`;
    throw new InputError([{ message: `${names} would both go to standard output`, hint }]);
  }
  const twice = outputs.find(({ file }, index) => outputs.some((one, at) => at < index && one.file === file));
  if (twice?.file) {
    throw new InputError([{ message: `two formats would be written to ${twice.file}` }]);
  }
  return outputs;
}

export interface PrintRequest {
  readonly report: Report;
  readonly context: Omit<PrintContext, 'color' | 'hyperlinks' | 'width'>;
  readonly color: 'auto' | 'always' | 'never';
  readonly includeSuppressed: boolean;
}

/**
 * Prints the report in every format; only the printers in use are loaded. Throws `InputError` for the files that cannot
 * be written, after everything else was.
 */
export async function printOutputs(outputs: readonly Output[], request: PrintRequest): Promise<void> {
  const refused: Diagnostic[] = [];
  for (const { format, file } of outputs) {
    const isTTY = file === null && process.stdout.isTTY === true;
    const text = await print(format, request, {
      ...request.context,
      color: file === null ? colorLevel({ choice: request.color, env: process.env, isTTY }) : 0,
      hyperlinks: request.color !== 'never' && supportsHyperlinks({ env: process.env, isTTY }),
      width: isTTY ? (process.stdout.columns ?? null) : null,
    });
    if (file === null) await writeOut(text);
    else {
      const outcome = writeReport(file, text, request.context.cwd);
      if (outcome.kind === 'refused') {
        refused.push({ message: `cannot write ${file}: ${outcome.reason}` });
      }
    }
  }
  if (refused.length > 0) throw new InputError(refused);
}

async function print(format: Format, request: PrintRequest, context: PrintContext): Promise<string> {
  const { report, includeSuppressed } = request;
  switch (format) {
    case 'text':
      return (await import('../report/text.ts')).printText(report, context);
    case 'json':
      return (await import('../report/json.ts')).printJson(report, context);
    case 'sarif':
      return (await import('../report/sarif.ts')).printSarif(report, context, {
        suppressed: includeSuppressed,
      });
    case 'github':
      return (await import('../report/github.ts')).printGithub(report);
    case 'markdown':
      return (await import('../report/markdown.ts')).printMarkdown(report, context);
  }
}

/**
 * Waits until a pipe has taken everything; a reader that went away (`| head`) ends the writing, not the run. The stream
 * tells of the same error a second time, later, by an event that ends the process if nobody hears it.
 */
export function writeOut(text: string): Promise<void> {
  const { stdout } = process;
  if (!stdout.listeners('error').includes(heard)) stdout.on('error', heard);
  return new Promise((resolve, reject) => {
    stdout.write(text, (error?: NodeJS.ErrnoException | null) => {
      if (error && error.code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}

function heard(): void {}
