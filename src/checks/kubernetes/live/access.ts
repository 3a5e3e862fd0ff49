/** How the API server of a cluster is reached and entered, as a kubeconfig or the pod that this runs in says it. */
import type { SessionTls } from '../../../probe/session.ts';

export interface KubernetesAccess {
  /** https, or http to this machine itself (`kubectl proxy`). */
  readonly server: URL;
  readonly tls: Omit<SessionTls, 'client'>;
  /** Those that are looked at; null for all but Kubernetes' own. */
  readonly namespaces: readonly string[] | null;
  /** The namespace of objects that name none, as kubectl would apply them. */
  readonly defaultNamespace: string;
  /** Gets credentials when they are needed: this may read files, and run a program where a person consents to that. */
  authenticate(signal: AbortSignal): Promise<Authenticated>;
}

export type Authenticated =
  | {
      readonly kind: 'credentials';
      /** Authorization and impersonation. Never printed. */
      readonly headers: Readonly<Record<string, string>>;
      readonly client: SessionTls['client'];
    }
  | { readonly kind: 'refused'; readonly reason: string };
