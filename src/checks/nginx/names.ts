/** What a file's name says about it being nginx's: enough to claim it, enough to look inside, or nothing. */

/**
 * `named`: nginx's own (nginx.conf, x.nginx), claimed whatever it holds. `likely`: where nginx's files are kept, claimed
 * if it holds nginx or nothing at all. `possible`: looked into. Null: not opened.
 */
export type NameHint = 'named' | 'likely' | 'possible' | null;

/** Endings that template tools and examples add to the name of what they make. */
const ADDED =
  /\.(?:template|tmpl|tpl|ctmpl|j2|jinja2?|erb|ejs|mustache|in|dist|example|sample|default|orig|bak|old)$/i;

const CONFIGURATION = /\.(?:conf|nginx|vhost|inc|include)$/i;

/** `sites-enabled/x`, `nginx/x`: files without an ending are configuration here. */
const NGINX_FOLDER = /^(?:sites-(?:available|enabled)|vhosts?\.d|stream\.d|(?:.*[-_.])?nginx(?:[-_.].*)?)$/i;
const SHARED_FOLDER = /^(?:conf\.d|http\.d|snippets|default\.d)$/i;

/** Judges a path relative to the root. */
export function nameHint(path: string): NameHint {
  const names = path.split('/');
  const file = names.at(-1) ?? '';
  const own = file.replace(ADDED, '');
  if (/^nginx\.conf(?:\..+)?$/i.test(file) || /\.nginx(?:\.conf)?$/i.test(own)) return 'named';
  const folders = names.slice(0, -1);
  const parent = folders.at(-1) ?? '';
  const configuration = CONFIGURATION.test(own);
  const plain = !own.includes('.');
  if (/^sites-(?:available|enabled)$/i.test(parent)) return hasForeignEnding(own) ? null : 'likely';
  if (folders.some((folder) => NGINX_FOLDER.test(folder))) {
    if (configuration) return 'likely';
    return plain && NGINX_FOLDER.test(parent) ? 'possible' : null;
  }
  if (!configuration) return null;
  return SHARED_FOLDER.test(parent) || /\.vhost$/i.test(own) ? 'likely' : 'possible';
}

/** Files in `sites-*` are named like their hosts (`api.example.com`); these endings say otherwise. */
function hasForeignEnding(name: string): boolean {
  return /\.(?:md|txt|sh|py|rb|ya?ml|json|html?|php|js|ts|css|png|svg|crt|key|pem)$/i.test(name);
}
