/**
 * Whether and how much colour an output gets. chalk does not honour NO_COLOR, so its level is always decided here and
 * handed over.
 */

export type ColorChoice = 'auto' | 'always' | 'never';

export interface ColorRequest {
  /** `--color`. */
  readonly choice: ColorChoice;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

export type ColorLevel = 0 | 1 | 2 | 3;

/**
 * The colour level of an output: the choice first, then FORCE_COLOR (as Node reads it), NO_COLOR (no-color.org: set and
 * not empty), and what the terminal says of itself.
 */
export function colorLevel({ choice, env, isTTY }: ColorRequest): ColorLevel {
  switch (choice) {
    case 'never':
      return 0;
    case 'always':
      return terminalLevel(env);
    case 'auto': {
      const forced = forcedLevel(env);
      if (forced !== undefined) return forced;
      if (env.NO_COLOR || !isTTY || env.TERM === 'dumb') return 0;
      return terminalLevel(env);
    }
  }
}

function forcedLevel(env: ColorRequest['env']): ColorLevel | undefined {
  switch (env.FORCE_COLOR) {
    case undefined:
      return undefined;
    case '0':
    case 'false':
      return 0;
    case '2':
      return 2;
    case '3':
      return 3;
    default:
      return 1;
  }
}

function terminalLevel(env: ColorRequest['env']): ColorLevel {
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 3;
  return /-256(color)?$/i.test(env.TERM ?? '') ? 2 : 1;
}
