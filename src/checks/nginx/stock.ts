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
