/** The value of an `http.response` fact, made of one answer. */
import type { HttpAnswer } from '../../probe/request.ts';
import { parseHsts } from './hsts.ts';

type Header = HttpAnswer['headers'][number];

export function responseValue(url: URL, answer: HttpAnswer, redirects: readonly string[]) {
  const { status } = answer;
  const headers = shownHeaders(answer);
  const byName = headersByName(headers);
  const hsts = byName['strict-transport-security'];
  const location = byName.location;
  return {
    path: url.pathname,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    status,
    statusClass: status < 300 ? 'success' : status < 400 ? 'redirect' : 'error',
    tls: url.protocol === 'https:',
    redirectsToHttps: status >= 300 && status < 400 && isHttpsOf(url, location),
    redirects,
    content: /^text\/html|^application\/xhtml/i.test(byName['content-type'] ?? '') ? 'page' : 'asset',
    headers,
    header: byName,
    hsts: hsts === undefined ? null : hstsValue(hsts),
    disclosed: headers.filter(tellsVersion).map(({ name, value }) => `${name}: ${value}`),
    cookies: headers.filter(({ name }) => name.toLowerCase() === 'set-cookie').map(cookieOf),
  };
}

/** The headers of an answer without what opens a session: of a cookie, all but its value. */
export function shownHeaders({ headers }: HttpAnswer): readonly Header[] {
  return headers.map(({ name, value }) => ({
    name,
    value: name.toLowerCase() === 'set-cookie' ? value.replace(/=[^;]*/, '=[redacted]') : value,
  }));
}

function headersByName(headers: readonly Header[]): Readonly<Record<string, string>> {
  const byName: Record<string, string> = Object.create(null);
  for (const { name, value } of headers) byName[name.toLowerCase()] ??= value;
  return byName;
}

function hstsValue(text: string) {
  const { maxAgeRange: _, ...hsts } = parseHsts(text);
  return hsts;
}

/** hstspreload.org: the first redirect must go to https on the same host. */
function isHttpsOf(url: URL, location: string | undefined): boolean {
  if (location === undefined || !URL.canParse(location, url.href)) return false;
  const to = new URL(location, url);
  return to.protocol === 'https:' && to.hostname === url.hostname;
}

function tellsVersion({ name, value }: Header): boolean {
  return /^(server|x-powered-by|x-aspnet(mvc)?-version|x-generator)$/i.test(name) && /\d+(\.\d+)/.test(value);
}

/** RFC 6265 section 4.1; the value of the cookie is dropped at once. */
function cookieOf({ value }: Header) {
  const [pair = '', ...attributes] = value.split(';').map((part) => part.trim());
  const named = (name: string) =>
    attributes.find((attribute) => attribute.toLowerCase().split('=')[0] === name);
  return {
    name: pair.split('=')[0] ?? '',
    secure: named('secure') !== undefined,
    httpOnly: named('httponly') !== undefined,
    sameSite: named('samesite')?.split('=')[1] ?? null,
  };
}
