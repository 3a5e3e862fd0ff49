/** Secrets that are written where they are given to a container: in its environment, or in a ConfigMap. */
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import { isPlaceholder } from '../../../source/documents/template.ts';
import { isSecretText, isSecretVariable } from '../../container/secret-names.ts';
import { fileFact } from '../../file-fact.ts';
import { traitsOf } from '../../secrets/value.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';
import { readPod } from '../pod.ts';
import { containerWords, podSubject } from '../pod-facts.ts';
import { podsOf } from '../pod-specs.ts';

export interface PlainValue {
  readonly fact: Fact;
  /** Holds the secret. */
  readonly node: DocumentNode;
}

/** What an object gives in plain text, by the name that it gives it. */
export function plainValuesOf(object: KubernetesObject): readonly PlainValue[] {
  if (object.kind === 'ConfigMap') {
    const entries = object.root.get('data')?.entries() ?? [];
    return entries.flatMap(({ key, value }) => plainValue(object, subjectOf(object), key, value));
  }
  const { pods, patches } = podsOf(object);
  if (pods.length + patches.length === 0 || !mayHoldVariables(object.root)) return [];
  return [...pods, ...patches].flatMap((place) =>
    readPod(place).containers.flatMap((container) =>
      container.node
        .items('env')
        .flatMap((entry) =>
          plainValue(
            object,
            `${containerWords(container)} of ${podSubject(place)}`,
            entry.text('name') ?? '',
            entry.get('value'),
          ),
        ),
    ),
  );
}

/** Cheap, since every pod is asked. */
function mayHoldVariables({ source, extent: { start, end } }: DocumentNode): boolean {
  return source.text.slice(start, end).includes('env');
}

function plainValue(
  object: KubernetesObject,
  subject: string,
  name: string,
  node: DocumentNode | null,
): readonly PlainValue[] {
  const text = node?.text() ?? null;
  if (node === null || text === null || !isWritten(name, text)) return [];
  const fact = fileFact({
    fact: 'k8s.plainValue',
    subject,
    at: node.anchor(),
    value: { name, namespace: object.namespace ?? 'default', holder: object.kind },
  });
  return [{ fact, node }];
}

/** Texts of many lines are files, which detectors look through. */
function isWritten(name: string, text: string): boolean {
  if (text.includes('\n') || !isSecretText(text) || isPlaceholder(text)) return false;
  if (!isSecretVariable(name, text)) return false;
  const { placeholder, reference, encrypted, publicValue } = traitsOf(text, true);
  return !placeholder && !reference && !encrypted && !publicValue;
}
