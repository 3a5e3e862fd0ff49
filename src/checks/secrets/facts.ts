/** The facts that secrets give. None of them holds a value. */
import type { FactKind } from '../../engine/fact.ts';

export const secretKinds: readonly FactKind[] = [
  {
    fact: 'secret.match',
    about: 'A text that has the shape of a secret',
    fields: {
      rule: { type: 'string', about: 'Id of the detector that found it, which is the id of a rule' },
      kind: { type: 'string', about: 'What it is: `GitHub personal access token`' },
      line: { type: 'number', about: 'Line, from 1' },
      column: { type: 'number', about: 'Column, from 1, in UTF-16 code units' },
      length: { type: 'number', about: 'Bytes' },
      entropy: { type: 'number', about: 'Shannon entropy, in bits per byte' },
      fingerprint: {
        type: 'string',
        about: 'Of path, names that lead to it and ordinal; never of the value',
      },
      placeholder: {
        type: 'boolean',
        about: 'A word or pattern that stands where a secret belongs: `changeme`, `<password>`, `xxxxxxxx`',
      },
      reference: {
        type: 'boolean',
        about: 'A variable, template, call or path that leads to it: `$DB_PASSWORD`',
      },
      encrypted: {
        type: 'boolean',
        about: 'Encrypted, sealed or hashed: SOPS, ansible-vault, `ENC[…]`, crypt',
      },
      publicValue: { type: 'boolean', about: 'A public key, certificate, digest, integrity hash or UUID' },
      wordlike: { type: 'boolean', about: 'Reads like words or an identifier' },
      allowed: { type: 'boolean', about: 'The detector knows this value as harmless' },
      test: { type: 'boolean', about: 'The file is a test or a fixture' },
      example: { type: 'boolean', about: 'The file is an example, a template or documentation' },
      generated: {
        type: 'boolean',
        about: 'The file is a lock file, generated, minified, or comes from elsewhere',
      },
      checksum: {
        type: 'string',
        about: '`valid` or `invalid`; absent where the format has none',
        nullable: true,
      },
      near: {
        type: 'boolean',
        about: 'Whether what belongs with it stands nearby; absent where nothing does',
        nullable: true,
      },
      token: {
        type: 'object',
        about: 'Of a JSON Web Token: what it says of itself. Its signature is not checked',
        fields: {
          algorithm: {
            type: 'string',
            about: 'How it is signed: `HS256`, `none`; absent where it does not say',
            nullable: true,
          },
          expires: { type: 'boolean', about: 'It says when it expires' },
          lifetime: { type: 'number', about: 'Seconds from its issue to its expiry, where it says both' },
        },
      },
    },
  },
];
