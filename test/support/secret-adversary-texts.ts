/** Texts made to keep a scanner busy that are about no detector: encodings of encodings, syntax over and over, all names in turn. */
import type { WrittenDetector } from '../../src/checks/secrets/detector.ts';
import { expandExample } from '../../src/checks/secrets/expand.ts';
import { type Adversary, literalsOf } from './secret-adversary.ts';

/** Each of about `size` bytes. */
export function* adversariesOfAll(written: readonly WrittenDetector[], size: number): Generator<Adversary> {
  const keywords = [...new Set(written.flatMap(({ detector }) => literalsOf(detector.shape)))];
  const fits = written.map(({ detector, examples }) =>
    expandExample(examples[0]?.content ?? '', detector, '0'),
  );
  const misses = written.flatMap(({ detector, counterExamples }) =>
    counterExamples.map(({ content }, index) => expandExample(content, detector, `-${index}`)),
  );
  const secret = 'password = "kT9!vbq2Lm4xZp7w"\n';
  for (const [what, piece] of Object.entries({
    ...SYNTAX,
    'all keywords in turn': keywords.join(' '),
    'all keywords in a row': keywords.join(''),
    'all keywords that assign': keywords.map((keyword) => `${keyword}=`).join(''),
    'all keywords with quoted values': keywords.map((keyword) => `${keyword}="x1"`).join(','),
    'all keywords with random values': keywords.map((keyword) => `${keyword}: kT9vbq2Lm4xZp7wQ\n`).join(''),
    'all keywords on lines': keywords.join('\n'),
    'all that fits': fits.join('\n'),
    'all that fits in one line': fits.join(' ').replaceAll('\n', ' '),
    'all that all but fits': misses.join('\n'),
    'all that all but fits in one line': misses.join(' ').replaceAll('\n', ' '),
    'passwords in a manifest': manifest(secret),
  })) {
    const bytes = Buffer.alloc(size, piece, 'latin1');
    yield { what, bytes, path: 'notes' };
    yield { what: `${what}, as code`, bytes, path: 'notes.js' };
    yield { what: `${what}, in UTF-16`, bytes: utf16(bytes.subarray(0, size / 2)), path: 'notes' };
  }
  for (const [what, text] of Object.entries({
    matches: fits.join('\n'),
    misses: misses.join('\n'),
    passwords: secret,
    keywords: keywords.join('='),
  })) {
    yield* encoded(what, text, size);
  }
}

const SYNTAX: Readonly<Record<string, string>> = {
  quotes: '"',
  'quotes of all kinds': '"\'`',
  braces: '{',
  'closed braces': '{}',
  backslashes: '\\',
  'escaped quotes': '\\"',
  'names of users': '://a:',
  'names of users with passwords': '://a:b@',
  'names of users and at': '://a:@',
  'at signs': `://a:${'@'.repeat(250)}`,
  'equals signs': '=',
  colons: ':',
  'line ends': '\n',
  'returns only': '\r',
  'NUL and letter': '\0a',
  'letter and NUL': 'a\0',
  'NUL and name': '\0p\0a\0s\0s\0w\0o\0r\0d\0=',
  spaces: ' ',
  tabs: '\t',
  'name and spaces': `password=${' '.repeat(60)}`,
  'name and quote': 'password="',
  'name in itself': 'password=',
  'words of names': `${'password='.repeat(55)} `,
  'words of names with digits': `${'secret=a1B2c3'.repeat(38)} `,
  'quoted words of names': `password="${'token=x9'.repeat(60)}"\n`,
  'words of names and colons': `${'api_key:Zq8'.repeat(45)} `,
  'heads of web tokens in a row': 'eyJ-',
  'heads of web tokens in two rows': `${'eyJ-'.repeat(100)}.${'eyJ-'.repeat(1500)}`,
  'names in tags': '<password>',
  'names in closed tags': '<password>a1b2c3d4</password>',
  'names as values': '{"name": "PASSWORD", "value": ',
  'names as values with values': '{"name":"PASSWORD","value":"kT9vbq2L"},',
  'names joined': 'password_token_secret_api_key_',
  'names joined that assign': 'password_token_secret_api_key=x1Y2z3W4;',
  'weak values': 'password=changeme123changeme123\n',
  'long values': `password="${'aB3$'.repeat(250)}"\n`,
  'long words': `secret=${'aB3x'.repeat(300)} `,
  'program text, minified': 'a.password="kT9vbq2L",b.token=function(e){return e.secret||t("api_key",n)};',
  'JSON in strings': '{\\"password\\": \\"kT9vbq2Lm4xZ\\\\n\\", \\"url\\": \\"https:\\/\\/a:b@c\\"},',
  'unicode escapes': '\\u0070\\u0061ssword: \\u0022',
  'escapes in percent': '%70%61%73%73word%3D',
  'escapes of escapes in percent': '%25%32%35%32%35',
  'percent signs': '%',
  'half an escape': '%a',
  'private keys without an end': '-----BEGIN RSA PRIVATE KEY-----\n',
  'private keys of many lines without an end': `-----BEGIN RSA PRIVATE KEY-----\n${`${'MIIEpAIBAAKCAQEA'.repeat(4)}\n`.repeat(400)}`,
  'private keys in one line':
    '-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC\\n',
  'private keys that are encrypted': '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n',
  'private keys of PGP': '-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: a\n',
  'web tokens': `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(5000)} `,
  'heads of web tokens': 'eyJhbGciOiJub25lIn0.',
  'keys in JSON': '"kty":"RSA","n":"a",',
  'keys in JSON, sorted': `"d":"${'aB3_'.repeat(20)}",`,
  manifests: 'kind: Secret\na: b\n',
  'manifests of many lines': `kind: Secret\n${'a: b\n'.repeat(29)}`,
  'data of manifests': 'kind: Secret\ndata:\n # a\n # a\n # a\n # a\n',
  'logins to registries': '"auths": {"a": {"b": "c", ',
  users: 'user: a\n  username: b\n',
  'lines of a password file': 'a:5432:a:a:',
  'environment of containers': '      - DB_PASSWORD=kT9vbq2Lm4xZ\n',
  'base64 without text': 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ',
  'lines of base64': `${'cGFzc3dvcmQgPSAi'.repeat(4)}\n`,
  'words of base64': `${'cGFzc3dvcmQ9'.repeat(2)} `,
  'hexadecimal digits': '70617373776f72643d',
  'words of hexadecimal digits': `${'70617373776f72643d'.repeat(2)} `,
  UUIDs: 'secret=f81d4fae-7dec-11d0-a765-00a0c91e6bf6\n',
};

/** As a Secret says it: the same values over and over, each under a name. */
function manifest(secret: string): string {
  const data = Array.from(
    { length: 1000 },
    (_, index) => `  key${index}: ${Buffer.from(secret).toString('base64')}\n`,
  );
  return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n${data.join('')}---\n`;
}

function utf16(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1'), 'utf16le');
}

function percent(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('hex').replace(/../g, '%$&'), 'latin1');
}

const ENCODINGS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  base64: (bytes) => Buffer.from(bytes.toString('base64'), 'latin1'),
  'base64 in lines': (bytes) => Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\n'), 'latin1'),
  'base64 by lines': (bytes) =>
    Buffer.from(
      bytes.toString('latin1').replace(/.+/g, (line) => Buffer.from(line, 'latin1').toString('base64')),
      'latin1',
    ),
  hexadecimal: (bytes) => Buffer.from(bytes.toString('hex'), 'latin1'),
  percent,
  'UTF-16': utf16,
};

/** Once, and three times over, in each pair of encodings. */
function* encoded(what: string, text: string, size: number): Generator<Adversary> {
  for (const [outer, encode] of Object.entries(ENCODINGS)) {
    for (const [inner, encodeInner] of Object.entries(ENCODINGS)) {
      const grown = encode(encodeInner(encode(Buffer.alloc(8192, text, 'latin1')))).length / 8192;
      const plain = Buffer.alloc(Math.floor(size / grown), text, 'latin1');
      yield {
        what: `${what} in ${outer} in ${inner} in ${outer}`,
        bytes: encode(encodeInner(encode(plain))),
        path: 'notes',
      };
    }
    const once = encode(Buffer.alloc(8192, text, 'latin1')).length / 8192;
    yield {
      what: `${what} in ${outer}`,
      bytes: encode(Buffer.alloc(Math.floor(size / once), text, 'latin1')),
      path: 'notes',
    };
  }
}
