/** The survey of endpoints against servers of four implementations: versions, groups, suites and certificates. */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { collectTls } from '../../src/checks/tls/live.ts';
import { findProgram, liveOrSkip } from '../support/live.ts';
import { liveOptions, liveTarget } from '../support/live-target.ts';
import { freePorts } from '../support/nginx-server.ts';
import {
  type CertificateFiles,
  type CertificateRequest,
  makeCertificate,
} from '../support/tls-certificates.ts';
import { buildGoServer, findTlslitePython, startServer } from '../support/tls-servers.ts';

const live = process.env.SECBASELINE_WITHOUT_LIVE !== '1' && findProgram('openssl') !== null;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'secbaseline-tls-')));
after(() => rmSync(folder, { recursive: true, force: true }));

const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '');
const NAMES = 'DNS:localhost,DNS:api.example.test,IP:127.0.0.1';
const usual = { from: day(-10), to: day(80), subjectAltName: NAMES };

const CERTIFICATES: readonly CertificateRequest[] = [
  { name: 'rsa', key: 'rsa:2048', ...usual },
  { name: 'rsa-weak', key: 'rsa:1024', ...usual },
  { name: 'ec', key: 'ec', curve: 'prime256v1', ...usual },
  { name: 'ec-384', key: 'ec', curve: 'secp384r1', hash: 'sha384', ...usual },
  { name: 'ed25519', key: 'ed25519', hash: 'default', ...usual },
  { name: 'sha1', key: 'rsa:2048', hash: 'sha1', ...usual },
  { name: 'expired', key: 'ec', curve: 'prime256v1', ...usual, from: day(-100), to: day(-5) },
  { name: 'future', key: 'ec', curve: 'prime256v1', ...usual, from: day(5), to: day(50) },
  { name: 'long', key: 'ec', curve: 'prime256v1', ...usual, from: day(-1), to: day(3649) },
  { name: 'other-name', key: 'ec', curve: 'prime256v1', ...usual, subjectAltName: 'DNS:www.example.test' },
];

const made = new Map<string, CertificateFiles>();
before(() => {
  if (live) for (const request of CERTIFICATES) made.set(request.name, makeCertificate(folder, request));
});

const files = (name: string): CertificateFiles => made.get(name) ?? { certificate: '', key: '' };

interface Facts {
  readonly tls: boolean;
  readonly protocols: readonly string[];
  readonly groups: readonly string[];
  readonly suites: readonly { readonly name: string }[];
  readonly certificate?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

async function survey(port: number, server = 'localhost', deep = false): Promise<Facts> {
  const target = liveTarget('tls', `tls://127.0.0.1:${port}`, { id: 'server', server });
  const { facts, unknown } = await collectTls(target, liveOptions({ deep }));
  assert.deepEqual(unknown, []);
  return facts[0]?.value as unknown as Facts;
}

interface Expected {
  readonly protocols: readonly string[];
  readonly groups?: readonly string[];
  readonly certificate?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly suites?: readonly string[];
}

/** Command lines behind `openssl s_server -accept PORT -cert … -key …`. */
const OPENSSL: Readonly<
  Record<
    string,
    { readonly certificate: string; readonly args: readonly string[]; readonly expected: Expected }
  >
> = {
  'as installed': {
    certificate: 'rsa',
    args: [],
    expected: {
      protocols: ['TLSv1.2', 'TLSv1.3'],
      certificate: {
        keyType: 'rsa',
        keyBits: 2048,
        signature: 'sha256WithRSAEncryption',
        nameValid: true,
        selfSigned: true,
        chainValid: false,
        expired: false,
        lifetimeDays: 90,
        daysLeft: 79,
      },
      fields: {
        sessionTickets: true,
        stapling: false,
        secureRenegotiation: true,
        serverNameRequired: false,
        postQuantum: false,
      },
    },
  },
  'TLS 1.3 only': {
    certificate: 'ec',
    args: ['-tls1_3', '-groups', 'X25519'],
    expected: {
      protocols: ['TLSv1.3'],
      groups: ['x25519'],
      fields: { sessionTickets: null },
      certificate: { keyType: 'ec', keyBits: 256, signature: 'ecdsaWithSHA256' },
    },
  },
  'P-384 and P-521 only': {
    certificate: 'ec-384',
    args: ['-tls1_3', '-groups', 'P-521:P-384'],
    expected: {
      protocols: ['TLSv1.3'],
      groups: ['secp384r1', 'secp521r1'],
      certificate: { keyBits: 384, signature: 'ecdsaWithSHA384' },
    },
  },
  'finite fields': {
    certificate: 'rsa',
    args: ['-tls1_3', '-groups', 'ffdhe2048'],
    expected: { protocols: ['TLSv1.3'], groups: ['ffdhe2048'] },
  },
  Ed25519: {
    certificate: 'ed25519',
    args: [],
    expected: {
      protocols: ['TLSv1.2', 'TLSv1.3'],
      certificate: { keyType: 'ed25519', signature: 'ed25519' },
    },
  },
  'TLS 1.2 only, no tickets': {
    certificate: 'rsa',
    args: ['-tls1_2', '-no_ticket'],
    expected: { protocols: ['TLSv1.2'], groups: [], fields: { sessionTickets: false } },
  },
  'TLS 1.0 and 1.1': {
    certificate: 'rsa',
    args: ['-min_protocol', 'TLSv1', '-max_protocol', 'TLSv1.1', '-cipher', 'ALL:@SECLEVEL=0'],
    expected: { protocols: ['TLSv1', 'TLSv1.1'] },
  },
  'TLS 1.1 only': {
    certificate: 'rsa',
    args: ['-tls1_1', '-cipher', 'AES128-SHA:@SECLEVEL=0'],
    expected: { protocols: ['TLSv1.1'], suites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] },
  },
  'no encryption': {
    certificate: 'rsa',
    args: ['-tls1_2', '-cipher', 'NULL-SHA256:@SECLEVEL=0'],
    expected: { protocols: ['TLSv1.2'], suites: ['TLS_RSA_WITH_NULL_SHA256'] },
  },
  anonymous: {
    certificate: 'rsa',
    args: ['-tls1_2', '-cipher', 'ADH-AES128-GCM-SHA256:@SECLEVEL=0'],
    expected: { protocols: ['TLSv1.2'], suites: ['TLS_DH_anon_WITH_AES_128_GCM_SHA256'] },
  },
  'CCM only': {
    certificate: 'rsa',
    args: ['-tls1_2', '-cipher', 'AES256-CCM8:AES128-CCM'],
    expected: { protocols: ['TLSv1.2'], suites: ['TLS_RSA_WITH_AES_128_CCM', 'TLS_RSA_WITH_AES_256_CCM_8'] },
  },
  'a weak key': {
    certificate: 'rsa-weak',
    args: ['-cipher', 'ALL:@SECLEVEL=0'],
    expected: { protocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'], certificate: { keyBits: 1024 } },
  },
  'SHA-1': {
    certificate: 'sha1',
    args: ['-cipher', 'ALL:@SECLEVEL=0'],
    expected: {
      protocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
      certificate: { signature: 'sha1WithRSAEncryption' },
    },
  },
  expired: {
    certificate: 'expired',
    args: [],
    expected: {
      protocols: ['TLSv1.2', 'TLSv1.3'],
      certificate: { expired: true, daysLeft: -6, lifetimeDays: 95 },
    },
  },
  'not yet valid': {
    certificate: 'future',
    args: [],
    expected: { protocols: ['TLSv1.2', 'TLSv1.3'], certificate: { notYetValid: true, expired: false } },
  },
  'ten years': {
    certificate: 'long',
    args: [],
    expected: { protocols: ['TLSv1.2', 'TLSv1.3'], certificate: { lifetimeDays: 3650 } },
  },
  'another name': {
    certificate: 'other-name',
    args: [],
    expected: {
      protocols: ['TLSv1.2', 'TLSv1.3'],
      certificate: { nameValid: false, names: ['www.example.test'] },
    },
  },
  'HTTP/2': {
    certificate: 'rsa',
    args: ['-alpn', 'h2'],
    expected: { protocols: ['TLSv1.2', 'TLSv1.3'], fields: { alpn: ['h2'] } },
  },
};

function agree(facts: Facts, expected: Expected): void {
  assert.deepEqual(facts.protocols, expected.protocols);
  if (expected.groups !== undefined) assert.deepEqual([...facts.groups].sort(), [...expected.groups].sort());
  if (expected.suites !== undefined) {
    assert.deepEqual(facts.suites.map(({ name }) => name).sort(), [...expected.suites].sort());
  }
  for (const [field, value] of Object.entries(expected.certificate ?? {})) {
    assert.deepEqual(facts.certificate?.[field], value, `certificate.${field}`);
  }
  for (const [field, value] of Object.entries(expected.fields ?? {}))
    assert.deepEqual(facts[field], value, field);
}

for (const [name, { certificate, args, expected }] of Object.entries(OPENSSL)) {
  test(`openssl: ${name}`, async (t) => {
    const openssl = liveOrSkip(t, 'openssl');
    if (openssl === null) return;
    const [port = 0] = await freePorts(1);
    const own = files(certificate);
    const server = await startServer(
      openssl,
      [
        's_server',
        '-accept',
        `127.0.0.1:${port}`,
        '-cert',
        own.certificate,
        '-key',
        own.key,
        '-quiet',
        ...args,
      ],
      port,
    );
    t.after(() => server.stop());
    // All groups are asked for with --deep.
    agree(await survey(port, 'localhost', expected.groups !== undefined), expected);
  });
}

test('openssl: a server that lets clients choose is offered what they would choose', async (t) => {
  const openssl = liveOrSkip(t, 'openssl');
  if (openssl === null) return;
  const [port = 0] = await freePorts(1);
  const { certificate, key } = files('rsa');
  const cipher = 'AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256';
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', certificate, '-key', key, '-quiet'];
  const server = await startServer(openssl, [...args, '-tls1_2', '-cipher', cipher], port);
  t.after(() => server.stop());
  const { suites } = await survey(port);
  assert.deepEqual(
    suites.map(({ name }) => name),
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  );
});

test('openssl: every suite with --deep, and no more than the server has', async (t) => {
  const openssl = liveOrSkip(t, 'openssl');
  if (openssl === null) return;
  const [port = 0] = await freePorts(1);
  const { certificate, key } = files('rsa');
  const cipher = 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305:AES128-SHA';
  const args = [
    's_server',
    '-accept',
    `127.0.0.1:${port}`,
    '-cert',
    certificate,
    '-key',
    key,
    '-quiet',
    '-tls1_2',
  ];
  const server = await startServer(openssl, [...args, '-cipher', cipher], port);
  t.after(() => server.stop());
  agree(await survey(port, 'localhost', true), {
    protocols: ['TLSv1.2'],
    suites: [
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
    ],
  });
});

const GO: Readonly<Record<string, { readonly args: readonly string[]; readonly expected: Expected }>> = {
  'post-quantum hybrid only': {
    args: ['0x0304', '0x0304', '0x11ec'],
    expected: { protocols: ['TLSv1.3'], groups: ['X25519MLKEM768'], fields: { postQuantum: true } },
  },
  'hybrid and classic': {
    args: ['0x0303', '0x0304', '0x11ec,0x001d'],
    expected: {
      protocols: ['TLSv1.2', 'TLSv1.3'],
      groups: ['X25519MLKEM768', 'x25519'],
      fields: { postQuantum: true },
    },
  },
  'TLS 1.0 to 1.2': {
    args: ['0x0301', '0x0303', '0x0017'],
    expected: { protocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2'], groups: [], fields: { postQuantum: false } },
  },
};

test('Go: groups of newer builds, and its older versions', async (t) => {
  if (liveOrSkip(t, 'openssl') === null || liveOrSkip(t, 'go') === null) return;
  const binary = buildGoServer(folder);
  assert.ok(binary !== null);
  for (const [name, { args, expected }] of Object.entries(GO)) {
    const [port = 0] = await freePorts(1);
    const { certificate, key } = files('ec');
    const server = await startServer(binary, [String(port), certificate, key, ...args], port);
    try {
      agree(await survey(port, 'localhost', true), expected);
      const { groups, postQuantum } = await survey(port);
      assert.deepEqual([groups, postQuantum], [expected.groups, expected.fields?.postQuantum]);
    } catch (error) {
      throw new Error(`${name}: ${error}`);
    } finally {
      await server.stop();
    }
  }
});

const TLSLITE: Readonly<Record<string, { readonly args: readonly string[]; readonly expected: Expected }>> = {
  'SSL 3.0 and RC4': {
    args: ['0', '0', 'rc4'],
    expected: {
      protocols: ['SSLv3'],
      suites: ['TLS_ECDHE_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_RC4_128_SHA'],
    },
  },
  'SSL 3.0 to TLS 1.2, 3DES': {
    args: ['0', '3', '3des'],
    expected: { protocols: ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'] },
  },
};

test('tlslite-ng: SSL 3.0, RC4 and 3DES', async (t) => {
  if (liveOrSkip(t, 'openssl') === null) return;
  const python = findTlslitePython();
  if (python === null) {
    assert.notEqual(
      process.env.SECBASELINE_REQUIRE_LIVE,
      '1',
      'tlslite-ng is required here but not installed',
    );
    t.skip('tlslite-ng is not installed (pip install tlslite-ng)');
    return;
  }
  for (const [name, { args, expected }] of Object.entries(TLSLITE)) {
    const [port = 0] = await freePorts(1);
    const { certificate, key } = files('rsa');
    const server = await startServer(
      python,
      ['test/live/tlslite-server.py', String(port), certificate, key, ...args],
      port,
    );
    try {
      agree(await survey(port), expected);
    } catch (error) {
      throw new Error(`${name}: ${error}`);
    } finally {
      await server.stop();
    }
  }
});
