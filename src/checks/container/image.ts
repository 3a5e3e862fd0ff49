/** Image references as the distribution project's grammar has them: `[registry/]repository[:tag][@digest]`. */

export interface Image {
  /** As written, variables replaced. */
  readonly reference: string;
  /** Null where none is written: Docker Hub. */
  readonly registry: string | null;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

export function parseImage(reference: string): Image {
  const at = reference.indexOf('@');
  const named = at < 0 ? reference : reference.slice(0, at);
  const digest = at < 0 ? null : reference.slice(at + 1);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const path = hasTag ? named.slice(0, colon) : named;
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  const registry = first === 'localhost' || /[.:]/.test(first) ? first : null;
  return {
    reference,
    registry,
    repository: registry === null ? path : path.slice(slash + 1),
    tag: hasTag ? named.slice(colon + 1) : null,
    digest,
  };
}
