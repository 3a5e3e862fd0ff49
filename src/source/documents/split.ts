/** A stream is split before it is read, so that one bad document hides none of the others. */

export interface Chunk {
  readonly start: number;
  /** Behind the directives and the `---`. */
  readonly body: number;
  readonly end: number;
}

/**
 * The documents of a YAML stream that hold anything. A line that begins with `---` or `...` separates wherever it stands,
 * since neither can begin a line of any value (YAML 1.2.2 section 9.1.2); directives stay with the document they are for.
 */
export function splitDocuments(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  let body = 0;
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  for (let match = marker.exec(text); match !== null; match = marker.exec(text)) {
    const at = match.index;
    if (!isLineStart(text, at)) continue;
    const opens = text[at] === '-';
    const { isHollow, hasDirective } = contentOf(text, body, at, start === body);
    if (!isHollow) chunks.push({ start, body, end: at });
    if (!(isHollow && hasDirective && opens)) start = opens ? at : at + 3;
    body = at + 3;
  }
  if (!contentOf(text, body, text.length, start === body).isHollow) {
    chunks.push({ start, body, end: text.length });
  }
  return chunks;
}

/** `^` also matches behind U+2028, where no line of YAML begins. */
function isLineStart(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return at === 0 || before === 10 || before === 13;
}

/** Whether there is anything but comments and, before a `---`, directives. */
function contentOf(text: string, from: number, end: number, mayDirect: boolean) {
  let hasDirective = false;
  for (let at = from; at < end; at = lineEnd(text, at, end) + 1) {
    let first = at;
    while (first < end && (text.charCodeAt(first) === 32 || text.charCodeAt(first) === 9)) first++;
    const unit = first < end ? text.charCodeAt(first) : 10;
    if (unit === 10 || unit === 13 || unit === 35) continue;
    if (unit !== 37 || first !== at || !mayDirect) return { isHollow: false, hasDirective };
    hasDirective = true;
  }
  return { isHollow: true, hasDirective };
}

function lineEnd(text: string, at: number, end: number): number {
  for (let stop = at; stop < end; stop++) {
    const unit = text.charCodeAt(stop);
    if (unit === 10 || unit === 13) return stop;
  }
  return end;
}
