/** An object of a cluster as it would stand in a file: what only the cluster itself says is left out. */
import { type ApiObject, isRecord } from './list.ts';
import { podSpecOf, withoutAddedPorts, withPodSpec } from './pod-spec.ts';

/** Which one it is, and its text. */
export interface WrittenObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
  /** JSON. */
  readonly text: string;
}

/** `Deployment shop/web`. */
export function wordsFor({ kind, namespace, name }: WrittenObject): string {
  return `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Null for what cannot be written: nested deeper than anything that Kubernetes takes. */
export function written(apiVersion: string, kind: string, object: ApiObject): WrittenObject | null {
  const { metadata, status, ...rest } = withoutDefaults(kind, object);
  const { name, namespace, labels, annotations } = metadata;
  const kept = {
    ...rest,
    apiVersion,
    kind,
    metadata: { name, ...optional({ namespace, labels }), ...annotationsOf(annotations) },
    ...(kind === 'Pod' ? addressesOf(status) : {}),
  };
  if (isDeep(kept, MOST_LEVELS)) return null;
  const text = unmarked(JSON.stringify(kept));
  return { kind, name, namespace: typeof namespace === 'string' ? namespace : null, text };
}

const MOST_LEVELS = 200;

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((one) => isDeep(one, left - 1));
}

function withoutDefaults(kind: string, object: ApiObject): ApiObject {
  const spec = podSpecOf(kind, object);
  const plain = spec === null ? null : withoutAddedPorts(spec);
  return plain === null || plain === spec ? object : withPodSpec(kind, object, plain);
}

function optional(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** Without the copy of the whole object that kubectl keeps in one of them. */
function annotationsOf(annotations: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(annotations)) return {};
  const { [LAST_APPLIED]: _, ...kept } = annotations;
  return { annotations: kept };
}

function addressesOf(status: unknown): Readonly<Record<string, unknown>> {
  return isRecord(status) ? { status: optional({ podIP: status.podIP, podIPs: status.podIPs }) } : {};
}

/** What a cluster holds is filled in already, whatever it looks like: the marks of template engines are written in another way. */
function unmarked(text: string): string {
  return text.replaceAll('{{', '{\\u007b').replaceAll('{%', '{\\u0025').replaceAll('<%', '<\\u0025');
}
