/** The facts that a live HTTP service yields. Fields that `nginx.response` has too mean the same there. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, list, number, text, textOrNull } from '../shape.ts';
import { headerShapes } from './header-shapes.ts';

const headers = list('As sent, in order', { name: text('As written'), value: text('') });

const httpResponse: FactKind = {
  fact: 'http.response',
  about: 'What a client gets for a path: the one of the target, one that does not exist, the one on port 80.',
  live: true,
  fields: {
    path: text('The path asked for'),
    port: number('The port asked at'),
    status: number(''),
    statusClass: text('success, redirect or error'),
    tls: flag('Over TLS'),
    redirectsToHttps: flag('Redirects to https on the same host'),
    redirects: {
      type: 'list',
      of: text(''),
      about: 'Where redirects on the same host lead, one after the other',
    },
    content: text('page for HTML, else asset'),
    headers,
    ...headerShapes,
    disclosed: {
      type: 'list',
      of: text(''),
      about: 'Headers that tell a version, as `Server: nginx/1.22.1`',
    },
    cookies: list('Set-Cookie, without the values', {
      name: text(''),
      secure: flag('Secure'),
      httpOnly: flag('HttpOnly'),
      sameSite: textOrNull('As written'),
    }),
  },
};

const httpMethods: FactKind = {
  fact: 'http.methods',
  about: 'Which methods a service takes.',
  live: true,
  fields: {
    allowed: {
      type: 'list',
      of: text(''),
      about: 'What the Allow header of OPTIONS lists; empty without one',
    },
    trace: flag('TRACE echoes the request'),
  },
};

const httpMutualTls: FactKind = {
  fact: 'http.mutualTls',
  about:
    'What a client without a certificate gets where the target is declared to answer only those with one.',
  live: true,
  fields: {
    answered: flag('With a status below 400'),
    status: { type: 'number', nullable: true, about: 'Null where the handshake was refused' },
  },
};

const httpPath: FactKind = {
  fact: 'http.path',
  about: 'What answers a path that a rule asks for.',
  live: true,
  fields: {
    path: text('The path asked for'),
    status: number(''),
    explicit: flag(
      'A path that does not exist is answered with an error, so that this answer is about the path',
    ),
    exposed: flag('Answered with a status of success'),
  },
};

const httpExchange: FactKind = {
  fact: 'http.exchange',
  about: 'A request that the configuration declares, and whether what came back is what it expects.',
  live: true,
  fields: {
    id: text('As declared'),
    status: number(''),
    headers,
    matched: flag('Everything that is expected came'),
    differences: { type: 'list', of: text(''), about: 'What did not come, in words' },
  },
};

const httpRateLimit: FactKind = {
  fact: 'http.rateLimit',
  about: 'What became of a burst of requests for one path (only with --probe-rate-limit).',
  live: true,
  fields: {
    sent: number('Requests made'),
    limitedAfter: {
      type: 'number',
      nullable: true,
      about: 'Which of them was refused first; null where none was',
    },
    status: { type: 'number', nullable: true, about: 'Status of the refusal' },
    announced: flag('A RateLimit header tells clients how much they have left'),
  },
};

const httpBodyLimit: FactKind = {
  fact: 'http.bodyLimit',
  about: 'Whether a body of 100 MB is refused when it is announced (only with --probe-body-limit).',
  live: true,
  fields: { announced: number('Bytes'), refused: flag('Answered with 413') },
};

export const httpKinds: readonly FactKind[] = [
  httpResponse,
  httpMethods,
  httpMutualTls,
  httpPath,
  httpExchange,
  httpRateLimit,
  httpBodyLimit,
];
