/**
 * The baseline: findings that are known and do not fail, one JSON object a line so that git merges it line by line.
 * It names neither lines nor messages, and nothing in it lets a secret be guessed.
 */
import { isCalendarDate } from '../source/calendar.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { quoteWord, typeWords } from '../source/quote.ts';
import { didYouMean } from '../source/suggest.ts';
import type { SourceText } from '../source/text.ts';

export interface BaselineEntry {
  readonly rule: string;
  /** From the root; null for live evidence and for what is missing in the whole project. */
  readonly path: string | null;
  readonly target: string | null;
  readonly fingerprint: string;
  /** Fingerprint without the path; null where a moved file cannot be recognised. */
  readonly moved: string | null;
  readonly reason: string;
  /** ISO date on which it was first accepted. */
  readonly since: string;
  /** ISO date, the last day on which it counts, or null. */
  readonly expires: string | null;
}

/** An entry with the line (from 1) on which it stands. */
export type ReadEntry = BaselineEntry & { readonly line: number };

export interface Baseline {
  /** The baseline file. */
  readonly path: string;
  readonly entries: readonly ReadEntry[];
}

const FINGERPRINT = { test: (text: string) => /^[0-9a-f]{32}$/.test(text), words: '32 hexadecimal digits' };
const DATE = { test: isCalendarDate, words: 'a date such as 2027-01-31' };
const TEXT = { test: (text: string) => text.trim() !== '', words: 'text' };

const FIELDS = {
  fingerprint: { ...FINGERPRINT, required: true },
  rule: { ...TEXT, required: true },
  path: { ...TEXT, required: false },
  target: { ...TEXT, required: false },
  moved: { ...FINGERPRINT, required: false },
  reason: { ...TEXT, required: true },
  since: { ...DATE, required: true },
  expires: { ...DATE, required: false },
} as const;

type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as readonly Field[];

/** Reads a baseline file. Throws an `InputError` with every line that is wrong. Order does not matter. */
export function parseBaseline(source: SourceText): Baseline {
  const faults: Diagnostic[] = [];
  const entries = source.lineStarts.flatMap((start, index): readonly ReadEntry[] => {
    const text = source.text.slice(start, source.lineStarts[index + 1]).replace(/[\r\n]+$/, '');
    if (text.trim() === '') return [];
    const at = { source, start, end: start + text.length };
    const read = readLine(text);
    if ('faults' in read) faults.push(...read.faults.map((fault) => ({ ...fault, ...at })));
    else return [{ ...read.entry, line: index + 1 }];
    return [];
  });
  if (faults.length > 0) throw new InputError(faults);
  return { path: source.path, entries };
}

type Fault = Pick<Diagnostic, 'message' | 'hint'>;

function readLine(text: string): { readonly entry: BaselineEntry } | { readonly faults: readonly Fault[] } {
  if (/^(<{7}|={7}|>{7}|\|{7})( |$)/.test(text)) {
    return {
      faults: [{ message: 'a merge conflict was not resolved', hint: 'keep the lines of both sides' }],
    };
  }
  const value = parseObject(text);
  if (value === null) {
    return {
      faults: [
        { message: 'not a JSON object', hint: 'each line is one entry; `secbaseline baseline` writes them' },
      ],
    };
  }
  const faults = [
    ...Object.keys(value)
      .filter((name) => !Object.hasOwn(FIELDS, name))
      .map((name) => ({ message: `unknown key ${quoteWord(name)}`, ...didYouMean(name, NAMES) })),
    ...NAMES.flatMap((name) => fieldFault(name, value[name])),
  ];
  if (faults.length > 0) return { faults };
  const field = (name: Field): string | null => {
    const content = value[name];
    return typeof content === 'string' ? content : null;
  };
  return {
    entry: {
      rule: field('rule') ?? '',
      path: field('path'),
      target: field('target'),
      fingerprint: field('fingerprint') ?? '',
      moved: field('moved'),
      reason: field('reason') ?? '',
      since: field('since') ?? '',
      expires: field('expires'),
    },
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function fieldFault(name: Field, value: unknown): readonly Fault[] {
  const { required, test, words } = FIELDS[name];
  if (value === undefined || value === null) {
    return required ? [{ message: `\`${name}\` is missing` }] : [];
  }
  if (typeof value !== 'string')
    return [{ message: `\`${name}\` must be ${words}, not ${typeWords(value)}` }];
  if (test(value)) return [];
  return [{ message: value.trim() === '' ? `\`${name}\` is empty` : `\`${name}\` is not ${words}` }];
}
