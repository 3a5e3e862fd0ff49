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

/** The text of a block (`|`, `|-`, `>`, `>-`) as `readSimple` takes it: its lines without their indentation, folded for `>`. */
export function blockText(text: string, start: number, end: number): string {
  const lines = text.slice(text.indexOf('\n', start) + 1, end).split('\n');
  const indent = lines.find((line) => line !== '')?.search(/[^ ]/) ?? 0;
  const own = lines.map((line) => line.slice(indent));
  const isClipped = text[start + 1] !== '-' && text[end] === '\n';
  return (text[start] === '>' ? foldedBlock(own) : own.join('\n')) + (isClipped ? '\n' : '');
}

/** As `foldedLines`, but lines that begin with white space keep the breaks around them (section 8.1.3). */
function foldedBlock(lines: readonly string[]): string {
  let text = '';
  let breaks = 0;
  let wasIndented = false;
  for (const line of lines) {
    if (line === '') {
      breaks++;
      continue;
    }
    const isIndented = line.startsWith(' ');
    if (text === '') text = '\n'.repeat(breaks);
    else if (isIndented || wasIndented) text += '\n'.repeat(breaks + 1);
    else text += breaks === 0 ? ' ' : '\n'.repeat(breaks);
    text += line;
    breaks = 0;
    wasIndented = isIndented;
  }
  return text;
}
