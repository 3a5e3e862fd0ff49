/** What every technology offers: which files it claims, and one function from the project to facts. */
import type { Fact, FactKind } from '../engine/fact.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SourceText } from '../source/text.ts';

/** The outcome of reading a file; `absent` is not an error of the run but of whoever names the file. */
export type ReadOutcome =
  | { readonly kind: 'text'; readonly source: SourceText }
  | { readonly kind: 'binary' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The files of a run. Reading is safe, cached, and confined to the root. */
export interface Project {
  /** Every enabled file, relative to the root, with `/`, in UTF-16 order. */
  readonly paths: readonly string[];
  /** Reads any file below the root, enabled or not (an include of an excluded file is still read). */
  read(path: string): ReadOutcome;
  /** True where a regular file of that name exists below the root. */
  exists(path: string): boolean;
}

/** Why a collector takes a file as its own; kept for `facts --verbose`. */
export interface Claim {
  readonly path: string;
  /** `nginx configuration`, `nginx snippet`, … */
  readonly as: string;
  readonly because: string;
}

export interface CollectOptions {
  /** Null where nothing pins the version: verdicts then say what depends on it. */
  readonly nginxVersion: string | null;
  /**
   * Values that the rules of this run compare a field with, by `fact.field`: `nginx.path.path` → `/metrics`, … For
   * facts that exist only because somebody asks (which location answers this path?).
   */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

export interface Collected {
  readonly claims: readonly Claim[];
  readonly facts: readonly Fact[];
  readonly notAnalysed: readonly NotAnalysed[];
  /** Said to a person, changing nothing: "conf.d/app.conf was judged without the http block around it". */
  readonly notes: readonly NotAnalysed[];
}

export interface Collector {
  readonly technology: string;
  readonly kinds: readonly FactKind[];
  collect(project: Project, options: CollectOptions): Collected;
}
