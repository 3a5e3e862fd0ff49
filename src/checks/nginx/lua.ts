/** Where Lua code ends: braces count outside of Lua's strings, long brackets and comments (Lua manual 2.1). */

/**
 * The offset of the `}` that closes a block of Lua code whose body starts at `start`; null where it is never closed.
 * lua-nginx-module reads its `*_by_lua_block` directives by the same rules.
 */
export function luaBodyEnd(text: string, start: number): number | null {
  let depth = 1;
  let at = start;
  while (at < text.length) {
    switch (text[at]) {
      case '{':
        depth++;
        at++;
        break;
      case '}':
        depth--;
        if (depth === 0) return at;
        at++;
        break;
      case '"':
      case "'":
        at = afterString(text, at);
        break;
      case '[':
        at = afterLongBracket(text, at) ?? at + 1;
        break;
      case '-':
        at = text[at + 1] === '-' ? afterComment(text, at) : at + 1;
        break;
      default:
        at++;
    }
  }
  return null;
}

function afterString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

function afterComment(text: string, start: number): number {
  const long = text[start + 2] === '[' ? afterLongBracket(text, start + 2) : null;
  if (long !== null) return long;
  const feed = text.indexOf('\n', start);
  return feed === -1 ? text.length : feed;
}

/** After `[[ … ]]` or `[==[ … ]==]`; null where no long bracket opens here. */
function afterLongBracket(text: string, start: number): number | null {
  let at = start + 1;
  while (text[at] === '=') at++;
  if (text[at] !== '[') return null;
  const closing = `]${text.slice(start + 1, at)}]`;
  const end = text.indexOf(closing, at + 1);
  return end === -1 ? text.length : end + closing.length;
}
