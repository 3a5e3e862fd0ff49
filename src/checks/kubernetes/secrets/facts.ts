/** The facts about where secrets come from: ExternalSecrets, and what pods ask for. */
import type { FactKind } from '../../../engine/fact.ts';
import { flag, numberOrNull, text, textOrNull, texts } from '../../shape.ts';

export const externalSecret: FactKind = {
  fact: 'k8s.externalSecret',
  about: 'One ExternalSecret or ClusterExternalSecret of the External Secrets Operator.',
  fields: {
    name: text(''),
    namespace: text('default where none is written'),
    apiVersion: text(''),
    refresh: textOrNull('refreshInterval as it is written'),
    refreshInterval: numberOrNull('Seconds; an hour by default, null where it is read once and never again'),
    store: textOrNull(
      'Kind and name of the store, in words; of the first source where the store is given there',
    ),
    creationPolicy: text('Owner by default: the Secret goes with the ExternalSecret'),
    hasData: flag('It names something to fetch, where the operator looks'),
    misplaced: texts('Fields that stand where the operator does not look: `target.data`'),
  },
};

export const secretReference: FactKind = {
  fact: 'k8s.secretReference',
  about: 'One Secret that a pod asks for and cannot start without.',
  fields: {
    namespace: text('default where none is written'),
    secret: text('Its name'),
    key: textOrNull('The key that is asked for; null for all of them'),
    use: text('How: env, envFrom, volume, imagePullSecrets'),
    defined: flag('An object of the project defines it, or makes it'),
    keyDefined: flag('The key too; true where its keys are not known'),
    kept: flag(
      'The project keeps Secrets of this namespace near the pod, so that this one is expected among them',
    ),
  },
};

export const plainSecret: FactKind = {
  fact: 'k8s.secret',
  about: 'One Secret, by what it holds; never with a value.',
  fields: {
    name: text(''),
    namespace: text('default where none is written'),
    type: text('Opaque where none is written'),
    plain: texts(
      'Keys with a value of their own: placeholders, references, what is encrypted or public, and names and addresses are left out',
    ),
  },
};

export const plainValue: FactKind = {
  fact: 'k8s.plainValue',
  about:
    'One variable of a container, or entry of a ConfigMap, that a secret is written in; never with the value.',
  fields: {
    name: text('Its name, by which it is a secret; or its value is a URL with a password'),
    namespace: text('default where none is written'),
    holder: text('Kind of the object'),
  },
};

export const secretKinds: readonly FactKind[] = [externalSecret, secretReference, plainSecret, plainValue];
