import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logicalLines } from '../../../../src/checks/postgres/hba/lines.ts';
import { isLoadable } from '../../../../src/checks/postgres/hba/parse.ts';
import { nextWord } from '../../../../src/checks/postgres/hba/tokens.ts';
import { faultsOf, hbaOf } from '../../../support/hba.ts';

test('joins lines that end in a backslash, and knows where their words stand', () => {
  const text = 'host all \\\r\n  all \\\n\nlocal a\\\\\n\\\nb\\\\\n\nlocal';
  const lines = [...logicalLines(text)];
  assert.deepEqual(
    lines.map(({ number, text: line }) => [number, line]),
    [
      [1, 'host all   all '],
      [4, 'local a\\b\\'],
      [8, 'local'],
    ],
  );
  const [first, second] = lines;
  assert.equal(text.slice(first?.offset(11), first?.offset(13)), 'al');
  assert.equal(text[second?.offset(8) ?? 0], 'b');
});

test('cuts words as the server does', () => {
  const words = (line: string): readonly string[] => {
    const found: string[] = [];
    for (let at = 0; at < line.length; ) {
      const { word, next } = nextWord(line, at);
      at = next;
      if (word !== null) found.push(`${word.quoted ? 'q' : ''}[${word.text}]${word.comma ? ',' : ''}`);
    }
    return found;
  };
  assert.deepEqual(words('a,b ,c'), ['[a],', '[b]', '[c]']);
  assert.deepEqual(words('"a b" c"d e"#f'), ['q[a b]', '[cd e]']);
  assert.deepEqual(words('"a""b" "" x#y'), ['q[a"b]', 'q[]', '[x]']);
  assert.deepEqual(words('"open # a'), ['q[open # a]']);
  assert.deepEqual(words('a\fb\vc'), ['[a\fb\vc]']);
});

test('says what the server refuses a file for, and where', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['HOST all all all trust', '1:1 `HOST` is no connection type (case counts: host)'],
    ['local,host all all trust', '1:1 only one connection type may be given'],
    ['host', '1:1 the entry ends before the database'],
    ['host all', '1:1 the entry ends before the user'],
    ['host all all', '1:1 the entry ends before the address'],
    ['host all all 10.0.0.1', '1:14 the address lacks a prefix length (10.0.0.1/32) or a mask'],
    [
      'host all all 10.0.0.1 trust',
      '1:23 `trust` stands where the mask of 10.0.0.1 must be (or write 10.0.0.1/32)',
    ],
    ['host all all ::1 255.0.0.0 trust', '1:18 address and mask are of different families'],
    ['host all all 10.0.0.0/33 trust', '1:14 `10.0.0.0/33` has no valid prefix length'],
    ['host all all db/8 trust', '1:14 `db` is no address, and a host name takes no prefix length'],
    ['host all all a,b trust', '1:14 only one address may be given'],
    ['host all all all', '1:1 the entry ends before the method'],
    [
      'host all all all SCRAM-SHA-256',
      '1:18 `SCRAM-SHA-256` is no authentication method (case counts: scram-sha-256)',
    ],
    ['host all all all peer', '1:18 the method peer works over Unix sockets only (local)'],
    ['local all all gss', '1:15 the method gss does not work over Unix sockets'],
    ['host all all all cert', '1:18 the method cert needs a hostssl entry'],
    ['host all all all trust map', '1:24 `map` is not an option: options are written name=value'],
    [
      'host all all all trust map=x',
      '1:24 the option map is only for the methods ident, peer, gss, sspi, cert, oauth',
    ],
    ['host all all all trust colour=x', '1:24 there is no option colour'],
    ['hostssl all all all trust clientcert=1', '1:27 clientcert is either verify-ca or verify-full'],
    [
      'hostssl all all all cert clientcert=verify-ca',
      '1:26 with the method cert, clientcert can only be verify-full',
    ],
    ['host all all all trust clientcert=verify-ca', '1:24 clientcert can only be set for hostssl entries'],
    ['hostssl all all all cert clientname=x', '1:26 clientname is either CN or DN'],
    ['host all all all ldap', '1:18 the method ldap needs ldapbasedn, ldapprefix or ldapsuffix'],
    ['host all all all ldap ldapport=x ldapbasedn=y', '1:23 ldapport is not a port number'],
    ['host all all all radius radiusservers=a', '1:18 the method radius needs radiussecrets'],
    ['host all all all oauth issuer=x', '1:18 the method oauth needs scope'],
    ['include a b c', '1:1 include takes exactly one file'],
    ['include a.conf', '1:9 the file a.conf is not there'],
    ['include /etc/a.conf', '1:9 the file /etc/a.conf lies outside the repository'],
    ['include_dir conf.d', '1:13 the folder conf.d is not at hand'],
    ['host @users all all trust', '1:6 the file users is not there'],
    ['host /( all all trust', '1:6 the regular expression /( is not valid: a group is not closed'],
    ['host /[a all all trust', '1:6 the regular expression /[a is not valid: a class is not closed'],
    ['host all /* all trust', '1:10 the regular expression /* is not valid: a repetition of nothing'],
  ];
  for (const [text, expected] of cases) {
    const hba = hbaOf(`${text}\n`);
    assert.deepEqual(faultsOf(hba), [expected]);
    assert.equal(isLoadable(hba), false, text);
  }
});

test('a fault in a joined line is said where it stands, and lines are counted as the server does', () => {
  const hba = hbaOf('host all \\\n  all all \\\n  nope\nlocal all all trust\n');
  assert.deepEqual(faultsOf(hba), ['3:3 `nope` is no authentication method']);
  assert.deepEqual([hba.faults[0]?.line, hba.entries[0]?.line], [1, 4]);
});

test('takes every form of an entry', () => {
  const texts = [
    'local all all ident map=x',
    'host replication,app "all",+dba,bob samenet md5',
    'host all all 10.0.0.0 255.255.0.0 scram-sha-256',
    'host all all fe80::1%2/64 trust',
    'host all all 127.1/8 trust',
    'host all all 0x7f000001/32 trust',
    'host all all .example.test trust',
    'hostgssenc all all all gss include_realm=0 krb_realm=X',
    'hostssl all all all scram-sha-256 clientcert=verify-ca clientname=DN',
    'host all all all ldap ldapurl="ldap://ldap.test/dc=test?uid?sub"',
    'host all all all ldap ldapserver=x ldapprefix="cn=" ldapsuffix=",dc=x"',
    'host all all all radius radiusservers="10.0.0.1,10.0.0.2" radiussecrets="a,b"',
    'host all all all pam pamservice=pg',
    'host all all all oauth issuer=https://x scope=openid',
    'hostnossl all all 0.0.0.0/0 reject # comment',
  ];
  const hba = hbaOf(texts.join('\n'));
  assert.deepEqual(faultsOf(hba), []);
  assert.equal(hba.entries.length, texts.length);
  assert.equal(hba.entries[0]?.method, 'peer');
  assert.equal(hba.entries[2]?.addressText, '10.0.0.0 255.255.0.0');
});

test('versions differ', () => {
  assert.deepEqual(faultsOf(hbaOf('include a.conf\n', 15)), ['1:1 include is known since PostgreSQL 16']);
  assert.deepEqual(faultsOf(hbaOf('host /( all all trust\n', 15)), []);
  assert.deepEqual(faultsOf(hbaOf('host all all all oauth issuer=a scope=b\n', 17)), [
    '1:18 `oauth` is no authentication method',
  ]);
});

test('reads what it includes', () => {
  const hba = hbaOf('include extra/a.conf\ninclude_dir conf.d\nhost @dbs all 10.0.0.0/8 trust\n', 18, {
    'extra/a.conf': 'host a all all trust\ninclude b.conf\n',
    'extra/b.conf': '\nhost b all all trust\n',
    'conf.d/20.conf': 'host d all all trust\n',
    'conf.d/10.conf': 'host c all all trust\n',
    'conf.d/.hidden.conf': 'nonsense\n',
    'conf.d/readme': 'nonsense\n',
    dbs: 'one, two # no\n"three"\n',
  });
  assert.deepEqual(faultsOf(hba), []);
  assert.deepEqual(
    hba.entries.map(({ path, line, databases }) => [path, line, databases.map(({ text }) => text).join()]),
    [
      ['extra/a.conf', 1, 'a'],
      ['extra/b.conf', 2, 'b'],
      ['conf.d/10.conf', 1, 'c'],
      ['conf.d/20.conf', 1, 'd'],
      ['pg_hba.conf', 3, 'one,two,three'],
    ],
  );
});

test('gives up where files include themselves, and where they are named a thousand times', () => {
  const loop = hbaOf('include pg_hba.conf\n');
  assert.deepEqual(faultsOf(loop), ['1:9 files are nested more than 10 deep']);
  assert.deepEqual(faultsOf(hbaOf('host @a all all trust\n', 18, { a: '@a\n' })), [
    '1:6 files are nested more than 10 deep',
  ]);
  const twice = hbaOf('include a\ninclude a\n', 18, { a: 'include pg_hba.conf\nhost all all all trust\n' });
  assert.equal(isLoadable(twice), false);
  const wide = hbaOf('include a\n'.repeat(400), 18, { a: 'host all all all trust\n'.repeat(400) });
  assert.equal(wide.isTooLarge, true);
});
