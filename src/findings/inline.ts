/** `secbaseline-ignore RULE [until 2027-03-31] -- reason`: findings that a comment beside them accepts. */
import type { RuleIndex } from '../engine/rule-index.ts';
import { isCalendarDate } from '../source/calendar.ts';
import { suggest } from '../source/suggest.ts';
import type { SourceText } from '../source/text.ts';
import { type CommentedLine, commentedLines } from './comments.ts';
import { type Ineffective, isExpired } from './suppression.ts';

/** One rule named by one comment. */
export interface InlineIgnore {
  readonly path: string;
  /** The line of the comment, from 1. */
  readonly line: number;
  /** As written, and its id where such a rule is known. */
  readonly written: string;
  readonly rule: string | null;
  readonly reason: string;
  /** ISO date, the last day on which it counts. */
  readonly until: string | null;
  /** Lines whose findings it silences. */
  readonly covers: ReadonlySet<number>;
  /** What makes it void whatever it stands beside; null where nothing does. */
  readonly fault: Ineffective | null;
  readonly suggestion: string | null;
}

const MARKER = 'secbaseline-ignore';
const COMMAND = new RegExp(`(?:^|[\\s*#;/!-])${MARKER}(?![\\w-])(.*)$`);
const HEAD = /^\s+([\w.-]{1,80}(?:\s*,\s*[\w.-]{1,80})*)(?:\s+until\s+(\S+))?$/;
const RULE_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * The ignore comments of a file. A comment covers its own line; where the line holds nothing else, also the next line
 * that holds more than comments, unless an empty line comes between.
 */
export function inlineIgnores(source: SourceText, rules: RuleIndex, today: string): readonly InlineIgnore[] {
  if (!source.text.includes(MARKER)) return [];
  const lines = commentedLines(source);
  const covered = coverage(lines);
  return lines.flatMap((line) =>
    line.comments.flatMap((comment) => {
      const command = COMMAND.exec(comment)?.[1];
      if (command === undefined) return [];
      return readCommand(command).map((read) => {
        const known = rules.find(read.rule);
        return {
          path: source.path,
          line: line.line,
          written: read.rule,
          rule: known?.id ?? null,
          reason: read.reason,
          until: read.until,
          covers: covered.get(line.line) ?? new Set([line.line]),
          fault:
            read.fault ??
            (known === undefined ? 'unknown-rule' : isExpired(read.until, today) ? 'expired' : null),
          suggestion: known === undefined ? meant(read.rule, rules) : null,
        };
      });
    }),
  );
}

interface Command {
  readonly rule: string;
  readonly until: string | null;
  readonly reason: string;
  readonly fault: 'malformed' | 'without-reason' | null;
}

/** What follows the marker, one command for every rule named. */
function readCommand(text: string): readonly Command[] {
  const [, head = text, reason = ''] = /^(.*?)\s--(?:\s+(.*))?$/.exec(text) ?? [];
  const parts = HEAD.exec(head.trimEnd());
  if (parts === null) {
    const first = /^\s+(\S{1,80})/.exec(head)?.[1] ?? '';
    return [{ rule: RULE_ID.test(first) ? first : '', until: null, reason: '', fault: 'malformed' }];
  }
  const until = parts[2] ?? null;
  const trimmed = reason.trim();
  const fault =
    until !== null && !isCalendarDate(until) ? 'malformed' : trimmed === '' ? 'without-reason' : null;
  const rules = (parts[1] ?? '').split(',').map((rule) => rule.trim());
  return rules.map((rule) => ({ rule, until, reason: trimmed, fault }));
}

/** The id that a misspelt name most likely stands for. */
function meant(name: string, rules: RuleIndex): string | null {
  const nearest = suggest(name, rules.names);
  return nearest === null ? null : (rules.find(nearest)?.id ?? null);
}

/** For each line that holds a comment, the lines that it covers. One pass from the end: stacks of comments can be tall. */
function coverage(lines: readonly CommentedLine[]): ReadonlyMap<number, ReadonlySet<number>> {
  const covered = new Map<number, ReadonlySet<number>>();
  let next: number | null = null;
  for (const { line, comments, code } of lines.toReversed()) {
    if (comments.length > 0) covered.set(line, new Set(code || next === null ? [line] : [line, next]));
    if (code) next = line;
    else if (comments.length === 0) next = null;
  }
  return covered;
}
