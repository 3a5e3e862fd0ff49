/** What every technology offers: which files it claims, and one function from the project to facts. */
import type { Fact, FactKind } from '../engine/fact.ts';
import type { FieldsRead } from '../engine/fields-read.ts';
import type { OpenProject, Project } from '../source/project.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SourceText } from '../source/text.ts';
import type { SecretSearch } from './secrets/search.ts';

export type { Project } from '../source/project.ts';

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
  /** `1.34`; null stands for the newest known. */
  readonly kubernetesVersion: string | null;
  /** `18`; null stands for the newest known. */
  readonly postgresVersion: string | null;
  /** The Pod Security level that is required where no namespace label says otherwise. */
  readonly podSecurityLevel: 'privileged' | 'baseline' | 'restricted';
  /** The build argument that Dockerfiles must check; null where none is declared. */
  readonly handshakeArg: string | null;
  /**
   * Values that the rules of this run compare a field with, by `fact.field`: `nginx.path.path` → `/metrics`, … For
   * facts that exist only because somebody asks (which location answers this path?).
   */
  readonly asked: ReadonlyMap<string, readonly string[]>;
  /**
   * The fields that the rules of this run read of a kind of fact: a collector may leave others out, but makes every fact.
   * Null where all are wanted.
   */
  readonly reads: FieldsRead | null;
  /** What finds secrets; null where no rule of this run asks for them. */
  readonly secrets: SecretSearch | null;
}

/** What collectors are asked where nothing is configured. */
export const COLLECT_DEFAULTS: CollectOptions = {
  nginxVersion: null,
  kubernetesVersion: null,
  postgresVersion: null,
  podSecurityLevel: 'restricted',
  handshakeArg: null,
  asked: new Map(),
  reads: null,
  secrets: null,
};

export interface Collected {
  readonly claims: readonly Claim[];
  readonly facts: readonly Fact[];
  readonly notAnalysed: readonly NotAnalysed[];
  /** Said to a person, changing nothing: "conf.d/app.conf was judged without the http block around it". */
  readonly notes: readonly NotAnalysed[];
  /** By `textKey`: texts that places of facts are in and that are not the texts of files. */
  readonly texts?: ReadonlyMap<string, SourceText>;
}

export interface Collector {
  readonly technology: string;
  readonly kinds: readonly FactKind[];
  collect(project: Project, options: CollectOptions): Collected;
  /** Instead of `collect` where files may be streamed, for a collector that looks at more than texts. */
  collectOpen?(project: OpenProject, options: CollectOptions): Promise<Collected>;
}
