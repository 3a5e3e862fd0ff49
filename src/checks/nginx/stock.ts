/**
 * Files that nginx or a distribution brings along: where a repository does not hold them, what they contain is known
 * and says nothing about security. Debian's and nginx.org's packages, nginx 1.18 to 1.29.
 */

const NAMES: ReadonlySet<string> = new Set([
  'mime.types',
  'fastcgi_params',
  'fastcgi.conf',
  'uwsgi_params',
  'scgi_params',
  'proxy_params',
  'koi-utf',
  'koi-win',
  'win-utf',
]);

/** `load_module` lines only (Debian, Fedora), and fastcgi settings around `fastcgi.conf`. */
const ENDINGS: readonly string[] = ['modules-enabled/*.conf', 'modules/*.conf', 'snippets/fastcgi-php.conf'];

/** True where an include of `pattern` that finds nothing stands for a stock file. */
export function isStock(pattern: string): boolean {
  const names = pattern.split('/');
  if (NAMES.has(names.at(-1) ?? '')) return true;
  return ENDINGS.some((ending) => {
    const last = ending.split('/');
    const own = names.slice(-last.length);
    return own.length === last.length && own.every((name, index) => name === last[index]);
  });
}

/** Every release of certbot has its own values in it, so that only their names are known. */
const OPTIONS_OF_CERTBOT: readonly string[] = [
  'ssl_session_cache',
  'ssl_session_timeout',
  'ssl_session_tickets',
  'ssl_protocols',
  'ssl_prefer_server_ciphers',
  'ssl_ciphers',
];

/** The directives that a well-known file sets, nothing else among them; null for files that may set anything. */
export function onlySets(pattern: string): readonly string[] | null {
  return pattern.endsWith('/letsencrypt/options-ssl-nginx.conf') ? OPTIONS_OF_CERTBOT : null;
}
