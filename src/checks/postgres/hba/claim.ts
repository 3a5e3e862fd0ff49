/** Which files are pg_hba.conf: by their names, and by lines that look like nothing else. */
import type { SourceText } from '../../../source/text.ts';

/** Endings that template tools and examples add to a name. */
const ADDED =
  /\.(?:template|tmpl|tpl|ctmpl|j2|jinja2?|erb|ejs|mustache|in|dist|example|sample|default|orig|bak|old)$/i;

/** `named` is claimed whatever it holds, `possible` if its lines look like entries. */
export type HbaHint = 'named' | 'possible' | null;

/** The last name of a path without what templates and examples add to it. */
export function ownName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(ADDED, '');
}

export function hbaHint(path: string): HbaHint {
  const name = ownName(path);
  if (/^pg_?hba(?:[-_.]\w+)*\.conf$/i.test(name) || /[-_.]pg_?hba\.conf$/i.test(name)) return 'named';
  if (
    /pg_?hba/i.test(name) &&
    !/\.(?:md|ya?ml|json|sh|py|rb|js|ts|html?|sql|go|tf|txt|rst|adoc)$/i.test(name)
  ) {
    return 'possible';
  }
  return /hba.*\.conf$/i.test(name) ? 'possible' : null;
}

const ENTRY =
  /^[ \t]*(?:local[ \t]+\S+[ \t]+\S+|host(?:ssl|nossl|gssenc|nogssenc)?[ \t]+\S+[ \t]+\S+[ \t]+\S+(?:[ \t]+[\d.]+)?)[ \t]+(?:trust|reject|scram-sha-256|md5|password|gss|ident|peer|ldap|radius|cert|pam|oauth)\b/gm;

/** Lines that are entries of nothing but a pg_hba.conf. */
export function entryLines(text: string): number {
  return text.match(ENTRY)?.length ?? 0;
}

/** Jinja, Go, Helm, Mustache, ERB, envsubst, autoconf: what stands there is filled in later. */
const PLACEHOLDER =
  /\{\{|\{%|<%|\$\{\w{1,60}[^}\n]{0,200}\}|\$\(\w{1,60}\)|%%\w{1,60}%%|@@\w{1,60}@@|@[A-Za-z][\w-]{1,60}@|__[A-Z][A-Z_]{1,60}__/;

/** The offset of the first placeholder outside of comments; null where there is none. */
export function placeholderIn({ text }: Pick<SourceText, 'text'>): number | null {
  if (!PLACEHOLDER.test(text)) return null;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end);
    const at = line.search(PLACEHOLDER);
    const comment = line.search(/(?:^|\s)#/);
    if (at >= 0 && (comment < 0 || at < comment)) return start + at;
    start = end < 0 ? text.length : end + 1;
  }
  return null;
}
