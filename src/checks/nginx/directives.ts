/** What is known of a directive by its name, and which context a list of directives was written for. */
import { DIRECTIVES } from './directive-names.ts';
import type { Directive } from './tree.ts';

/** Contexts as nginx's documentation names them; `if` is split by where it stands, `server` and `upstream` by module. */
export type Context =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'location-if'
  | 'server-if'
  | 'limit_except'
  | 'upstream'
  | 'stream'
  | 'stream-server'
  | 'stream-upstream'
  | 'mail'
  | 'mail-server';

/** Where a snippet belongs. `unknown`: several contexts fit equally well, or none. */
export type SnippetContext = Exclude<Context, 'location-if' | 'server-if' | 'limit_except'> | 'unknown';

type Form = 'block' | 'simple';

const table = new Map<string, ReadonlySet<string>>();
for (const [contexts, form, names] of DIRECTIVES) {
  const allowed = new Set(contexts.split(' '));
  for (const name of names.trim().split(/\s+/)) table.set(`${form} ${name}`, allowed);
}

const NOWHERE: ReadonlySet<string> = new Set();

/** The contexts in which a directive of this name and form is valid; empty where it is not known. */
export function contextsOf(name: string, form: Form): ReadonlySet<string> {
  return table.get(`${form} ${name}`) ?? NOWHERE;
}

/** True where nginx or a common module has a directive of this name and form. */
export function isKnown(name: string, form: Form): boolean {
  return name === 'include' ? form === 'simple' : table.has(`${form} ${name}`);
}

/** Stream and mail are asked only where nothing of http fits: what they share is nearly always meant for http. */
const CANDIDATES: readonly (readonly Exclude<SnippetContext, 'unknown'>[])[] = [
  ['main', 'events', 'http', 'server', 'upstream', 'location'],
  ['stream', 'mail', 'stream-server', 'mail-server', 'stream-upstream'],
];

/** What the blocks of a server are read as, by the context the server stands in. */
const INSIDE_SERVER: Readonly<Record<string, Context>> = {
  http: 'server',
  stream: 'stream-server',
  mail: 'mail-server',
};

/**
 * The context in which these directives, the whole of a file, would be valid. Decided only where one context allows all
 * known directives; server blocks are looked into, since http, stream and mail all have them. A file with `location`
 * blocks belongs to a server, though locations may be nested.
 */
export function contextOf(directives: readonly Directive[]): SnippetContext {
  const known = directives.filter(({ name, block }) => contextsOf(name, formOf(block)).size > 0);
  if (known.length === 0) return 'unknown';
  for (const candidates of CANDIDATES) {
    const fitting = candidates.filter((context) => fits(known, context));
    const [only, ...others] = fitting;
    if (only !== undefined && others.length === 0) return only;
    if (
      fitting.includes('server') &&
      known.some(({ name, block }) => name === 'location' && block !== null)
    ) {
      return 'server';
    }
    if (fitting.length > 0) return 'unknown';
  }
  return 'unknown';
}

function fits(directives: readonly Directive[], context: Context): boolean {
  return directives.every(({ name, block }) => {
    const contexts = contextsOf(name, formOf(block));
    if (contexts.size > 0 && !contexts.has(context)) return false;
    const inside = INSIDE_SERVER[context];
    return name !== 'server' || block === null || inside === undefined || fits(block, inside);
  });
}

function formOf(block: readonly Directive[] | null): Form {
  return block === null ? 'simple' : 'block';
}
