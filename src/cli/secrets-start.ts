/**
 * The fast way into `secrets`: what a hook types is understood without the command line's library. Anything else goes the
 * usual way, which also knows what is wrong with it.
 */
import { exitCodeOf } from './exit.ts';
import { type SecretsOptions, secrets } from './secrets.ts';

/** What `secrets` does where nothing is said. */
const DEFAULTS: SecretsOptions = {
  rule: [],
  skipRule: [],
  param: [],
  all: false,
  color: 'auto',
  quiet: false,
  verbose: false,
  format: [],
  minConfidence: 'medium',
  allowIncomplete: false,
  exitZero: false,
  includeSuppressed: false,
  staged: false,
  history: false,
};

const SWITCHES: Readonly<Record<string, Partial<SecretsOptions>>> = {
  '--staged': { staged: true },
  '--all': { all: true },
  '--quiet': { quiet: true },
};

interface Typed {
  readonly paths: readonly string[];
  readonly options: SecretsOptions;
}

/** Null where something is not of the few things that are known here. */
function understood(words: readonly string[]): Typed | null {
  const paths: string[] = [];
  let options = DEFAULTS;
  for (const word of words) {
    const set = Object.hasOwn(SWITCHES, word) ? SWITCHES[word] : undefined;
    if (set !== undefined) options = { ...options, ...set };
    else if (word === '-' || !word.startsWith('-')) paths.push(word);
    else return null;
  }
  return { paths, options };
}

async function start(): Promise<void> {
  const typed = understood(process.argv.slice(3));
  if (typed === null) {
    await import('./main.ts');
    return;
  }
  try {
    process.exitCode = await secrets(typed.paths, typed.options);
  } catch (error) {
    process.exitCode = await exitCodeOf(error);
  }
}

void start();
