/** Which program a shell command really starts, through `sudo`, `env` and their like, and what it is asked to do. */
import type { Command, ShellWord } from './shell.ts';

/** Programs that start the program that follows, and those of their options that take a value. */
const WRAPPERS: Readonly<Record<string, string>> = {
  sudo: 'ughpCrtTRD',
  doas: 'uC',
  env: 'uCS',
  exec: 'a',
  command: '',
  builtin: '',
  time: 'fo',
  nice: 'n',
  nohup: '',
  timeout: 'ks',
  setsid: '',
  stdbuf: 'ioe',
  xargs: 'aEILnPsd',
};

export interface Call {
  /** Without its folder. */
  readonly program: string;
  readonly word: ShellWord;
  readonly args: readonly ShellWord[];
  /** `sudo` and whatever else stands before. */
  readonly wrappers: readonly ShellWord[];
}

export function callOf({ words }: Pick<Command, 'words'>): Call | null {
  const wrappers: ShellWord[] = [];
  let at = 0;
  for (;;) {
    const word = words[at];
    if (word === undefined) return null;
    const program = baseName(word.text);
    const valued = WRAPPERS[program];
    const following = valued === undefined ? at : afterOptions(words, at + 1, program, valued);
    if (valued === undefined || following >= words.length) {
      return { program, word, args: words.slice(at + 1), wrappers };
    }
    wrappers.push(word);
    at = following;
  }
}

function afterOptions(words: readonly ShellWord[], from: number, program: string, valued: string): number {
  let at = from;
  while (at < words.length) {
    const text = words[at]?.text ?? '';
    if (program === 'env' && /^[A-Za-z_]\w*=/.test(text)) at += 1;
    else if (text === '--') return at + 1;
    else if (!text.startsWith('-') || text === '-') break;
    else at += /^-\w$/.test(text) && valued.includes(text.charAt(1)) ? 2 : 1;
  }
  return program === 'timeout' ? at + 1 : at;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const INTERPRETER =
  /^(?:(?:ba|da|a|z|k|c|tc|fi)?sh|python[\d.]*|perl|ruby|node|php|pwsh|iex|Invoke-Expression)$/;
const READS_FILE = /^(?:source|\.)$/;

/** True where the call runs what comes in on standard input: no script of its own and no `-c`. */
export function runsInput({ program, args }: Call): boolean {
  if (!INTERPRETER.test(program)) return false;
  for (const [index, { text }] of args.entries()) {
    if (text === '-' || text === '-s' || /^\/dev\/(?:stdin|fd\/0)$/.test(text)) return true;
    if (/^-[a-z]*c$/.test(text)) return false;
    if (text.startsWith('-') || text.startsWith('+')) continue;
    return args[index - 1]?.text === '-o';
  }
  return true;
}

/** True where the call runs a text or file that a substitution gives it: `sh -c "$(…)"`, `eval`, `bash <(…)`. */
export function runsSubstitution(call: Call, by: '$()' | '<()'): boolean {
  const isShell = INTERPRETER.test(call.program);
  if (by === '<()') return isShell || READS_FILE.test(call.program);
  return call.program === 'eval' || (isShell && call.args.some(({ text }) => /^-[a-z]*c$/.test(text)));
}

const INSTALLERS: Readonly<Record<string, RegExp>> = {
  'apt-get': /^install$/,
  apt: /^install$/,
  aptitude: /^install$/,
  apk: /^add$/,
  yum: /^(?:local)?install$/,
  dnf: /^install$/,
  microdnf: /^install$/,
  tdnf: /^install$/,
  zypper: /^(?:in|install)$/,
  pacman: /^-S\w*$/,
};
const VALUED: ReadonlySet<string> = new Set([
  '-t',
  '--virtual',
  '-X',
  '--repository',
  '-o',
  '-c',
  '--target-release',
  '-p',
  '--root',
]);

/** The packages of the system that a call installs, without their versions. */
export function installedPackages({ program, args }: Call): readonly ShellWord[] {
  const action = INSTALLERS[program];
  if (action === undefined) return [];
  const at = args.findIndex(({ text }) => action.test(text));
  if (at < 0) return [];
  const packages: ShellWord[] = [];
  for (let next = at + 1; next < args.length; next++) {
    const word = args[next];
    if (word === undefined) break;
    if (VALUED.has(word.text)) next += 1;
    else if (!/^[-$]/.test(word.text)) packages.push({ ...word, text: word.text.replace(/[=<>~@].*$/, '') });
  }
  return packages;
}
