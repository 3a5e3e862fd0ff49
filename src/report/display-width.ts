/** How many terminal columns text takes: a caret under a value is only right if wide characters count twice. */

/** East Asian Wide and Fullwidth (Unicode UAX #11), in blocks; emoji are covered by their own property. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

/** Half of a flag; the pair takes two columns. */
const REGIONAL_INDICATOR = /[\u{1f1e6}-\u{1f1ff}]/u;

/** Marks drawn over the character before them. */
const COMBINING = /[\p{Mn}\p{Me}\u1160-\u11ff]/u;

/** Columns of one code point that is printed raw: 0, 1 or 2. */
export function characterWidth(character: string): 0 | 1 | 2 {
  if (character >= ' ' && character <= '~') return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) && !REGIONAL_INDICATOR.test(character) ? 2 : 1;
}

const ORDINARY = /^[ -~]*$/;

/** Columns of text without control characters. */
export function displayWidth(text: string): number {
  if (ORDINARY.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Text without control characters in lines of at most `columns`, broken between words, long words broken too. */
export function wrap(text: string, columns: number): readonly string[] {
  if (columns === Number.POSITIVE_INFINITY) return [text.replace(/^ +/, '')];
  const lines: string[] = [];
  let line = '';
  let width = 0;
  const flush = () => {
    lines.push(line);
    line = '';
    width = 0;
  };
  for (const word of text.split(' ')) {
    const wordWidth = displayWidth(word);
    if (line !== '' && width + 1 + wordWidth > columns) flush();
    if (line !== '') {
      line += ' ';
      width += 1;
    }
    for (const character of word) {
      const characters = characterWidth(character);
      if (width + characters > columns && line !== '') flush();
      line += character;
      width += characters;
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}
