/**
 * Lines as the server puts them together: a backslash at the end joins the next one, carriage returns at the end go.
 * https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */
import { lastUpTo } from '../../../source/last-up-to.ts';

export interface LogicalLine {
  /** The first physical line, from 1; only `\n` ends one. */
  readonly number: number;
  readonly text: string;
  /** The offset in the whole text of an offset in `text`. */
  offset(at: number): number;
}

/** A piece of a joined line: where it starts in the line, and in the whole text. */
interface Piece {
  readonly joined: number;
  readonly source: number;
}

/** Every logical line, empty ones too. */
export function* logicalLines(text: string): Generator<LogicalLine> {
  let next = 0;
  let number = 1;
  while (next < text.length) {
    const first = next;
    const [line, after] = physicalLine(text, next);
    next = after;
    const stripped = withoutEnd(line);
    if (!stripped.endsWith('\\')) {
      yield { number, text: stripped, offset: (at) => first + at };
      number++;
      continue;
    }
    // Put together only at the end: a hostile file may join a million lines.
    const parts = [stripped.slice(0, -1)];
    const pieces: Piece[] = [{ joined: 0, source: first }];
    let length = stripped.length - 1;
    let lines = 1;
    while (next < text.length) {
      const [more, end] = physicalLine(text, next);
      const kept = withoutEnd(more);
      lines++;
      // Nothing but an end of line: it takes carriage returns before it along, and no backslash counts twice.
      if (kept === '') {
        length = withoutTail(parts);
        next = end;
        break;
      }
      pieces.push({ joined: length, source: next });
      next = end;
      const continues = kept.endsWith('\\');
      parts.push(continues ? kept.slice(0, -1) : kept);
      length += continues ? kept.length - 1 : kept.length;
      if (!continues) break;
    }
    yield { number, text: parts.join(''), offset: (at) => offsetIn(pieces, at) };
    number += lines;
  }
}

/** Takes carriage returns off the end of parts; gives the length that is left. */
function withoutTail(parts: string[]): number {
  while (parts.length > 0) {
    const last = withoutEnd(parts.pop() ?? '');
    if (last === '') continue;
    parts.push(last);
    break;
  }
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** A line with its line end, and where the next one starts. */
function physicalLine(text: string, start: number): readonly [string, number] {
  const end = text.indexOf('\n', start);
  const next = end < 0 ? text.length : end + 1;
  return [text.slice(start, next), next];
}

function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) end--;
  return end === line.length ? line : line.slice(0, end);
}

function offsetIn(pieces: readonly Piece[], at: number): number {
  const found = pieces[lastUpTo(pieces, ({ joined }) => joined, at)] ?? { joined: 0, source: 0 };
  return found.source + at - found.joined;
}
