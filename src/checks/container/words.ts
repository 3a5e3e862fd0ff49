/** Names and values of ENV, ARG and LABEL, divided as BuildKit divides them: blanks outside quotes. */
import type { Part } from './instructions.ts';

export interface Assignment {
  readonly name: Part;
  /** Null for `ARG NAME`. Quotes and variables are still in it. */
  readonly value: Part | null;
}

/** The words of `part` with their quotes and escapes. */
export function quotedWords(part: Part, escapeSign: string): readonly Part[] {
  const { text } = part;
  const words: Part[] = [];
  let start = -1;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (quote === '' && /\s/.test(sign)) {
      if (start >= 0) words.push({ text: text.slice(start, at), start: part.start + start });
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (sign === escapeSign && quote !== "'") at += 1;
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
    else if (sign === quote) quote = '';
  }
  if (start >= 0) words.push({ text: text.slice(start), start: part.start + start });
  return words;
}

/** `ENV A=1 B=2`, or `ENV A all the rest`. */
export function envAssignments(part: Part, escapeSign: string): readonly Assignment[] {
  const words = quotedWords(part, escapeSign);
  const [first] = words;
  if (first === undefined) return [];
  if (first.text.includes('=')) return words.map(assignment);
  const blank = /[\t\v\f\r ]+/.exec(part.text);
  if (blank === null) return [];
  const at = blank.index + blank[0].length;
  return [
    {
      name: { text: part.text.slice(0, blank.index), start: part.start },
      value: { text: part.text.slice(at), start: part.start + at },
    },
  ];
}

export function argAssignments(part: Part, escapeSign: string): readonly Assignment[] {
  return quotedWords(part, escapeSign).map(assignment);
}

function assignment(word: Part): Assignment {
  const equals = word.text.indexOf('=');
  if (equals < 0) return { name: word, value: null };
  return {
    name: { text: word.text.slice(0, equals), start: word.start },
    value: { text: word.text.slice(equals + 1), start: word.start + equals + 1 },
  };
}
