/**
 * Shell text as a list of simple commands: enough of POSIX sh and bash to know which program gets which words, what is
 * piped where, and what fails when. Nothing is expanded and nothing is run.
 */

export interface ShellWord {
  /** Without quotes; variables and substitutions as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What stands between a command and the one before it in the same list. */
export type Connector = 'start' | '&&' | '||' | '|' | ';' | '&' | 'then' | 'else' | 'do';

export interface Command {
  /** The program and its arguments; assignments before it and redirections are left out. */
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellWord[];
  /** Files that are read by `<`, and the words after `<<<`. */
  readonly inputs: readonly ShellWord[];
  readonly before: Connector;
  /** `if`, `elif`, `while` or `until` whose condition it is a part of. */
  readonly condition: string | null;
  /** The command whose substitution it stands in, as an index, and which kind. */
  readonly within: { readonly command: number; readonly by: '$()' | '<()' } | null;
  /** Preceded by `!`. */
  readonly isNegated: boolean;
}

const DEEPEST = 20;
const MOST_COMMANDS = 20_000;

/** The simple commands of a text in the order in which they begin. Never throws; linear in the text. */
export function shellCommands(text: string): readonly Command[] {
  const reader = new ShellReader(text);
  reader.list(null, null, 0);
  return reader.commands;
}

const CONDITIONS: ReadonlySet<string> = new Set(['if', 'elif', 'while', 'until']);
const CONNECTING: ReadonlyMap<string, Connector> = new Map([
  ['then', 'then'],
  ['else', 'else'],
  ['do', 'do'],
]);
const CLOSERS: ReadonlySet<string> = new Set(['fi', 'done', 'esac', '{', '}', 'in']);

interface Building {
  words: ShellWord[];
  assignments: ShellWord[];
  inputs: ShellWord[];
  before: Connector;
  condition: string | null;
  within: Command['within'];
  isNegated: boolean;
}

/** A cursor over one text; a class, since lists, words and substitutions call each other over one position. */
class ShellReader {
  readonly commands: Building[] = [];
  readonly #text: string;
  #at = 0;
  /** Terminators of heredocs whose bodies begin on the next line. */
  #pending: { name: string; stripsTabs: boolean }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Commands up to the parenthesis or backtick that closes the list, or to the end. */
  list(stop: ')' | '`' | null, within: Command['within'], depth: number, first: Connector = 'start'): void {
    let before = first;
    let condition: string | null = null;
    let current: Building | null = null;
    const open = (): Building => {
      if (current === null) {
        current = { words: [], assignments: [], inputs: [], before, condition, within, isNegated: false };
        if (this.commands.length < MOST_COMMANDS) this.commands.push(current);
      }
      return current;
    };
    const close = (connector: Connector): void => {
      // An empty command keeps the connector that led to it: `then` and a line end are one.
      if (current === null && (connector === ';' || connector === '&')) return;
      current = null;
      before = connector;
    };
    while (this.#at < this.#text.length) {
      const sign = this.#text.charAt(this.#at);
      if (sign === stop) {
        this.#at += 1;
        return;
      }
      if (sign === ' ' || sign === '\t' || sign === '\r') this.#at += 1;
      else if (sign === '\\' && /^\\\r?\n/.test(this.#text.slice(this.#at, this.#at + 3))) this.#at += 2;
      else if (sign === '\n') {
        this.#at += 1;
        this.#skipHeredocs();
        close(';');
      } else if (sign === '#') this.#skipLine();
      else if (sign === '&' && this.#text[this.#at + 1] === '>') this.#at += 1;
      else if (sign === '&' || sign === '|' || sign === ';') close(this.#connector(sign));
      else if (sign === '(') {
        this.#at += 1;
        if (depth < DEEPEST) this.list(')', within, depth + 1, current === null ? before : 'start');
        close(';');
        before = ';';
      } else if (sign === ')') {
        // `pattern)` of a case, or one too many.
        this.#at += 1;
        current = null;
        before = ';';
      } else if (sign === '<' || sign === '>' || /^\d+[<>]/.test(this.#text.slice(this.#at, this.#at + 4))) {
        this.#redirection(open, depth);
      } else {
        const word = this.#word(open, depth);
        const target = current as Building | null;
        if (target === null || target.words.length === 0) {
          const connector = CONNECTING.get(word.text);
          if (CONDITIONS.has(word.text)) {
            this.#drop(target);
            current = null;
            condition = word.text;
            before = before === '&&' || before === '||' ? before : ';';
            continue;
          }
          if (connector !== undefined) {
            this.#drop(target);
            current = null;
            condition = null;
            before = connector;
            continue;
          }
          if (CLOSERS.has(word.text)) {
            this.#drop(target);
            current = null;
            if (word.text !== '{') before = ';';
            continue;
          }
          if (word.text === '!') {
            open().isNegated = true;
            continue;
          }
          if (/^[A-Za-z_]\w*\+?=/.test(this.#text.slice(word.start, word.start + 200))) {
            open().assignments.push(word);
            continue;
          }
        }
        open().words.push(word);
      }
    }
  }

  /** A command that only a substitution opened stays; one that holds nothing goes. */
  #drop(target: Building | null): void {
    if (
      target !== null &&
      this.commands.at(-1) === target &&
      target.assignments.length === 0 &&
      !target.isNegated
    ) {
      this.commands.pop();
    }
  }

  #connector(sign: string): Connector {
    const two = this.#text.slice(this.#at, this.#at + 2);
    this.#at += two === '&&' || two === '||' || two === '|&' || two === ';;' ? 2 : 1;
    if (two === '&&' || two === '||') return two;
    return sign === '|' ? '|' : sign === '&' ? '&' : ';';
  }

  #redirection(open: () => Building, depth: number): void {
    const match = /^(\d*)(<<<|<<-?|<\(|>\(|<>|>>|>\||[<>]&?)/.exec(this.#text.slice(this.#at, this.#at + 12));
    const operator = match?.[2] ?? '<';
    this.#at += match?.[0].length ?? 1;
    if (operator === '<(' || operator === '>(') {
      const command = this.commands.indexOf(open());
      if (depth < DEEPEST) this.list(')', { command, by: '<()' }, depth + 1);
      return;
    }
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at += 1;
    const word = this.#word(open, depth);
    if (operator === '<<' || operator === '<<-') {
      if (word.text !== '') this.#pending.push({ name: word.text, stripsTabs: operator === '<<-' });
    } else if (operator === '<' || operator === '<<<') open().inputs.push(word);
  }

  #word(open: () => Building, depth: number): ShellWord {
    const start = this.#at;
    let text = '';
    while (this.#at < this.#text.length) {
      const sign = this.#text.charAt(this.#at);
      if (/[\s;&|<>()]/.test(sign)) break;
      if (sign === '`' && this.#inBackticks > 0) break;
      text += this.#piece(sign, open, depth);
    }
    // An open quote or a last backslash ends with the text.
    this.#at = Math.min(Math.max(this.#at, start + 1), this.#text.length);
    return { text, start, end: this.#at };
  }

  #inBackticks = 0;

  #piece(sign: string, open: () => Building, depth: number): string {
    if (sign === "'") {
      const end = this.#text.indexOf("'", this.#at + 1);
      const stop = end < 0 ? this.#text.length : end;
      const text = this.#text.slice(this.#at + 1, stop);
      this.#at = stop + 1;
      return text;
    }
    if (sign === '"') return this.#doubleQuoted(open, depth);
    if (sign === '\\') {
      const next = this.#text.charAt(this.#at + 1);
      this.#at += 2;
      return next === '\n' ? '' : next;
    }
    return this.#dollar(sign, open, depth);
  }

  #doubleQuoted(open: () => Building, depth: number): string {
    this.#at += 1;
    let text = '';
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      const sign = this.#text.charAt(this.#at);
      if (sign === '\\') {
        text += this.#text.charAt(this.#at + 1);
        this.#at += 2;
      } else if (sign === '`' && this.#inBackticks > 0) break;
      else text += this.#dollar(sign, open, depth);
    }
    if (this.#text[this.#at] === '"') this.#at += 1;
    return text;
  }

  /** A character, or a substitution as written, whose commands are added. */
  #dollar(sign: string, open: () => Building, depth: number): string {
    const start = this.#at;
    const next = this.#text[this.#at + 1];
    if (sign === '$' && next === '(' && this.#text[this.#at + 2] !== '(' && depth < DEEPEST) {
      this.#at += 2;
      this.list(')', { command: this.commands.indexOf(open()), by: '$()' }, depth + 1);
      return this.#text.slice(start, this.#at);
    }
    if (sign === '$' && next === '(' && this.#text[this.#at + 2] === '(') {
      const end = this.#text.indexOf('))', this.#at);
      this.#at = end < 0 ? this.#text.length : end + 2;
      return this.#text.slice(start, this.#at);
    }
    if (sign === '`' && this.#inBackticks === 0) {
      this.#at += 1;
      this.#inBackticks += 1;
      this.list('`', { command: this.commands.indexOf(open()), by: '$()' }, depth + 1);
      this.#inBackticks -= 1;
      return this.#text.slice(start, this.#at);
    }
    if (sign === '$' && next === '{') {
      const end = this.#text.indexOf('}', this.#at);
      this.#at = end < 0 ? this.#text.length : end + 1;
      return this.#text.slice(start, this.#at);
    }
    this.#at += 1;
    return sign;
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #skipHeredocs(): void {
    for (const { name, stripsTabs } of this.#pending) {
      while (this.#at < this.#text.length) {
        const newline = this.#text.indexOf('\n', this.#at);
        const end = newline < 0 ? this.#text.length : newline;
        let start = this.#at;
        while (stripsTabs && this.#text[start] === '\t') start += 1;
        this.#at = newline < 0 ? end : end + 1;
        if (this.#text.slice(start, Math.min(end, start + name.length + 1)).trimEnd() === name) break;
      }
    }
    this.#pending = [];
  }
}
