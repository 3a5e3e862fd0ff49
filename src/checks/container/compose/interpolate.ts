/** Variables in compose files, as the Compose Specification replaces them: `${X}`, `${X:-d}`, `${X:?e}`, `${X:+a}`, `$$`. */

export interface Interpolated {
  /** Missing variables are left out, as Compose leaves them out. */
  readonly text: string;
  /** Variables that nothing in the repository sets, and without a default. */
  readonly missing: readonly string[];
  /** No variable at all, a default that is written here, or the environment. */
  readonly from: 'literal' | 'default' | 'variable';
}

const LONGEST = 65_536;
const DEEPEST = 20;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Replaces variables; `hole` stands for a missing one, so that what is around it can still be told. */
export function interpolate(
  text: string,
  lookup: (name: string) => string | undefined,
  hole = '',
): Interpolated {
  if (!text.includes('$')) return { text, missing: [], from: 'literal' };
  const missing: string[] = [];
  let from: Interpolated['from'] = 'literal';

  const variable = (at: number, depth: number): { value: string; next: number } => {
    NAME.lastIndex = at + 2;
    const name = NAME.exec(text)?.[0];
    if (name === undefined || depth > DEEPEST) return { value: '$', next: at + 1 };
    let next = at + 2 + name.length;
    const operator = /^:?[-?+]/.exec(text.slice(next, next + 2))?.[0] ?? '';
    next += operator.length;
    const before: Interpolated['from'] = from;
    const operand = until('}', next, depth + 1);
    const value = lookup(name);
    const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
    const kind = operator.at(-1);
    if (kind === '-' && !isSet) {
      from = before === 'variable' ? before : 'default';
      return { value: operand.value, next: operand.next };
    }
    from = 'variable';
    if (kind === '+') return { value: isSet ? operand.value : '', next: operand.next };
    if (isSet || (value !== undefined && kind === undefined))
      return { value: value ?? '', next: operand.next };
    missing.push(name);
    return { value: hole, next: operand.next };
  };

  const until = (stop: string | null, start: number, depth: number): { value: string; next: number } => {
    let value = '';
    let at = start;
    while (at < text.length && text[at] !== stop && value.length < LONGEST) {
      if (text[at] !== '$') {
        value += text.charAt(at);
        at += 1;
      } else if (text[at + 1] === '$') {
        value += '$';
        at += 2;
      } else if (text[at + 1] === '{') {
        const found = variable(at, depth);
        value += found.value;
        at = found.next;
      } else {
        NAME.lastIndex = at + 1;
        const name = NAME.exec(text)?.[0];
        const known = name === undefined ? '$' : lookup(name);
        if (name !== undefined) from = 'variable';
        if (known === undefined) missing.push(name ?? '');
        value += known ?? hole;
        at += 1 + (name?.length ?? 0);
      }
    }
    return { value, next: Math.min(at + 1, text.length) };
  };

  const whole = until(null, 0, 0);
  return { text: whole.value, missing, from };
}
