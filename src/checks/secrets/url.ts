/** Credentials in URLs: `scheme://user:password@host`. Found around `://`, without a regular expression. */

const [SLASH, COLON, AT, OPTIONAL] = [47, 58, 64, 91];
/** Bytes behind `://` that are looked at. */
export const LONGEST_AUTHORITY = 256;

export interface UrlCredentials {
  readonly schemeStart: number;
  readonly schemeEnd: number;
  readonly userEnd: number;
  readonly passwordStart: number;
  readonly passwordEnd: number;
}

/** 1 for what ends the authority of a URL, or cannot stand in one. */
export const ENDS_AUTHORITY = new Uint8Array(256);
for (const character of ' \t\r\n"\'`<>\\|^\0') ENDS_AUTHORITY[character.charCodeAt(0)] = 1;

/** The credentials in the URL whose `://` ends at `from`; null where it has none. */
export function urlCredentials(bytes: Buffer, length: number, from: number): UrlCredentials | null {
  const limit = Math.min(length, from + LONGEST_AUTHORITY);
  let colon = -1;
  let at = -1;
  for (let i = from; i < limit; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === COLON && colon < 0) colon = i;
    else if (byte === AT) {
      at = i;
      // A password may hold an `@`; the last one before the host's end counts.
      if (!hasAtAhead(bytes, i + 1, limit)) break;
    } else if (ENDS_AUTHORITY[byte] === 1 || (byte === SLASH && (colon < 0 || at > 0))) break;
  }
  if (colon < 0 || at <= colon + 1) return null;
  // `scheme://[user[:password@]]host` says how one is written.
  if (bytes.subarray(from, colon).includes(OPTIONAL)) return null;
  let start = from - 3;
  while (start > 0 && from - start < 30 && isSchemeByte(bytes[start - 1] ?? 0)) start--;
  return {
    schemeStart: start,
    schemeEnd: from - 3,
    userEnd: colon,
    passwordStart: colon + 1,
    passwordEnd: at,
  };
}

/** Nobody is kept out, of a server that nobody else reaches: the password is the user's name or the scheme's. */
export function isWeakUrl(bytes: Buffer, url: UrlCredentials): boolean {
  if (!isHarmlessHost(bytes, url) && hostOf(bytes, url).includes('.')) return false;
  const text = (start: number, end: number): string => bytes.toString('latin1', start, end);
  const password = text(url.passwordStart, url.passwordEnd);
  return (
    password === text(url.schemeEnd + 3, url.userEnd) || password === text(url.schemeStart, url.schemeEnd)
  );
}

/** The host is this machine, or one that exists in examples only. */
export function isHarmlessHost(bytes: Buffer, url: UrlCredentials): boolean {
  const host = hostOf(bytes, url);
  return (
    /^(?:localhost|127\.|0\.0\.0\.0|\[?::1)/i.test(host) ||
    /(?:^|\.)(?:example|invalid|test)(?:\.(?:com|org|net|edu))?(?::|$)|^(?:host|hostname|server|your[\w.-]*|my[\w-]*host)(?::|$)/i.test(
      host,
    )
  );
}

function hostOf(bytes: Buffer, { passwordEnd }: UrlCredentials): string {
  return /^[\w.[:-]*/.exec(bytes.toString('latin1', passwordEnd + 1, passwordEnd + 80))?.[0] ?? '';
}

function hasAtAhead(bytes: Buffer, from: number, limit: number): boolean {
  for (let i = from; i < limit; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === AT) return true;
    if (byte === SLASH || byte === COLON || byte === 63 || ENDS_AUTHORITY[byte] === 1) return false;
  }
  return false;
}

function isSchemeByte(byte: number): boolean {
  return (
    (byte >= 97 && byte <= 122) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 48 && byte <= 57) ||
    byte === 43 ||
    byte === 45 ||
    byte === 46
  );
}
