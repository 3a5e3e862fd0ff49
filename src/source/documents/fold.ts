/** How values that are written over several lines are put together (YAML 1.2.2 section 6.5). */

/** One line break is a space, each blank line a line break; white space around the breaks goes. */
export function foldedLines(lines: readonly string[]): string {
  let text = '';
  let blank = 0;
  lines.forEach((line, index) => {
    const isFirst = index === 0;
    const isLast = index === lines.length - 1;
    // Not trim(), which takes other white space too, as no-break spaces.
    const own = line.replace(isFirst ? / +$/ : isLast ? /^ +/ : /^ +| +$/g, '');
    if (isFirst) text = own;
    else if (own === '' && !isLast) blank++;
    else {
      text += (blank === 0 ? ' ' : '\n'.repeat(blank)) + own;
      blank = 0;
    }
  });
  return text;
}

/** The lines of a literal block (`|`, `|-`) as `readSimple` takes it, without their indentation. */
export function literalText(text: string, start: number, end: number): string {
  const lines = text.slice(text.indexOf('\n', start) + 1, end).split('\n');
  const indent = lines.find((line) => line !== '')?.search(/[^ ]/) ?? 0;
  const isClipped = text[start + 1] !== '-' && text[end] === '\n';
  return lines.map((line) => line.slice(indent)).join('\n') + (isClipped ? '\n' : '');
}
