import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRange, maskOf, parseAddress } from '../../../../src/checks/postgres/hba/address.ts';
import { type Analysis, analyse } from '../../../../src/checks/postgres/hba/analysis.ts';
import { type Connection, firstMatch } from '../../../../src/checks/postgres/hba/match.ts';
import type { Hba } from '../../../../src/checks/postgres/hba/parse.ts';
import { generatedCases } from '../../../support/generated.ts';
import { hbaOf } from '../../../support/hba.ts';
import { anyConnection, hbaText, PLAIN } from '../../../support/hba-generator.ts';
import { random } from '../../../support/random.ts';

function analysed(text: string, version = 18): { readonly hba: Hba; readonly analysis: Analysis } {
  const hba = hbaOf(text, version);
  assert.deepEqual(hba.faults, []);
  const analysis = analyse(hba, { askedUsers: ['postgres'] });
  assert.ok(analysis !== null);
  return { hba, analysis };
}

/** `line transport ranges names` of each exposure. */
function exposures({ hba, analysis }: ReturnType<typeof analysed>): readonly string[] {
  return analysis.exposures.map(({ entry, transport, replication, ranges, names }) =>
    [hba.entries[entry]?.line, transport, replication ? 'replication' : '', ...ranges, ...names]
      .filter((word) => word !== '')
      .join(' '),
  );
}

test('each entry is reached from what the ones before it leave', () => {
  const found = analysed(
    [
      'local all all peer',
      'host all all 10.1.0.0/16 reject',
      'hostssl all all 10.0.0.0/15 scram-sha-256',
      'hostnossl replication repl ::/0 md5',
      'host all all 10.1.2.0/24 trust',
      'host all all 0.0.0.0/0 reject',
    ].join('\n'),
  );
  assert.deepEqual(exposures(found), [
    '1 local',
    '3 ssl 10.0.0.0/16',
    '4 nossl replication ::/0',
    '4 gss replication ::/0',
  ]);
  assert.deepEqual(found.analysis.reached, ['yes', 'yes', 'yes', 'yes', 'no', 'yes']);
  assert.deepEqual(found.analysis.open, { ipv4: 'no', ipv6: 'yes', replication: 'yes' });
});

test('a witness is an address that people know for a foreign one, and a pair of names that arrives', () => {
  const witness = (text: string) => analysed(text).analysis.exposures[0]?.witness();
  assert.deepEqual(witness('host all all 0.0.0.0/0 trust'), {
    address: '203.0.113.10',
    database: 'anydb',
    user: 'postgres',
  });
  assert.deepEqual(witness('host all all 10.0.0.0/7 trust')?.address, '11.0.0.0');
  assert.deepEqual(witness('host all all 10.0.0.0/8 trust')?.address, '10.0.0.1');
  assert.deepEqual(witness('host all +dba ::/0 trust'), {
    address: '2001:db8::10',
    database: 'anydb',
    user: '+dba',
  });
  assert.deepEqual(witness('local sameuser /^x trust'), { address: null, database: 'x', user: 'x' });
  assert.deepEqual(witness('host replication all db.test trust'), {
    address: 'db.test',
    database: 'replication',
    user: 'postgres',
  });
});

test('what names, networks and roles decide is certain only where they cannot matter', () => {
  const reached = (text: string): string => analysed(text).analysis.reached.join();
  assert.equal(reached('host all all db.test trust\nhost all all 10.0.0.0/8 md5'), 'yes,yes');
  assert.equal(reached('host all all 10.0.0.0/8 md5\nhost all all db.test trust'), 'yes,perhaps');
  assert.equal(reached('host all all all md5\nhost all all db.test trust'), 'yes,no');
  assert.equal(reached('host all all db.test md5\nhost all all 10.0.0.1/32 trust'), 'yes,perhaps');
  assert.equal(reached('host all all samenet md5\nhost all all 10.0.0.0/8 trust'), 'yes,perhaps');
  assert.equal(reached('host all all samenet md5\nhost all all 0.0.0.0/0 reject'), 'yes,yes');
  assert.equal(reached('host all +dba all md5\nhost all bob all trust'), 'yes,perhaps');
  assert.equal(reached('host all bob all md5\nhost all +dba all trust'), 'yes,yes');
  assert.equal(reached('host all +dba all md5\nhost all +web all trust'), 'yes,perhaps');
  assert.equal(reached('host samerole all all md5\nhost app alice all trust'), 'yes,perhaps');
  assert.equal(reached('host sameuser all all md5\nhost app app all trust'), 'yes,no');
  assert.equal(reached('host all /^a all md5\nhost all alice all trust'), 'yes,no');
  assert.equal(reached('host all /^a$ all md5\nhost all /^a all trust'), 'yes,yes');
  assert.equal(reached('host all /(a)\\1 all md5\nhost all alice all trust'), 'yes,perhaps');
});

test('a file that is not at hand may hold any entry', () => {
  const before = analysed('host all all 10.0.0.0/8 md5\ninclude more.conf\nhost all all all reject\n');
  assert.deepEqual(before.analysis.reached, ['yes', 'perhaps']);
  assert.deepEqual(before.analysis.open, { ipv4: 'no', ipv6: 'no', replication: 'perhaps' });
});

test('masks with holes are told apart bit by bit', () => {
  const found = analysed(
    [
      'host all all 10.0.0.1 255.0.0.255 reject',
      'host all all 10.0.0.0 255.255.255.254 md5',
      'host all all 10.0.0.1/32 trust',
    ].join('\n'),
  );
  assert.deepEqual(found.analysis.reached, ['yes', 'yes', 'no']);
  assert.deepEqual(exposures(found).slice(0, 1), ['2 nossl 10.0.0.0/32']);
  const wide = analysed('host all all 10.0.0.1 255.0.0.255 trust').analysis.exposures[0];
  assert.equal(wide?.ranges.length, 256);
  assert.equal(wide?.moreRanges, true);
});

test('random files: what is said of all connections holds for each', () => {
  let certain = 0;
  for (let seed = 1; seed <= generatedCases(3000); seed++) {
    const source = random(seed);
    const text = hbaText(source, PLAIN);
    const hba = hbaOf(text);
    assert.deepEqual(hba.faults, [], text);
    const analysis = analyse(hba, { askedUsers: ['bob'] });
    assert.ok(analysis !== null);
    for (const exposure of analysis.exposures) {
      const witness = exposure.witness();
      assert.equal(witness !== null, exposure.certain);
      if (witness === null) continue;
      const { address, database, user } = witness;
      const connection: Connection = {
        transport: exposure.transport,
        address: address === null ? null : parseAddress(address),
        database: database === user && user.startsWith('+') ? 'member' : database,
        user: user.startsWith('+') ? 'member' : user,
        replication: exposure.replication,
        groups: user.startsWith('+') ? [user.slice(1)] : [],
      };
      const decision = firstMatch(hba.entries, connection);
      const context = `${text}\n${JSON.stringify({ ...exposure, witness })}`;
      assert.ok(decision.kind === 'match', context);
      assert.equal(decision.entry, hba.entries[exposure.entry], context);
      certain++;
    }
    for (let count = 0; count < 40; count++) holdsFor(hba, analysis, anyConnection(source), text);
  }
  assert.ok(certain > 100);
});

function holdsFor(hba: Hba, analysis: Analysis, connection: Connection, text: string): void {
  const decision = firstMatch(hba.entries, connection);
  const shown = { ...connection, address: connection.address && `${connection.address.value}` };
  const context = `${text}\n${JSON.stringify(shown)}`;
  const { address, transport, replication } = connection;
  if (decision.kind === 'none') {
    if (address === null) return;
    const family = address.family === 4 ? 'ipv4' : 'ipv6';
    assert.notEqual(analysis.open[replication ? 'replication' : family], 'no', context);
    return;
  }
  const index = hba.entries.indexOf(decision.entry);
  assert.notEqual(analysis.reached[index], 'no', context);
  if (decision.entry.method === 'reject' || address === null) return;
  const exposure = analysis.exposures.find(
    (one) =>
      one.certain && one.entry === index && one.transport === transport && one.replication === replication,
  );
  const isGroup = decision.entry.users.some((name) => name.text.startsWith('+'));
  if (exposure === undefined && (transport === 'gss' || isGroup || analysis.reached[index] === 'perhaps'))
    return;
  const isListed = exposure?.ranges.some((range) => {
    const [base = '', length = ''] = range.split('/');
    const from = parseAddress(base);
    return from !== null && inRange(address, { ...from, mask: maskOf(Number(length), from.family) });
  });
  // Only members of a group, of whom nothing is certain, may get here from elsewhere.
  assert.ok(isListed || exposure?.moreRanges || mayHideMembers(hba), context);
}

function mayHideMembers(hba: Hba): boolean {
  return hba.entries.some(({ users }) => users.some((name) => name.text.startsWith('+')));
}
