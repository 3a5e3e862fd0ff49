/** Random files of pg_hba.conf and random connections: nested and foreign ranges, lists, keywords, groups, odd spacing. */

import { parseAddress } from '../../src/checks/postgres/hba/address.ts';
import type { Connection, Transport } from '../../src/checks/postgres/hba/match.ts';
import type { Random } from './random.ts';

export interface Vocabulary {
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly addresses: readonly string[];
  readonly methods: readonly string[];
}

/** Everything that means something, and everything that the server refuses. */
export const WILD: Vocabulary = {
  databases: [
    ...['all', 'all', 'app', 'app,bob', 'alice', 'sameuser', 'samerole', 'samegroup', 'replication'],
    ...[
      'all,replication',
      '"all"',
      '"replication"',
      '"a b"',
      '@dbs.txt',
      '@missing.txt',
      '"@dbs.txt"',
      'App',
    ],
    ...['"x""y"', 'app ,bob', 'postgres,', '/^a', '/^(app|alice)$', '"/p{2}"', '+team', '/('],
  ],
  users: [
    ...[
      'all',
      'all',
      'app',
      'alice,bob',
      '+team',
      '"+team"',
      '@users.txt',
      'bob',
      '"all"',
      'all,app',
      '/^[ab]',
    ],
    ...['+alice', 'legacy', '/*', '"al"ice'],
  ],
  addresses: [
    ...[
      '127.0.0.1/32',
      '127.0.0.0/8',
      '127.0.0.0/24',
      '127.1/8',
      '127.0.0.1',
      '0.0.0.0/0',
      'all',
      'samehost',
    ],
    ...['samenet', 'localhost', '127.0.0.1 255.255.255.255', '127.0.0.0 255.0.0.0', '127.0.0.1 255.0.255.0'],
    ...[
      '::1/128',
      '::/0',
      '10.0.0.0/8',
      '127.0.0.0/33',
      '127.0.0.0/-1',
      '127.0.0.0/',
      '2130706433/32',
      '0x7f.1/32',
    ],
    ...[
      '0177.0.0.1/32',
      '127.0.0.1/+32',
      '127/8',
      '0/0',
      '::ffff:127.0.0.1/128',
      '127.0.0.9/32,127.0.0.1/32',
    ],
    ...[
      '127.200.0.0/16',
      '127.0.0.1 ::1',
      'localhost/8',
      '"all"',
      '127.0.0.256/8',
      'fe80::/10',
      '1:2::/32/8',
    ],
  ],
  methods: [
    ...[
      'scram-sha-256',
      'scram-sha-256',
      'trust',
      'reject',
      'md5',
      'password',
      'ident',
      'peer',
      'cert',
      'gss',
    ],
    ...[
      'TRUST',
      'none',
      'scram-sha-256 map=x',
      'cert clientcert=verify-full',
      'ident map=m',
      'trust # comment',
    ],
    ...[
      'reject clientcert=verify-ca',
      'cert clientcert=verify-ca',
      'cert map=m clientname=DN',
      'trust,reject',
    ],
    ...['gss include_realm=0', 'scram-sha-256 clientcert=1', 'password trailing', '"trust"', 'ident map'],
    ...['ldap ldapserver=x ldapbasedn=y', 'ldap', 'radius radiusservers=127.0.0.1 radiussecrets=s', 'pam'],
    ...[
      'ldap ldapserver=x ldapprefix=a ldapbasedn=b',
      'oauth issuer=x',
      'cert clientname=XX',
      'ldap ldapport=x',
    ],
    ...[
      'radius radiusservers="127.0.0.1,127.0.0.2" radiussecrets="a,b,c"',
      'pam pamservice=x',
      'sspi',
      'bsd',
    ],
    ...['ldap ldapserver=x ldapbasedn=y ldapscheme=zz ldaptls=1', 'radius radiusservers="" radiussecrets=s'],
    ...['ldap ldapurl=ldap://x/dc=y?uid?sub', 'ldap ldapurl=ftp://x/dc=y', 'radius radiusservers=127.0.0.1'],
  ],
};

/** Only what every server takes, and that decides differently all the time. */
export const PLAIN: Vocabulary = {
  databases: [
    'all',
    'all',
    'app',
    'app,bob',
    'alice',
    'sameuser',
    'replication',
    'all,replication',
    '"all"',
    'bob',
  ],
  users: ['all', 'all', 'app', 'alice,bob', '+team', 'bob', '"all"', 'all,app', 'alice'],
  addresses: [
    ...['127.0.0.1/32', '127.0.0.0/8', '127.0.0.0/24', '127.1.0.0/16', '0.0.0.0/0', 'all', '127.200.0.0/16'],
    ...[
      '127.0.0.1 255.0.255.0',
      '::/0',
      '126.0.0.0/7',
      '127.0.0.8/29',
      '127.0.0.1 255.0.0.255',
      '10.0.0.0/8',
    ],
  ],
  methods: ['scram-sha-256', 'scram-sha-256', 'trust', 'reject', 'md5', 'password', 'reject'],
};

const TYPES = ['local', 'host', 'host', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'];

/** Text of a file with 1 to 9 entries, comments, empty and continued lines. */
export function hbaText(random: Random, words: Vocabulary): string {
  const end = random.chance(0.1) ? '\r\n' : '\n';
  const lines = random.several(1, 9, () => {
    if (random.chance(0.05)) return random.pick(['', '# comment', '   ', '\t# x', '\\']);
    const gap = (): string => random.pick([' ', ' ', '\t', '   ', ` \\${end}  `]);
    const wildType = words === WILD && random.chance(0.02);
    const type = wildType ? random.pick(['HOST', 'hosts', 'include', 'local,host']) : random.pick(TYPES);
    const fields = [type, random.pick(words.databases), random.pick(words.users)];
    if (type !== 'local') fields.push(random.pick(words.addresses));
    fields.push(random.pick(words.methods));
    const kept = words === WILD && random.chance(0.03) ? fields.slice(0, random.below(4) + 1) : fields;
    return kept.map((field, at) => (at === 0 ? field : gap() + field)).join('');
  });
  return lines.join(end) + (random.chance(0.8) ? end : '');
}

const USERS = ['app', 'alice', 'bob', 'all', 'eve'];

/** A connection over any transport; `alice` is a member of `team`. */
export function anyConnection(random: Random): Connection {
  const transport: Transport = random.pick(['local', 'nossl', 'ssl', 'gss']);
  const user = random.pick(USERS);
  const bytes = random.pick([
    [127, 0, 0],
    [127, 1, 2],
    [127, 200, 0],
    [126, 0, 0],
    [10, 0, 0],
    [8, 8, 8],
  ]);
  const address = random.chance(0.2)
    ? random.pick(['::1', '2001:db8::7'])
    : `${bytes.join('.')}.${random.pick([1, 9, 12, 200])}`;
  return {
    transport,
    address: transport === 'local' ? null : parseAddress(address),
    database: random.pick([...USERS, 'postgres']),
    user,
    replication: random.chance(0.15),
    groups: user === 'alice' ? ['team'] : [],
  };
}
