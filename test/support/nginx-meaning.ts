/**
 * What the configurations in `fixtures/nginx/meaning` mean, one table for two readers: the facts of the collector and
 * the answers of a real nginx are held against the same rows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Line = readonly [name: string, value: string];

export interface ExpectedReply {
  readonly host: string;
  readonly port: number;
  readonly tls?: true;
  /** With a query where one is needed. */
  readonly path: string;
  readonly match: string;
  readonly status: number;
  readonly headers: readonly Line[];
  /** Names that the inner level dropped. */
  readonly dropped?: readonly string[];
  /** The location that an error page led to. */
  readonly via?: string;
  /** What an upstream sends before ours. */
  readonly before?: readonly Line[];
}

export interface ExpectedLimit {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly match: string;
  readonly fires: boolean;
  /** Whether a few quick requests are really refused: a limit that fires may be too wide for that. */
  readonly limited: boolean;
}

export interface ExpectedOffer {
  /** The version that is pinned, null for none. */
  readonly nginx: string | null;
  readonly host: string;
  readonly port: number;
  readonly versions: readonly string[];
  readonly older?: readonly string[];
  readonly newer?: readonly string[];
  readonly weakenedBy?: string;
  /** What OpenSSL's security level leaves of them. */
  readonly really?: readonly string[];
}

export interface ExpectedSessions {
  readonly host: string;
  readonly port: number;
  readonly tickets: boolean;
  /** Seconds. */
  readonly timeout: number;
  /** A session is taken up again without a ticket. */
  readonly cached: boolean;
}

export interface Meaning {
  readonly replies?: readonly ExpectedReply[];
  readonly limits?: readonly ExpectedLimit[];
  readonly offers?: readonly ExpectedOffer[];
  readonly sessions?: readonly ExpectedSessions[];
  /** Names whose handshake is refused. */
  readonly refused?: readonly { readonly host: string; readonly port: number }[];
}

const a = { host: 'a.test', port: 8080 } as const;
const both: readonly Line[] = [
  ['X-Plain', '1'],
  ['X-Always', '1'],
];
const always: readonly Line[] = [['X-Always', '1']];
const server: readonly Line[] = [['X-Server', '1']];
const outer: readonly Line[] = [
  ['X-A', '1'],
  ['X-B', '1'],
];

/** By the name of the folder; the numbers are the points of the README's "What is settled". */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  '01-inner-headers-drop-outer-ones': {
    replies: [
      { ...a, path: '/inherits', match: '/inherits', status: 200, headers: outer },
      {
        ...a,
        path: '/drops',
        match: '/drops',
        status: 200,
        headers: [['X-C', '1']],
        dropped: ['x-a', 'x-b'],
      },
      { ...a, path: '/drops/nested/', match: '/drops/nested/', status: 200, headers: [['X-C', '1']] },
      {
        ...a,
        path: '/drops/again/',
        match: '/drops/again/',
        status: 200,
        headers: [['X-D', '1']],
        dropped: ['x-c'],
      },
      { ...a, path: '/expires', match: '/expires', status: 200, headers: outer },
      { ...a, path: '/trailer', match: '/trailer', status: 200, headers: outer },
      { ...a, host: 'b.test', path: '/', match: '/', status: 200, headers: [['X-Http', '1']] },
    ],
  },
  '02-always': {
    replies: [
      { ...a, path: '/200', match: '= /200', status: 200, headers: both },
      { ...a, path: '/201', match: '= /201', status: 201, headers: both },
      { ...a, path: '/202', match: '= /202', status: 202, headers: always },
      { ...a, path: '/204', match: '= /204', status: 204, headers: both },
      { ...a, path: '/301', match: '= /301', status: 301, headers: both },
      { ...a, path: '/308', match: '= /308', status: 308, headers: both },
      { ...a, path: '/403', match: '= /403', status: 403, headers: always },
      { ...a, path: '/500', match: '= /500', status: 500, headers: always },
      { ...a, path: '/file.txt', match: '/', status: 200, headers: both },
      { ...a, path: '/folder', match: '/', status: 301, headers: both },
      { ...a, path: '/nothing', match: '/', status: 404, headers: always },
    ],
  },
  '03-empty-values': {
    replies: [
      {
        ...a,
        port: 8443,
        tls: true,
        path: '/page.html',
        match: '/',
        status: 200,
        headers: [
          ['Strict-Transport-Security', 'max-age=63072000'],
          ['X-Pages', 'frame'],
          ['X-Twice', 'yes'],
          ['X-Own', 'set-https'],
        ],
      },
      {
        ...a,
        path: '/page.html',
        match: '/',
        status: 200,
        headers: [
          ['X-Pages', 'frame'],
          ['X-Twice', 'no'],
          ['X-Own', 'set-http'],
        ],
      },
    ],
  },
  '04-the-same-header-twice': {
    replies: [
      {
        ...a,
        port: 8443,
        tls: true,
        path: '/',
        match: '',
        status: 200,
        headers: [
          ['Strict-Transport-Security', 'max-age=1'],
          ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains'],
        ],
      },
    ],
  },
  '05-if': {
    replies: [
      { ...a, path: '/?go=1', match: '', status: 301, headers: server },
      { ...a, path: '/file.txt', match: '/', status: 200, headers: server },
      { ...a, path: '/in', match: '/in', status: 200, headers: server },
      { ...a, path: '/in?a=1', match: '/in', status: 200, headers: [['X-If', '1']], dropped: ['x-server'] },
      {
        ...a,
        path: '/answers?a=1',
        match: '/answers',
        status: 204,
        headers: [['X-If', '1']],
        dropped: ['x-server'],
      },
      { ...a, path: '/answers', match: '/answers', status: 200, headers: server },
      {
        ...a,
        path: '/scheme',
        match: '/scheme',
        status: 200,
        headers: [['X-Plain', '1']],
        dropped: ['x-server'],
      },
    ],
  },
  '06-error-page': {
    replies: [
      {
        ...a,
        path: '/403',
        match: '= /403',
        status: 403,
        via: '= /refused.html',
        headers: [['X-Refused', '1']],
      },
      { ...a, path: '/nothing', match: '/', status: 200, via: '@found', headers: [['X-Found', '1']] },
      { ...a, path: '/410', match: '= /410', status: 404, via: '@gone', headers: [['X-Gone', '1']] },
      { ...a, path: '/451', match: '= /451', status: 302, headers: server },
      { ...a, path: '/500', match: '= /500', status: 500, headers: server },
      { ...a, path: '/own', match: '= /own', status: 403, via: '/', headers: [['X-Root', '1']] },
      { ...a, path: '/text', match: '= /text', status: 403, headers: server },
      {
        ...a,
        path: '/refused.html',
        match: '= /refused.html',
        status: 200,
        via: '@found',
        headers: [['X-Found', '1']],
      },
    ],
  },
  '07-headers-of-an-upstream': {
    replies: [
      {
        ...a,
        path: '/both/',
        match: '/both/',
        status: 200,
        headers: [['X-Frame-Options', 'DENY']],
        before: [['X-Frame-Options', 'SAMEORIGIN']],
      },
      { ...a, path: '/hidden/', match: '/hidden/', status: 200, headers: [['X-Frame-Options', 'DENY']] },
    ],
  },
  '08-limits-that-fire': {
    limits: [
      { ...a, path: '/file.txt', match: '/', fires: true, limited: true },
      { ...a, path: '/answered', match: '= /answered', fires: false, limited: false },
      { ...a, path: '/rewritten', match: '= /rewritten', fires: false, limited: false },
      { ...a, path: '/dry', match: '= /dry', fires: false, limited: false },
      { ...a, path: '/conditional', match: '= /conditional', fires: true, limited: true },
      { ...a, path: '/own', match: '= /own', fires: true, limited: false },
      { ...a, path: '/outer/', match: '/outer/', fires: true, limited: true },
      { ...a, path: '/outer/inner/', match: '/outer/inner/', fires: false, limited: false },
    ],
  },
  '09-default-protocols': {
    offers: [
      { nginx: '1.22.1', host: 'a.test', port: 8443, versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] },
      { nginx: '1.23.3', host: 'a.test', port: 8443, versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] },
      { nginx: '1.23.4', host: 'a.test', port: 8443, versions: ['TLSv1.2', 'TLSv1.3'] },
      {
        nginx: null,
        host: 'a.test',
        port: 8443,
        versions: ['TLSv1.2', 'TLSv1.3'],
        older: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
      },
    ],
  },
  '10-default-server-decides': {
    offers: [
      { nginx: '1.22.1', host: 'first.test', port: 8443, versions: ['TLSv1.1', 'TLSv1.2'] },
      {
        nginx: '1.22.1',
        host: 'second.test',
        port: 8443,
        versions: ['TLSv1.1', 'TLSv1.2'],
        weakenedBy: 'server first.test',
      },
      { nginx: '1.22.1', host: 'third.test', port: 8444, versions: ['TLSv1.3'] },
      { nginx: '1.22.1', host: 'fourth.test', port: 8444, versions: ['TLSv1.3'] },
      {
        nginx: '1.22.1',
        host: 'fifth.test',
        port: 8445,
        versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
        weakenedBy: 'server on 127.0.0.1:8445',
      },
      { nginx: '1.29.2', host: 'second.test', port: 8443, versions: ['TLSv1.3'] },
      {
        nginx: null,
        host: 'second.test',
        port: 8443,
        versions: ['TLSv1.1', 'TLSv1.2'],
        newer: ['TLSv1.3'],
        weakenedBy: 'server first.test',
      },
    ],
  },
  '11-openssl-commands': {
    offers: [
      { nginx: '1.22.1', host: 'min.test', port: 8443, versions: ['TLSv1.2'] },
      { nginx: '1.22.1', host: 'cut.test', port: 8444, versions: ['TLSv1.1', 'TLSv1.2'] },
      { nginx: '1.22.1', host: 'adds.test', port: 8445, versions: ['TLSv1.2', 'TLSv1'] },
      { nginx: '1.22.1', host: 'takes.test', port: 8446, versions: ['TLSv1.3'] },
      { nginx: '1.22.1', host: 'max.test', port: 8447, versions: ['TLSv1.2'] },
      {
        nginx: '1.22.1',
        host: 'latent.test',
        port: 8448,
        versions: ['TLSv1', 'TLSv1.2'],
        really: ['TLSv1.2'],
      },
    ],
  },
  '12-tls-ports': {
    replies: [
      {
        ...a,
        host: 'plain.test',
        port: 8443,
        path: '/',
        match: '',
        status: 200,
        headers: [['Strict-Transport-Security', 'max-age=1']],
      },
      { ...a, host: 'ored.test', port: 8444, tls: true, path: '/', match: '', status: 200, headers: [] },
    ],
    refused: [{ host: 'refused.test', port: 8445 }],
  },
  '13-includes': {
    replies: [
      {
        ...a,
        host: 'b.test',
        port: 8443,
        tls: true,
        path: '/',
        match: '',
        status: 200,
        headers: [['X-Included', '1']],
      },
    ],
    offers: [
      { nginx: '1.22.1', host: 'b.test', port: 8443, versions: ['TLSv1.2'] },
      { nginx: '1.22.1', host: 'a.test', port: 8443, versions: ['TLSv1.2'], weakenedBy: 'server b.test' },
    ],
  },
  '15-sessions': {
    sessions: [
      { host: 'default.test', port: 8443, tickets: true, timeout: 100, cached: true },
      { host: 'longer.test', port: 8443, tickets: true, timeout: 100, cached: true },
      { host: 'without.test', port: 8443, tickets: false, timeout: 100, cached: true },
      { host: 'off.test', port: 8444, tickets: false, timeout: 300, cached: false },
      { host: 'on.test', port: 8444, tickets: false, timeout: 300, cached: false },
    ],
  },
};

const FOLDER = new URL('../../fixtures/nginx/meaning/', import.meta.url);

/** The files of one fixture by their paths in it. */
export function meaningFiles(name: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const visit = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(join(folder, entry.name), `${prefix}${entry.name}/`);
      else files[prefix + entry.name] = readFileSync(join(folder, entry.name), 'utf8');
    }
  };
  visit(new URL(name, FOLDER).pathname, '');
  return files;
}
