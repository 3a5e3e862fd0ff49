/**
 * What `git log -p` prints, taken apart while it arrives: the lines that each commit adds to each file. Hunks say how many
 * lines they hold, so no content can be mistaken for a header.
 */

import { lastUpTo } from '../source/last-up-to.ts';
import { type Piece, type PieceCutter, pieceCutter } from '../source/pieces.ts';
import { unquotePath } from './quoted-path.ts';

export interface Commit {
  readonly id: string;
  /** ISO 8601, of its author. */
  readonly date: string;
  /** When it was committed, in seconds since 1970: among commits that added the same, the first brought it. */
  readonly time: number;
  readonly author: string;
}

/** Lines that a commit adds to a file, one after the other; those of a large file come in several pieces. */
export interface Addition {
  readonly commit: Commit;
  /** Its path is from the top of the work tree, a string of bytes; its lines count added lines only. */
  readonly piece: Piece;
  /** The line in the file, as the commit left it, of an added line. */
  readonly lineInFile: (line: number) => number;
}

export interface PatchParser {
  /** Changes the bytes it is given, and hands parts of them on. */
  push(bytes: Buffer): readonly Addition[];
  end(): readonly Addition[];
}

/** The line that a commit begins with, for `git log --format`: no other line outside a hunk begins with this byte. */
export const COMMIT_FORMAT = '%x01%H %ct %aI %an <%ae>';

/** Of headers; content has none. Paths have at most 4,096 bytes, each at most four characters when quoted. */
const LINE_LIMIT = 65_536;

const NEWLINE = 10;
const MINUS = 45;
const SPACE = 32;
const BACKSLASH = 92;

/** A hunk in reading. A merge has a column of marks, and an old range, for each parent. */
interface Hunk {
  readonly oldLeft: number[];
  newLeft: number;
  /** Line in the new file of the next line that is in it. */
  newLine: number;
}

type LineKind = 'added' | 'other';

export function patchParser(): PatchParser {
  let commit: Commit = { id: '', time: 0, date: '', author: '' };
  let path: string | null = null;
  let cutter: PieceCutter | null = null;
  /** Ascending: from this added line on, lines stand at `inFile` and after. */
  let lineMap: { readonly added: number; readonly inFile: number }[] = [];
  let addedLines = 0;
  let hunk: Hunk | null = null;
  let header = '';
  /** Where in a content line we are: its marks are read first. */
  let marks: number[] = [];
  let kind: LineKind | null = null;
  let isLastAdded = false;
  /** The file ends in an added line, without a line end, which git's output has all the same. */
  let endsOpen = false;
  let found: Addition[] = [];

  const add = (piece: Piece): void => {
    const map = lineMap;
    found.push({ commit, piece, lineInFile: (line) => lineInFile(map, line) });
  };

  const endFile = (): void => {
    const last = cutter?.end();
    if (last !== undefined && last.bytes.length > 0) add(endsOpen ? withoutLineEnd(last) : last);
    endsOpen = false;
    cutter = null;
    path = null;
    lineMap = [];
    addedLines = 0;
  };

  const readHeader = (line: string): void => {
    if (line.startsWith('\x01')) {
      endFile();
      commit = readCommit(line);
    } else if (line.startsWith('diff --')) {
      endFile();
    } else if (line.startsWith('+++ ')) {
      path = newPath(line.slice(4));
    } else if (line.startsWith('@@')) {
      hunk = readHunk(line);
    } else if (line.startsWith('\\ ')) {
      endsOpen = isLastAdded;
    }
  };

  /** Settles what the marks of a line make of it. */
  const startLine = (open: Hunk): LineKind => {
    if (marks[0] === BACKSLASH) return 'other';
    if (marks.includes(MINUS)) {
      for (const [parent, mark] of marks.entries()) {
        if (mark === MINUS) open.oldLeft[parent] = (open.oldLeft[parent] ?? 0) - 1;
      }
      return 'other';
    }
    const inFile = open.newLine++;
    open.newLeft--;
    let isAdded = true;
    for (const [parent, mark] of marks.entries()) {
      if (mark !== SPACE) continue;
      isAdded = false;
      open.oldLeft[parent] = (open.oldLeft[parent] ?? 0) - 1;
    }
    if (!isAdded || path === null) return 'other';
    const last = lineMap.at(-1);
    addedLines++;
    if (last === undefined || last.inFile + (addedLines - last.added) !== inFile) {
      lineMap.push({ added: addedLines, inFile });
    }
    return 'added';
  };

  const isOver = ({ newLeft, oldLeft }: Hunk): boolean => newLeft <= 0 && oldLeft.every((left) => left <= 0);

  const handOn = (bytes: Buffer): void => {
    if (bytes.length === 0 || path === null) return;
    cutter ??= pieceCutter(path);
    for (const piece of cutter.push(bytes)) add(piece);
  };

  return {
    push(bytes) {
      found = [];
      let at = 0;
      // Added lines are moved together, without their marks, towards `kept`.
      let kept = 0;
      let written = 0;
      while (at < bytes.length) {
        if (hunk === null) {
          handOn(bytes.subarray(kept, written));
          const end = bytes.indexOf(NEWLINE, at);
          const stop = end < 0 ? bytes.length : end;
          if (header.length < LINE_LIMIT) header += bytes.toString('latin1', at, stop);
          at = stop;
          kept = written = end < 0 ? at : at + 1;
          if (end < 0) break;
          at++;
          readHeader(header);
          header = '';
          continue;
        }
        const columns = hunk.oldLeft.length;
        if (kind === null) {
          const mark = bytes[at] ?? 0;
          marks.push(mark);
          at++;
          if (marks.length < columns && mark !== BACKSLASH) continue;
          kind = startLine(hunk);
          if (marks[0] !== BACKSLASH) isLastAdded = kind === 'added';
          marks = [];
        }
        let byte = 0;
        if (kind === 'added') {
          while (at < bytes.length) {
            byte = bytes[at++] ?? 0;
            bytes[written++] = byte;
            if (byte === NEWLINE) break;
          }
        } else {
          while (at < bytes.length) {
            byte = bytes[at++] ?? 0;
            if (byte === NEWLINE) break;
          }
        }
        if (byte !== NEWLINE) break;
        kind = null;
        if (isOver(hunk)) hunk = null;
      }
      handOn(bytes.subarray(kept, written));
      return found;
    },
    end() {
      found = [];
      endFile();
      return found;
    },
  };
}

function withoutLineEnd(piece: Piece): Piece {
  const end = piece.bytes.length - 1;
  return { ...piece, bytes: piece.bytes.subarray(0, end), to: Math.min(piece.to, end) };
}

function readCommit(line: string): Commit {
  const text = Buffer.from(line, 'latin1').toString('utf8');
  const [, id = '', time = '0', date = '', author = ''] =
    /^\x01([0-9a-f]+) (\d*) (\S*) (.*)$/s.exec(text) ?? [];
  return { id, time: Number(time), date, author };
}

/** `@@ -1,2 +3 @@`, or `@@@ -1 -2,0 +3,4 @@@` for a merge of two parents; a count that is left out is 1. */
function readHunk(line: string): Hunk | null {
  const ranges = /^(@@+) ((?:-\d+(?:,\d+)? )+)\+(\d+)(?:,(\d+))? \1/.exec(line);
  if (ranges === null) return null;
  const oldLeft = (ranges[2] ?? '').trim().split(' ');
  const hunk: Hunk = {
    oldLeft: oldLeft.map((range) => Number(range.split(',')[1] ?? '1')),
    newLeft: Number(ranges[4] ?? '1'),
    newLine: Number(ranges[3]),
  };
  return hunk.newLeft === 0 && hunk.oldLeft.every((left) => left === 0) ? null : hunk;
}

/** `b/name`, quoted where it must be, with a tab behind where it has white space; null for a deleted file. A string of bytes. */
function newPath(written: string): string | null {
  const name = unquotePath(written.replace(/\t$/, ''));
  return name.startsWith('b/') ? name.slice(2) : null;
}

function lineInFile(
  map: readonly { readonly added: number; readonly inFile: number }[],
  line: number,
): number {
  const start = map[lastUpTo(map, ({ added }) => added, line)];
  return start === undefined ? line : start.inFile + Math.max(0, line - start.added);
}
