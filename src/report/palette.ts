/** What each colour means, in one place; level 0 prints nothing but text. */
import { Chalk } from 'chalk';
import type { ColorLevel } from './color.ts';

export type Tone = 'error' | 'warning' | 'note' | 'unknown' | 'quiet';

export type Paint = (text: string) => string;

export interface Palette {
  /** Labels and carets. */
  readonly tone: Readonly<Record<Tone, Paint>>;
  /** Gutters, arrows and marks beside the finding's own. */
  readonly frame: Paint;
  readonly strong: Paint;
  readonly dim: Paint;
  readonly fix: Paint;
}

/** chalk prints nothing at level 0 either, but takes its time for it. */
const plain: Paint = (text) => text;
const COLOURLESS: Palette = {
  tone: { error: plain, warning: plain, note: plain, unknown: plain, quiet: plain },
  frame: plain,
  strong: plain,
  dim: plain,
  fix: plain,
};

export function palette(level: ColorLevel): Palette {
  if (level === 0) return COLOURLESS;
  const chalk = new Chalk({ level });
  return {
    tone: {
      error: chalk.bold.red,
      warning: chalk.bold.yellow,
      note: chalk.bold.cyan,
      unknown: chalk.bold.magenta,
      quiet: chalk.dim,
    },
    frame: chalk.blue,
    strong: chalk.bold,
    dim: chalk.dim,
    fix: chalk.green,
  };
}
