/** What the live side of a technology offers: one function from a target, through checked connections, to facts. */
import type { Fact, Target } from '../engine/fact.ts';
import type { Connections } from '../probe/connect.ts';
import type { CollectOptions } from './collector.ts';
import type { KubernetesAccess } from './kubernetes/live/access.ts';
import type { PostgresLogin } from './postgres/live/login.ts';

/** What a person or the configuration says of a target beside its address. */
export interface LiveTarget extends Target {
  readonly kind: 'tls' | 'http' | 'postgres' | 'kubernetes' | 'tcp' | 'vault' | 'metrics';
  /** `url` after parsing; its scheme, host and port count, and for http its path. */
  readonly parsed: URL;
  /** The name to ask for, where it is not the host of the address. */
  readonly server: string | null;
  readonly exchanges: readonly LiveExchange[];
  readonly queries: readonly { readonly id: string; readonly sql: string }[];
  readonly thresholds: readonly LiveThreshold[];
  /** Key-value stores of a Vault. */
  readonly mounts: readonly string[];
  readonly mutualTls: boolean;
  readonly expect: 'open' | 'closed' | null;
  /** Of a PostgreSQL server: as whom it is entered. */
  readonly login?: PostgresLogin;
  /** Of a Vault: what a person's environment lets in with. Never printed. */
  readonly token?: string;
  /** Of a Kubernetes cluster: how its API server is reached and entered. */
  readonly access?: KubernetesAccess;
}

export interface LiveExchange {
  readonly id: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly expect: {
    readonly status: number | null;
    readonly headers: Readonly<Record<string, string>>;
    /** RE2; null for any body. */
    readonly body: string | null;
  };
}

/** A bound that the declaration of a metrics endpoint sets. */
export interface LiveThreshold {
  readonly id: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly sum: boolean;
  readonly per: string | null;
  readonly atMost: number | null;
  readonly atLeast: number | null;
  readonly mayBeAbsent: boolean;
}

export interface LiveOptions {
  readonly connections: Connections;
  /** Every suite instead of those that rules judge. */
  readonly deep: boolean;
  /** Ask a path up to forty times in a row, to see whether somebody limits that. */
  readonly probeRateLimit: boolean;
  /** Announce a body of 100 MB, to see whether it is refused. */
  readonly probeBodyLimit: boolean;
  /** For each answer of a server, in ms. */
  readonly deadline: number;
  readonly now: Date;
  /** Facts of the file that configures the target, where a collector compares with them. */
  readonly configured: readonly Fact[];
  /** What collectors of files are asked, too. */
  readonly collect: CollectOptions;
}

export interface LiveCollected {
  readonly facts: readonly Fact[];
  /** Reasons why the target, or a part of it, could not be judged. */
  readonly unknown: readonly string[];
}

export type LiveCollector = (target: LiveTarget, options: LiveOptions) => Promise<LiveCollected>;
