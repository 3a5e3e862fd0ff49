/**
 * A project as it is after rendering: in place of templates and of what overlays take in stands what is made of them. Who
 * reads it reads files as ever; what is found is led back to the files that people wrote.
 */
import type { Anchor, NotAnalysed, Span } from '../span.ts';
import { lineOf, type SourceText, sourceText } from '../text.ts';

/** A document that was made of something, and how places in its text lead back. */
export interface RenderedDocument {
  /** Ends with a line break. */
  readonly text: string;
  /** Where it is read: the template, the file that it changes, or the one that lists it. */
  readonly path: string;
  /** Offsets into `text`; gives a place in a file of the root. */
  readonly place: (at: Pick<Span, 'start' | 'end'>) => Span;
}

export interface Overlay {
  /** What is read at these paths. */
  readonly texts: ReadonlyMap<string, SourceText>;
  anchor(anchor: Anchor): Anchor;
  line(entry: NotAnalysed): NotAnalysed;
  /** The text of a file as it is written, with the marks of a text that stood in its place. */
  marked(text: SourceText, written: (path: string) => SourceText | undefined): readonly SourceText[];
}

interface Part {
  readonly start: number;
  readonly end: number;
  /** Null for what stands there as it is written, at the same offsets. */
  readonly document: RenderedDocument | null;
}

interface Rendered {
  readonly source: SourceText;
  readonly parts: readonly Part[];
}

/**
 * Lays documents over files. `gone` are files whose own text counts no more; of the others the documents stand behind the
 * text that `written` gives.
 */
export function overlay(
  documents: readonly RenderedDocument[],
  gone: ReadonlySet<string>,
  written: (path: string) => SourceText | undefined,
): Overlay {
  const byPath = new Map<string, RenderedDocument[]>([...gone].map((path) => [path, []]));
  for (const document of documents) {
    const list = byPath.get(document.path);
    if (list === undefined) byPath.set(document.path, [document]);
    else list.push(document);
  }
  const files = new Map<string, Rendered>();
  for (const [path, list] of byPath) {
    files.set(path, laid(path, gone.has(path) ? '' : (written(path)?.text ?? ''), list));
  }
  const anchor = (at: Anchor): Anchor => placed(files.get(at.path), at);
  return {
    texts: new Map([...files].map(([path, { source }]) => [path, source])),
    anchor,
    line(entry) {
      const file = files.get(entry.path);
      const start = file?.source.lineStarts[(entry.line ?? 1) - 1];
      if (file === undefined || entry.line === null || start === undefined) return entry;
      const at = placed(file, { path: entry.path, start, end: start });
      const text = written(at.path);
      return { ...entry, path: at.path, line: text === undefined ? null : lineOf(text, at.start) };
    },
    marked(text, writtenText) {
      if (!files.has(text.path)) return [text];
      const marks = new Map<string, Pick<Span, 'start' | 'end'>[]>();
      for (const { start, end } of text.secrets) {
        const at = anchor({ path: text.path, start, end });
        marks.set(at.path, [...(marks.get(at.path) ?? []), at]);
      }
      return [...marks].flatMap(([path, secrets]): readonly SourceText[] => {
        const own = writtenText(path);
        return own === undefined
          ? []
          : [sourceText(path, own.text, own.encoding, [...own.secrets, ...secrets])];
      });
    },
  };
}

function laid(path: string, text: string, documents: readonly RenderedDocument[]): Rendered {
  const parts: Part[] = [];
  let whole = text;
  if (text !== '') parts.push({ start: 0, end: text.length, document: null });
  for (const document of documents) {
    if (whole !== '') whole += whole.endsWith('\n') ? '---\n' : '\n---\n';
    parts.push({ start: whole.length, end: whole.length + document.text.length, document });
    whole += document.text;
  }
  return { source: sourceText(path, whole), parts };
}

function placed(file: Rendered | undefined, anchor: Anchor): Anchor {
  const part = file?.parts.findLast(({ start }) => start <= anchor.start);
  if (part === undefined || part.document === null) return anchor;
  const { path, start, end } = part.document.place({
    start: Math.min(anchor.start, part.end) - part.start,
    end: Math.min(anchor.end, part.end) - part.start,
  });
  return { ...anchor, path, start, end };
}
