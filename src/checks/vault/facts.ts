/** The facts that a live Vault or OpenBao yields. Its HTTP API settles what each field means. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, flagOrNull, number, numberOrNull, text, textOrNull, texts } from '../shape.ts';

const server: FactKind = {
  fact: 'vault.server',
  about: 'What a Vault (or OpenBao) tells anybody who asks.',
  live: true,
  fields: {
    tls: flag('It is spoken to over TLS'),
    loopback: flag('At an address of the machine that asks'),
    initialized: flag('It has keys; where not, whoever reaches it first gets them'),
    sealed: flag(''),
    sealType: text('shamir, awskms, transit, …'),
    threshold: numberOrNull('Key shares that unseal it; null where another system does'),
    shares: numberOrNull('Key shares in all; null where another system unseals it'),
    storage: textOrNull('raft, consul, file, inmem (as in dev mode), …; null where it does not say'),
    version: text(''),
    open: texts('Paths that answer without a token although they tell of the inside: /v1/sys/metrics, …'),
    rootGeneration: flagOrNull('Somebody is generating a root token; null where it does not say'),
    rekey: flagOrNull('Somebody is replacing the unseal keys; null where it does not say'),
  },
};

const secret: FactKind = {
  fact: 'vault.secret',
  about: 'A secret in a key-value store of a Vault, by its metadata; its values are never read.',
  live: true,
  fields: {
    mount: text('Where the store is mounted'),
    path: text('Below the mount'),
    name: text('The last part of the path'),
    age: number('Seconds since the newest version was written'),
    versions: number('Versions that can still be read'),
    maxVersions: number(
      'Versions that are kept; what the store says where the secret does not, and 10 where neither does',
    ),
    deleted: flag('Its newest version was deleted'),
  },
};

export const vaultKinds: readonly FactKind[] = [server, secret];
