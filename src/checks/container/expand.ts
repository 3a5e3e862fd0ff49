/** Words of Dockerfiles and their variables, replaced as BuildKit replaces them: `$X`, `${X}`, `${X:-d}`, `${X#p}` … */

export interface Expanded {
  readonly text: string;
  /** Variables that were asked for and are not set. */
  readonly missing: readonly string[];
}

export type Lookup = (name: string) => string | undefined;

/** BuildKit's own words are short; a file that doubles a variable again and again must not fill the memory. */
const LONGEST = 65_536;
const DEEPEST = 50;

/** Null where BuildKit refuses the word, or where it grows without measure. */
export function expandWord(word: string, escapeSign: string, lookup: Lookup): Expanded | null {
  if (!/[$'"\\`]/.test(word)) return word.length > LONGEST ? null : { text: word, missing: [] };
  const reader = new WordReader(word, escapeSign, lookup);
  const text = reader.read(null, false, 0);
  return text === null ? null : { text, missing: reader.missing };
}

/** A cursor over one word; a class, since the reading functions call each other over one position. */
class WordReader {
  readonly missing: string[] = [];
  readonly #word: string;
  readonly #escapeSign: string;
  readonly #lookup: Lookup;
  #at = 0;

  constructor(word: string, escapeSign: string, lookup: Lookup) {
    this.#word = word;
    this.#escapeSign = escapeSign;
    this.#lookup = lookup;
  }

  /** Up to `stop`, or to the end where it is null. Null for a fault. */
  read(stop: string | null, keepsEscapes: boolean, depth: number): string | null {
    if (depth > DEEPEST) return null;
    let result = '';
    while (this.#at < this.#word.length) {
      const sign = this.#word.charAt(this.#at);
      if (sign === stop) {
        this.#at += 1;
        return result;
      }
      const part = this.#part(sign, keepsEscapes, depth);
      if (part === null) return null;
      result += part;
      if (result.length > LONGEST) return null;
    }
    return stop === null ? result : null;
  }

  #part(sign: string, keepsEscapes: boolean, depth: number): string | null {
    if (sign === '$') return this.#variable(depth);
    if (sign === "'") return this.#singleQuoted();
    if (sign === '"') return this.#doubleQuoted(keepsEscapes, depth);
    this.#at += 1;
    if (sign !== this.#escapeSign) return sign;
    const next = this.#word.charAt(this.#at);
    this.#at += 1;
    return keepsEscapes ? sign + next : next;
  }

  #singleQuoted(): string | null {
    const end = this.#word.indexOf("'", this.#at + 1);
    if (end < 0) return null;
    const text = this.#word.slice(this.#at + 1, end);
    this.#at = end + 1;
    return text;
  }

  #doubleQuoted(keepsEscapes: boolean, depth: number): string | null {
    this.#at += 1;
    let result = '';
    while (this.#at < this.#word.length) {
      const sign = this.#word.charAt(this.#at);
      if (sign === '"') {
        this.#at += 1;
        return result;
      }
      if (sign === '$') {
        const value = this.#variable(depth);
        if (value === null) return null;
        result += value;
      } else {
        this.#at += 1;
        const next = this.#word.charAt(this.#at);
        if (sign === this.#escapeSign && (next === '"' || next === '$' || next === this.#escapeSign)) {
          this.#at += 1;
          result += keepsEscapes ? sign + next : next;
        } else result += sign;
      }
      if (result.length > LONGEST) return null;
    }
    return null;
  }

  #variable(depth: number): string | null {
    this.#at += 1;
    if (this.#word[this.#at] !== '{') {
      const name = this.#name();
      return name === '' ? '$' : (this.#get(name) ?? '');
    }
    this.#at += 1;
    const name = this.#name();
    const sign = this.#word.charAt(this.#at);
    this.#at += 1;
    if (name === '') return null;
    if (sign === '}') return this.#get(name) ?? '';
    if (sign === '/') return this.#replaced(name, depth);
    const isColon = sign === ':';
    const operator = isColon ? this.#word.charAt(this.#at++) : sign;
    const operand = this.read('}', operator === '#' || operator === '%', depth + 1);
    if (operand === null) return null;
    const value = this.#get(name);
    const isSet = value !== undefined && !(isColon && value === '');
    switch (operator) {
      case '-':
        return isSet ? value : operand;
      case '+':
        return isSet ? operand : '';
      case '?':
        return isSet ? value : null;
      case '#':
      case '%':
        return cut(value ?? '', operand, operator);
      default:
        return null;
    }
  }

  #replaced(name: string, depth: number): string | null {
    const isAll = this.#word[this.#at] === '/';
    if (isAll) this.#at += 1;
    const pattern = this.read('/', true, depth + 1);
    const replacement = pattern === null ? null : this.read('}', true, depth + 1);
    if (pattern === null || replacement === null) return null;
    const value = this.#get(name) ?? '';
    // Wildcards would need a regular expression of the file's own making.
    if (/[*?\\]/.test(pattern)) return null;
    return isAll ? value.split(pattern).join(replacement) : value.replace(pattern, () => replacement);
  }

  #name(): string {
    const rest = /[0-9]+|[@*#?$!-]|[\p{L}_][\p{L}\p{Nd}_]*/uy;
    rest.lastIndex = this.#at;
    const name = rest.exec(this.#word)?.[0] ?? '';
    this.#at += name.length;
    return name;
  }

  #get(name: string): string | undefined {
    const value = this.#lookup(name);
    if (value === undefined && !this.missing.includes(name)) this.missing.push(name);
    return value;
  }
}

/** `${X#p}` and `${X%p}` with their doubled forms; only `*` at the open end is known. Null for other wildcards. */
function cut(value: string, operand: string, operator: '#' | '%'): string | null {
  const isLongest = operand.startsWith(operator);
  const pattern = isLongest ? operand.slice(1) : operand;
  const fromStart = operator === '#';
  const hasStar = fromStart ? pattern.startsWith('*') : pattern.endsWith('*');
  const literal = hasStar ? (fromStart ? pattern.slice(1) : pattern.slice(0, -1)) : pattern;
  if (/[*?\\]/.test(literal)) return null;
  if (!hasStar) {
    if (fromStart) return value.startsWith(literal) ? value.slice(literal.length) : value;
    return value.endsWith(literal) ? value.slice(0, value.length - literal.length) : value;
  }
  if (fromStart) {
    const at = isLongest ? value.lastIndexOf(literal) : value.indexOf(literal);
    return at < 0 ? value : value.slice(at + literal.length);
  }
  const at = isLongest ? value.indexOf(literal) : value.lastIndexOf(literal);
  return at < 0 ? value : value.slice(0, at);
}
