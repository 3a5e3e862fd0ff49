/**
 * Everything that came from outside (names, messages, source) reaches an output only through here: a control character
 * in a file name must not move a cursor, a bidirectional override must not reorder a line, and a newline must not start
 * a workflow command of its own.
 */

/**
 * What no output holds raw: C0, C1 and DEL, line and paragraph separators, lone surrogates, interlinear annotations,
 * and every code point that Unicode calls default-ignorable (bidirectional controls, zero-width characters, variation
 * selectors, fillers, tags).
 */
const UNSEEN = '[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u{fff9}-\\u{fffb}]';
const unseen = new RegExp(UNSEEN, 'gu');
const unseenOnce = new RegExp(UNSEEN, 'u');

/** `##[command]` is obeyed by GitHub's runner anywhere in a line of the log. */
const runnerCommand = /##(?=\[)/g;

/** True for a single code point that must not be printed raw. */
export function isUnseen(character: string): boolean {
  return unseenOnce.test(character);
}

/** The visible form of one such code point: `\n`, `\x1b`, `\u{202e}`. */
export function visibleCharacter(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
  }
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

const ORDINARY = /^[ -~]*$/;

/** Outside text on one line of a terminal or a log. Ordinary text comes back unchanged. */
export function visible(text: string): string {
  if (ORDINARY.test(text) && !text.includes('##[')) return text;
  return text.replace(unseen, visibleCharacter).replace(runnerCommand, '#\\x23');
}

/** JSON (two spaces, final newline) whose strings keep their exact value while its bytes hold nothing unseen. */
export function jsonText(value: unknown): string {
  return escapedJson(JSON.stringify(value, null, 2));
}

/** As `jsonText`, on one line. */
export function jsonLine(value: unknown): string {
  return escapedJson(JSON.stringify(value));
}

function escapedJson(text: string): string {
  const escaped = text.replace(unseen, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => jsonEscape(character.charCodeAt(at))).join(''),
  );
  return `${escaped.replace(runnerCommand, '#\\u0023')}\n`;
}

function jsonEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** The message of a GitHub workflow command (docs.github.com, "Workflow commands"; actions/toolkit, `escapeData`). */
export function workflowMessage(text: string): string {
  return visible(text).replaceAll('%', '%25');
}

/** A property of a GitHub workflow command (`file`, `title`): the message's escapes, `:` and `,` too. */
export function workflowProperty(text: string): string {
  return workflowMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * What means something to Markdown, HTML or GitHub inside a line: emphasis, code, links, tags, table cells, strike-through,
 * formulas, mentions, references to issues, and the parts of addresses and `:emoji:` that would be turned into links.
 */
const markdownSyntax = /[&<>"'`*_[\]#|~\\@$]|:(?!\s|$|\d+(?:\s|$))|(?<=www)\./gi;

/**
 * Outside text inside Markdown (table cells too), readable where it is rendered: character references cannot begin
 * Markdown or HTML syntax (CommonMark 0.31, section 2.5), and a zero-width space, itself a reference, keeps `@name`
 * from notifying a person and `#12` from linking an issue.
 */
export function markdownText(text: string): string {
  return visible(text).replace(markdownSyntax, (character) => {
    const reference = `&#${character.charCodeAt(0)};`;
    return character === '@' || character === '#' ? `${reference}&#8203;` : reference;
  });
}

/** Outside text as code inside Markdown; GitHub looks for no mentions in it. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text).replaceAll('&#8203;', '')}</code>`;
}
