/** Secrets that stand in manifests: base64 hides nothing from whoever reads the repository. */
import { Buffer } from 'node:buffer';
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import { isPlaceholder } from '../../../source/documents/template.ts';
import { type SourceText, sourceText } from '../../../source/text.ts';
import { fileFact } from '../../file-fact.ts';
import { traitsOf } from '../../secrets/value.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';
import { plainValuesOf } from './plain-values.ts';

export interface PlainSecrets {
  readonly facts: readonly Fact[];
  /** The files that hold them, with the values marked, so that no frame shows one. */
  readonly texts: ReadonlyMap<string, SourceText>;
}

interface Kept {
  readonly key: string;
  readonly node: DocumentNode;
}

/** Of each Secret which keys hold a value of their own, and what is given to containers in plain text; never the values. */
export function plainSecrets(objects: readonly KubernetesObject[]): PlainSecrets {
  const facts: Fact[] = [];
  const marked = new Map<string, { readonly source: SourceText; readonly values: DocumentNode[] }>();
  const mark = (node: DocumentNode): void => {
    const { source } = node;
    const file = marked.get(source.path) ?? { source, values: [] };
    marked.set(source.path, file);
    file.values.push(node);
  };
  for (const object of objects) {
    for (const { fact, node } of plainValuesOf(object)) {
      facts.push(fact);
      mark(node);
    }
    if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || object.root.get('sops') !== null) continue;
    const values = keptIn(object.root);
    for (const { node } of values) mark(node);
    facts.push(
      fileFact({
        fact: 'k8s.secret',
        subject: subjectOf(object),
        at: object.root.nameAnchor(),
        value: {
          name: object.name ?? '',
          namespace: object.namespace ?? 'default',
          type: object.root.text('type') ?? 'Opaque',
          plain: values.map(({ key }) => key),
        },
        positions: () =>
          Object.fromEntries(values.map(({ node }, index) => [`plain.${index}`, node.anchor()] as const)),
      }),
    );
  }
  return {
    facts,
    texts: new Map([...marked].map(([path, { source, values }]) => [path, markedText(source, values)])),
  };
}

function markedText(source: SourceText, values: readonly DocumentNode[]): SourceText {
  return sourceText(source.path, source.text, source.encoding, [
    ...source.secrets,
    ...values.map(({ textExtent: { start, end } }) => ({ start, end })),
  ]);
}

function keptIn(root: DocumentNode): readonly Kept[] {
  const found: Kept[] = [];
  for (const list of ['data', 'stringData']) {
    for (const { key, value } of root.get(list)?.entries() ?? []) {
      const written = value.text();
      if (written === null || isPlaceholder(written)) continue;
      const plain = list === 'data' ? decoded(written) : written;
      if (plain !== null && isSecret(key, plain.trim())) found.push({ key, node: value });
    }
  }
  return found;
}

/** Null for what is no base64, and so no value of a Secret. */
function decoded(written: string): string | null {
  const compact = written.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return null;
  return Buffer.from(compact, 'base64').toString('latin1');
}

/** What people keep beside a password, to have it in one place. */
const BESIDE =
  /^(?:.*[._-])?(?:user(?:name)?|login|email|host(?:name)?|port|address|endpoint|url|uri|db|database|dbname|schema|region|type|name|namespace|project|issuer|audience|client[._-]?id|enabled|server|bucket|ca\.crt|tls\.crt|\.?crt|cert(?:ificate)?|pub(?:lic)?(?:[._-]?key)?)$/i;
const CREDENTIALS_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;

function isSecret(key: string, value: string): boolean {
  if (value === '') return false;
  if (CREDENTIALS_IN_URL.test(value)) return true;
  if (BESIDE.test(key)) return false;
  const { placeholder, reference, encrypted, publicValue } = traitsOf(value, true);
  return !placeholder && !reference && !encrypted && !publicValue;
}
