/** The command line of `docker run`, `podman run` and `docker build`: options with their values, and what follows. */
import type { ShellWord } from '../shell.ts';

export interface Option {
  /** Long where there is a long one: `publish` for `-p`. */
  readonly name: string;
  /** `true` for a switch without a value. */
  readonly value: string;
  /** The word that holds the value. */
  readonly word: ShellWord;
}

export interface CommandLine {
  readonly options: readonly Option[];
  /** The first word that is no option: the image, or the build context. */
  readonly operand: ShellWord | null;
  /** Options come from a variable too, so what is not seen may still be set. */
  readonly isOpen: boolean;
}

/** Options without a value. https://docs.docker.com/reference/cli/docker/container/run/, podman-run(1), docker buildx build */
const SWITCHES: ReadonlySet<string> = new Set([
  'detach',
  'interactive',
  'tty',
  'rm',
  'privileged',
  'read-only',
  'init',
  'no-healthcheck',
  'oom-kill-disable',
  'publish-all',
  'sig-proxy',
  'disable-content-trust',
  'quiet',
  'replace',
  'no-hosts',
  'rmi',
  'help',
  'env-host',
  'http-proxy',
  'tls-verify',
  'no-cache',
  'pull-always',
  'push',
  'load',
  'squash',
  'compress',
  'force-rm',
  'read-only-tmpfs',
  'passwd',
]);

const SHORT: Readonly<Record<string, string>> = {
  d: 'detach',
  i: 'interactive',
  t: 'tty',
  P: 'publish-all',
  p: 'publish',
  v: 'volume',
  e: 'env',
  u: 'user',
  w: 'workdir',
  h: 'hostname',
  l: 'label',
  m: 'memory',
  c: 'cpu-shares',
  a: 'attach',
  q: 'quiet',
};
/** `docker build` has other meanings for two of them. */
const SHORT_OF_BUILD: Readonly<Record<string, string>> = { ...SHORT, t: 'tag', f: 'file', o: 'output' };
const RENAMED: Readonly<Record<string, string>> = { net: 'network' };

export function commandLine(words: readonly ShellWord[], command: 'run' | 'build'): CommandLine {
  const options: Option[] = [];
  let isOpen = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const { text } = word;
    if (text === '--') return { options, operand: words[at + 1] ?? null, isOpen };
    if (isOptionsVariable(text) && at + 1 < words.length) isOpen = true;
    else if (!text.startsWith('-') || text === '-') return { options, operand: word, isOpen };
    else
      at += text.startsWith('--')
        ? long(word, words[at + 1], options)
        : short(word, words[at + 1], options, command);
  }
  return { options, operand: null, isOpen };
}

/** `$OPTS`, `${ARGS[@]}`, `$(flags)`: by its name no image. */
function isOptionsVariable(text: string): boolean {
  return (
    /^\$[({]?\w*(?:opt|arg|flag|param|env|vol|port|mount)\w*(?:\[[@*]\])?[)}]?$/i.test(text) ||
    /\[[@*]\]\}$/.test(text)
  );
}

/** How many words more than its own an option takes. */
function long(word: ShellWord, next: ShellWord | undefined, options: Option[]): 0 | 1 {
  const equals = word.text.indexOf('=');
  const written = equals < 0 ? word.text.slice(2) : word.text.slice(2, equals);
  const name = RENAMED[written] ?? written;
  if (equals >= 0) {
    options.push({ name, value: word.text.slice(equals + 1), word });
    return 0;
  }
  if (SWITCHES.has(name) || next === undefined) {
    options.push({ name, value: 'true', word });
    return 0;
  }
  options.push({ name, value: next.text, word: next });
  return 1;
}

/** `-it`, `-p 80:80`, `-p80:80`, `-dp 80:80`. */
function short(
  word: ShellWord,
  next: ShellWord | undefined,
  options: Option[],
  command: 'run' | 'build',
): 0 | 1 {
  const names = command === 'build' ? SHORT_OF_BUILD : SHORT;
  for (let at = 1; at < word.text.length; at++) {
    const name = names[word.text.charAt(at)] ?? word.text.charAt(at);
    if (SWITCHES.has(name)) {
      options.push({ name, value: 'true', word });
      continue;
    }
    const rest = word.text.slice(at + 1).replace(/^=/, '');
    if (rest !== '' || next === undefined) {
      options.push({ name, value: rest, word });
      return 0;
    }
    options.push({ name, value: next.text, word: next });
    return 1;
  }
  return 0;
}
