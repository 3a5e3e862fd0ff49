/** Facts out of what the database says of its roles, rights, extensions, functions and sessions. */
import type { Fact, Target } from '../../../engine/fact.ts';
import { liveFact } from '../../live-fact.ts';
import { functionLink } from '../settings/sql-collect.ts';
import type { Rows } from './rows.ts';

export function catalogFacts(target: Target, open: Rows, reserved: Rows): readonly Fact[] {
  return [
    ...roleFacts(target, open, reserved),
    ...open
      .of('extension')
      .map(({ name }) =>
        liveFact(target, { fact: 'pg.extension', subject: `extension ${name}`, value: { name }, link: name }),
      ),
    ...open.of('grant').map(({ schema, grantee, privileges }) =>
      liveFact(target, {
        fact: 'pg.grant',
        subject: `GRANT ON SCHEMA ${schema}`,
        value: { privileges, schemas: [schema], grantees: [grantee] },
        link: schema,
      }),
    ),
    ...open.of('function').map(({ name, searchPath }) =>
      liveFact(target, {
        fact: 'pg.function',
        subject: `function ${name}`,
        value: { name, securityDefiner: true, searchPath },
        link: functionLink(name),
      }),
    ),
    ...reserved.of('session').map((row) =>
      liveFact(target, {
        fact: 'pg.sessions',
        subject: `${row.count} ${row.count === 1 ? 'session' : 'sessions'} of ${row.role} from ${row.address}`,
        value: { ...row },
      }),
    ),
  ];
}

/** How passwords are stored is left out where this role may not read it. */
function roleFacts(target: Target, open: Rows, reserved: Rows): readonly Fact[] {
  const verifiers = new Map(reserved.of('verifier').map(({ name, verifier }) => [name, verifier]));
  return open.of('role').map((row) => {
    const verifier = verifiers.get(row.name);
    const stored = verifier === undefined ? {} : { verifier, md5: verifier === 'md5' };
    const passwordless = verifier === 'none';
    return liveFact(target, {
      fact: 'pg.role',
      subject: `role ${row.name}`,
      value: { ...row, passwordless, ...stored },
    });
  });
}
