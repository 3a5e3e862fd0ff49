/**
 * Lines as the server puts them together: a backslash at the end joins the next one, carriage returns at the end go.
 * https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */

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
    let joined = stripped.slice(0, -1);
    let pieces: Piece[] = [{ joined: 0, source: first }];
    let lines = 1;
    // A backslash counts only where it came with the latest piece: `\` before an empty line must not join twice.
    let backslashAt = joined.length;
    while (next < text.length) {
      const [more, end] = physicalLine(text, next);
      pieces = [
        ...pieces.filter((piece) => piece.joined < joined.length),
        { joined: joined.length, source: next },
      ];
      next = end;
      lines++;
      joined = withoutEnd(joined + more);
      if (joined.length <= backslashAt || !joined.endsWith('\\')) break;
      joined = joined.slice(0, -1);
      backslashAt = joined.length;
    }
    const known = pieces;
    yield { number, text: joined, offset: (at) => offsetIn(known, at) };
    number += lines;
  }
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
  let found = pieces[0] ?? { joined: 0, source: 0 };
  for (const piece of pieces) if (piece.joined <= at) found = piece;
  return found.source + at - found.joined;
}
