import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concrete } from '../../src/findings/concrete.ts';
import type { Anchor } from '../../src/source/span.ts';
import { rule } from '../support/reports.ts';
import { bound, fact, PROTOCOLS, sourcesOf, TICKETS, verdict } from '../support/verdicts.ts';

const CONF = `http {
  ssl_protocols TLSv1 TLSv1.2;
${Array.from({ length: 30 }, (_, at) => `  server { server_name s${at}; }`).join('\n')}
}
`;
const source = sourcesOf({ 'nginx.conf': CONF, 'b.conf': 'server {}\n' });

function anchor(needle: string, route: readonly string[] = [], path = 'nginx.conf'): Anchor {
  const start = (source(path)?.text ?? '').indexOf(needle);
  return { path, start, end: start + needle.length, route };
}

const inherited = anchor('TLSv1 TLSv1.2', ['http', 'ssl_protocols']);

function server(number: number, content = 'TLSv1') {
  const judged = fact({ subject: `server s${number}`, at: anchor(`server { server_name s${number};`) });
  return verdict(PROTOCOLS, { fact: judged, at: inherited, content });
}

test('a failing verdict becomes a finding with lines and columns', () => {
  const [finding, ...others] = concrete([server(0)], source);
  assert.equal(others.length, 0);
  assert.deepEqual(finding?.location, {
    path: 'nginx.conf',
    startLine: 2,
    startColumn: 17,
    endLine: 2,
    endColumn: 30,
  });
  assert.equal(finding?.message, 'server s0 is at fault');
  assert.equal(finding?.evidence, 'file');
  assert.deepEqual(finding?.related, []);
});

test('passes make no finding', () => {
  assert.deepEqual(concrete([{ ...server(0), outcome: 'pass' }], source), []);
});

test('ten servers that inherit one line are one finding, told by the first in the file', () => {
  const servers = Array.from({ length: 10 }, (_, at) => server(at)).reverse();
  const findings = concrete(servers, source);
  assert.equal(findings.length, 1);
  assert.equal(findings[0]?.subject, 'server s0');
  assert.equal(findings[0]?.message, 'server s0 is at fault (the same for 9 others)');
  assert.deepEqual(
    findings[0]?.related.map(({ message, location }) => `${message}:${location.startLine}`),
    Array.from({ length: 9 }, (_, at) => `server s${at + 1}:${at + 4}`),
  );
});

test('what runs otherwise than one of them is said for itself, and for each target', () => {
  const drifting = (number: number, id: string) => ({
    ...server(number),
    severity: 'medium' as const,
    witness: { evidence: 'drift' as const, target: { id, url: 'tls://127.0.0.1:8443' }, message: '' },
  });
  const findings = concrete([drifting(0, 'edge'), server(1), drifting(2, 'shop'), server(3)], source);
  assert.deepEqual(
    findings.map(({ evidence, subject, target, severity }) => [evidence, subject, target?.id, severity]),
    [
      ['file', 'server s1', undefined, 'high'],
      ['drift', 'server s0', 'edge', 'medium'],
      ['drift', 'server s2', 'shop', 'medium'],
    ],
  );
  assert.match(findings[0]?.message ?? '', /the same for 1 other/);
  // The finding that stands without looking at what runs keeps its name.
  assert.equal(findings[0]?.fingerprint, concrete([server(1), server(3)], source)[0]?.fingerprint);
  assert.equal(new Set(findings.map(({ fingerprint }) => fingerprint)).size, 3);
});

test('two targets at fault against one line are two findings', () => {
  const live = (id: string) => {
    const target = { id, url: 'tls://127.0.0.1:8443' };
    return verdict(PROTOCOLS, {
      fact: fact({ from: 'live', subject: id, target }),
      at: inherited,
      witness: { evidence: 'drift', target, message: 'accepts TLSv1' },
    });
  };
  const findings = concrete([live('edge'), live('shop')], source);
  assert.deepEqual(findings.map(({ target }) => target?.id).sort(), ['edge', 'shop']);
});

test('the surest tells it, and of those the one whose own block is the place', () => {
  const block = anchor('server { server_name s3;');
  const told = (subject: string, confidence: 'certain' | 'medium', at = anchor('server { server_name s4;')) =>
    verdict(PROTOCOLS, { fact: fact({ subject, at }), at: block, content: 'none', confidence });
  const leads = (...verdicts: readonly ReturnType<typeof told>[]) =>
    concrete(verdicts, source).map(({ subject, confidence }) => `${subject} ${confidence}`);
  const application = told('location /app', 'medium', anchor('server { server_name s1;'));
  const file = told('location = /x', 'certain', anchor('server { server_name s2;'));
  assert.deepEqual(leads(application, file), ['location = /x certain']);
  assert.deepEqual(leads(application, file, told('server s3', 'certain', block)), ['server s3 certain']);
  assert.deepEqual(leads(application, told('location /y', 'medium')), ['location /app medium']);
});

test('one other is one other, and a subject that fails twice is counted once', () => {
  const [finding] = concrete([server(0), server(1), server(1), server(0)], source);
  assert.equal(finding?.message, 'server s0 is at fault (the same for 1 other)');
});

test('at most twenty others are shown, all are counted and touched', () => {
  const many = Array.from({ length: 30 }, (_, at) => server(at));
  const elsewhere = {
    ...server(0),
    subject: 'server z',
    fact: fact({ subject: 'server z', at: anchor('server', [], 'b.conf') }),
  };
  const [finding] = concrete([...many, elsewhere], source);
  assert.match(finding?.message ?? '', /the same for 30 others/);
  assert.equal(finding?.related.length, 20);
  assert.deepEqual([...(finding?.touches ?? [])].sort(), ['b.conf', 'nginx.conf']);
});

test('another rule, span, content or outcome is another cause', () => {
  const other = verdict(TICKETS, { fact: server(0).fact, at: inherited, content: 'TLSv1' });
  const elsewhere = { ...server(1), at: anchor('server { server_name s1;') };
  const unknown = { ...server(1), outcome: 'unknown' as const };
  assert.equal(concrete([server(0), other, elsewhere, server(2, 'TLSv1.1'), unknown], source).length, 5);
});

test('white space does not make another cause', () => {
  assert.equal(concrete([server(0, 'TLSv1 TLSv1.1'), server(1, 'TLSv1\n  TLSv1.1')], source).length, 1);
});

test('the most serious and the surest verdict decide', () => {
  const mild = { ...server(0), severity: 'low' as const, confidence: 'certain' as const };
  const grave = { ...server(1), severity: 'critical' as const, confidence: 'medium' as const };
  const [finding] = concrete([mild, grave], source);
  assert.equal(finding?.severity, 'critical');
  assert.equal(finding?.confidence, 'certain');
  assert.equal(finding?.subject, 'server s1', 'the one that is named is the one that is so serious');
});

test('related places of the rule come before the other subjects, each once', () => {
  const related = [{ message: 'dropped here', at: anchor('server { server_name s0;') }];
  const [finding] = concrete([{ ...server(0), related: [...related, ...related] }, server(1)], source);
  assert.deepEqual(
    finding?.related.map(({ message }) => message),
    ['dropped here', 'server s1'],
  );
});

test('what is unknown is said once per rule, file and reason', () => {
  const unknown = (number: number, reason: string) => {
    const judged = fact({
      subject: `server s${number}`,
      at: anchor(`server { server_name s${number};`),
    });
    const message = `server s${number}: ${reason}`;
    return verdict(PROTOCOLS, { outcome: 'unknown', fact: judged, message, content: reason });
  };
  const missing = 'include x.conf is not in the repository';
  const findings = concrete([unknown(2, missing), unknown(1, missing), unknown(3, 'another')], source);
  assert.deepEqual(
    findings.map(({ outcome, message, location }) => [outcome, message, location?.startLine]),
    [
      ['unknown', `server s1: ${missing} (the same for 1 other)`, 4],
      ['unknown', 'server s3: another', 6],
    ],
  );
});

test('without a place of its own a verdict stands where its fact does; live ones stand nowhere', () => {
  const judged = fact({ subject: 'server s3', at: anchor('server { server_name s3;') });
  const target = { id: 'api-prod', url: 'tls://127.0.0.1:8443' };
  const live = fact({ from: 'live', subject: '127.0.0.1:8443', target });
  const findings = concrete(
    [
      verdict(PROTOCOLS, { fact: judged }),
      verdict(PROTOCOLS, { fact: live }),
      verdict(PROTOCOLS, { fact: null, subject: 'the project' }),
    ],
    source,
  );
  const seen = findings.map(({ subject, evidence, location, target: of }) => [
    subject,
    [evidence, location?.startLine ?? null, of?.id ?? null],
  ]);
  assert.deepEqual(Object.fromEntries(seen), {
    'server s3': ['file', 6, null],
    '127.0.0.1:8443': ['live', null, 'api-prod'],
    'the project': ['file', null, null],
  });
  assert.equal(new Set(findings.map((finding) => finding.fingerprint)).size, 3);
});

test('equal findings of a file get fingerprints of their own, in the order of the file', () => {
  const twice = (needle: string) =>
    verdict(TICKETS, { at: anchor(needle, ['http', 'server']), content: 'on' });
  const [first, second] = concrete(
    [twice('server { server_name s5;'), twice('server { server_name s4;')],
    source,
  );
  assert.equal(first?.location?.startLine, 7);
  assert.notEqual(first?.fingerprint, second?.fingerprint);
  const [alone] = concrete([twice('server { server_name s5;')], source);
  assert.equal(alone?.fingerprint, first?.fingerprint);
});

test('nothing of a secret is in a fingerprint', () => {
  const secret = (content: string, area: string, kind: string) =>
    concrete(
      [
        verdict(rule('x', { area }), {
          fact: fact({ fact: kind }),
          at: { path: '.env', start: 0, end: 1, route: ['PASSWORD'] },
          content,
        }),
      ],
      () => undefined,
    )[0];
  for (const [area, kind] of [
    ['secrets', 'k8s.pod'],
    ['files', 'secret.match'],
    ['files', 'env.entry'],
  ] as const) {
    assert.equal(secret('hunter2', area, kind)?.fingerprint, secret('letmein', area, kind)?.fingerprint);
    assert.equal(secret('hunter2', area, kind)?.identity.content, null);
  }
  assert.notEqual(
    secret('a', 'files', 'file.mode')?.fingerprint,
    secret('b', 'files', 'file.mode')?.fingerprint,
  );
});

test('a file that can no longer be read is still named', () => {
  const [finding] = concrete([server(0)], () => undefined);
  assert.deepEqual(finding?.location, {
    path: 'nginx.conf',
    startLine: 1,
    startColumn: 1,
    endLine: 1,
    endColumn: 1,
  });
});

const fixing = rule('tls-min-version', {
  fixes: [
    {
      title: 'Allow {param.minimum} and above',
      safety: 'unsafe',
      set: 'protocols',
      to: { versionsFrom: { param: 'minimum' } },
    },
  ],
});

/** The fix for a server whose `field` is set at `at`, where it fails at `at` or at `failsAt`. */
function fixable(
  { field = 'protocols', at = inherited, what = 'set' as const, failsAt = at }: Written = {},
  minimum: unknown = 'TLSv1.2',
  of = fixing,
) {
  const judged = fact({
    at: anchor('server { server_name s0;'),
    positions: { [field]: at, [`${field}.0`]: failsAt },
    provenance: { [field]: [{ what, span: at }] },
  });
  const offending = [{ path: `${field}.0`, value: 'TLSv1' }];
  const failing = { fact: judged, at, offending, rule: { ...bound(of), params: { minimum } } };
  return concrete([verdict(of, failing)], source)[0]?.fix;
}

interface Written {
  readonly field?: string;
  readonly at?: Anchor;
  readonly what?: 'set' | 'default';
  readonly failsAt?: Anchor;
}

test('a fix replaces the value of the field that it names', () => {
  assert.deepEqual(fixable(), {
    title: 'Allow TLSv1.2 and above',
    safety: 'unsafe',
    edits: [{ path: 'nginx.conf', start: inherited.start, end: inherited.end, text: 'TLSv1.2 TLSv1.3' }],
  });
  assert.equal(fixable({}, 'TLSv1.3')?.edits[0]?.text, 'TLSv1.3');
  const off = rule('x', { fixes: [{ title: 'Turn it off', safety: 'safe', set: 'tickets', to: 'off' }] });
  assert.equal(fixable({ field: 'tickets' }, 1, off)?.edits[0]?.text, 'off');
});

test('of several fixes the one for the failing field is taken', () => {
  const fixes = ['header', 'body'].map(
    (set) => ({ title: set, safety: 'safe', set, to: '{param.minimum}' }) as const,
  );
  assert.equal(fixable({ field: 'body' }, 60, rule('x', { fixes }))?.title, 'body');
});

test('the text of a fix is written as configuration writes it, its title as a sentence', () => {
  const timeout = rule('tls-session-cache', {
    params: { minimum: { type: 'duration', default: '1d' } },
    fixes: [{ title: 'Set {param.minimum}', safety: 'safe', set: 'timeout', to: '{param.minimum}' }],
  });
  const fix = fixable({ field: 'timeout' }, 86_400, timeout);
  assert.deepEqual([fix?.title, fix?.edits[0]?.text], ['Set 1 d', '1d']);
  const strange = rule('x', {
    fixes: [{ title: 'x', safety: 'safe', set: 'timeout', to: '{param.none}' }],
  });
  assert.equal(fixable({ field: 'timeout' }, 1, strange), null);
});

test('there is no fix where nothing stands that could be replaced, or it would not help', () => {
  assert.equal(fixable({ field: 'other' }), null, 'another field');
  const block = anchor('server { server_name s0;');
  assert.equal(fixable({ at: block, what: 'default' }), null, 'a default');
  assert.equal(fixable({ failsAt: block }), null, 'the failing value stands elsewhere');
  assert.equal(fixable({}, 'SSLv9'), null, 'a parameter that says nothing');
  const same = rule('x', {
    fixes: [{ title: 'x', safety: 'safe', set: 'protocols', to: 'TLSv1 TLSv1.2' }],
  });
  assert.equal(fixable({}, 1, same), null, 'it stands there already');
  const failing = {
    fact: fact({ positions: { protocols: inherited } }),
    rule: { ...bound(fixing), params: {} },
  };
  assert.equal(concrete([verdict(fixing, { ...failing, outcome: 'unknown' })], source)[0]?.fix, null);
});

test('a comment between the values is never lost', () => {
  const fixed = (text: string) => {
    const path = 'a.conf';
    const at = { path, start: 0, end: text.length };
    const judged = fact({
      positions: { protocols: at },
      provenance: { protocols: [{ what: 'set', span: at }] },
    });
    const failing = verdict(fixing, {
      fact: judged,
      at,
      offending: [{ path: 'protocols', value: '' }],
      rule: { ...bound(fixing), params: { minimum: 'TLSv1.2' } },
    });
    return concrete([failing], sourcesOf({ [path]: text }))[0]?.fix ?? null;
  };
  assert.equal(fixed('TLSv1 # until spring\n  TLSv1.2'), null);
  assert.notEqual(fixed('TLSv1\n  TLSv1.2'), null);
});
