/** OpenSSL's suites with their properties, and the group names of cipher strings (`cipher_aliases` in ssl_ciph.c). */
import { SUITE_TABLE } from './suites.ts';

/** Properties as bit sets; 0 and the empty version say nothing. */
export interface Masks {
  readonly exchange: number;
  readonly authentication: number;
  readonly encryption: number;
  readonly mac: number;
  readonly strength: number;
  readonly notDefault: boolean;
  readonly version: string;
}

export interface Suite {
  readonly name: string;
  /** IANA's name. */
  readonly standardName: string;
  readonly exchange: string;
  readonly authentication: string;
  readonly encryption: string;
  readonly bits: number;
  readonly mac: string;
  readonly legacy: boolean;
  readonly masks: Masks;
}

const NOTHING: Masks = {
  exchange: 0,
  authentication: 0,
  encryption: 0,
  mac: 0,
  strength: 0,
  notDefault: false,
  version: '',
};

const bits = (...names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name, at) => [name, 2 ** at]));

const EXCHANGE = bits('RSA', 'DH', 'ECDH', 'PSK', 'RSAPSK', 'DHEPSK', 'ECDHEPSK', 'SRP');
const AUTHENTICATION = bits('RSA', 'DSS', 'ECDSA', 'None', 'PSK', 'SRP');
const MAC = bits('MD5', 'SHA1', 'SHA256', 'SHA384', 'AEAD');
const ENCRYPTION = bits(
  ...[
    'None',
    'AES128',
    'AES256',
    'AESGCM128',
    'AESGCM256',
    'AESCCM128',
    'AESCCM256',
    'AESCCM8128',
    'AESCCM8256',
  ],
  ...[
    'CHACHA20/POLY1305256',
    'ARIAGCM128',
    'ARIAGCM256',
    'Camellia128',
    'Camellia256',
    '3DES',
    'RC4',
    'SEED',
  ],
  ...['IDEA', 'DES', 'RC2', 'RC4-40'],
);
const STRENGTH: Readonly<Record<string, number>> = { X: 1, W: 2, M: 4, H: 8, F: 16 };

const any = (table: Readonly<Record<string, number>>, ...names: readonly string[]): number =>
  names.reduce((mask, name) => mask | (table[name] ?? 0), 0);
const without = (table: Readonly<Record<string, number>>, ...names: readonly string[]): number =>
  any(table, ...Object.keys(table).filter((name) => !names.includes(name)));

export const MASKS = { any: NOTHING } as const;

let parsed: readonly Suite[] | undefined;

/** All suites, in OpenSSL's order of preference. */
export function suites(): readonly Suite[] {
  parsed ??= SUITE_TABLE.trim().split('\n').map(parseSuite);
  return parsed;
}

function parseSuite(line: string): Suite {
  const [name = '', standardName = '', version = '', exchange = '', authentication = '', ...rest] =
    line.split(' ');
  const [encryption = '', size = '0', mac = '', flags = ''] = rest;
  const hasSizes = /^(AES|ARIA|Camellia|CHACHA)/.test(encryption);
  const key = hasSizes ? encryption + size : encryption === 'RC4' && size === '40' ? 'RC4-40' : encryption;
  return {
    name,
    standardName,
    exchange,
    authentication,
    encryption,
    bits: Number(size),
    mac,
    legacy: flags.includes('L'),
    masks: {
      exchange: EXCHANGE[exchange] ?? 0,
      authentication: AUTHENTICATION[authentication] ?? 0,
      encryption: ENCRYPTION[key] ?? 0,
      mac: MAC[mac] ?? 0,
      strength: any(STRENGTH, ...flags),
      notDefault: flags.includes('N'),
      version,
    },
  };
}

const exchange = (...names: readonly string[]): Masks => ({ ...NOTHING, exchange: any(EXCHANGE, ...names) });
const authentication = (...names: readonly string[]): Masks => ({
  ...NOTHING,
  authentication: any(AUTHENTICATION, ...names),
});
const encryption = (...names: readonly string[]): Masks => ({
  ...NOTHING,
  encryption: any(ENCRYPTION, ...names),
});
const mac = (...names: readonly string[]): Masks => ({ ...NOTHING, mac: any(MAC, ...names) });
const strength = (name: string): Masks => ({ ...NOTHING, strength: any(STRENGTH, name) });
const version = (name: string): Masks => ({ ...NOTHING, version: name });
const authenticated = (...names: readonly string[]): Masks => ({
  ...exchange(...names),
  authentication: without(AUTHENTICATION, 'None'),
});
const anonymous = (name: string): Masks => ({
  ...exchange(name),
  ...{ authentication: any(AUTHENTICATION, 'None') },
});

const AES_CCM = ['AESCCM128', 'AESCCM256', 'AESCCM8128', 'AESCCM8256'] as const;
const AES_GCM = ['AESGCM128', 'AESGCM256'] as const;
const CBC = ['AES128', 'AES256', 'Camellia128', 'Camellia256', '3DES', 'SEED', 'IDEA', 'DES', 'RC2'] as const;
const PSK = ['PSK', 'RSAPSK', 'DHEPSK', 'ECDHEPSK'] as const;

/** Group names of cipher strings; case matters, as in OpenSSL. */
export const ALIASES: ReadonlyMap<string, Masks> = new Map<string, Masks>([
  ['ALL', { ...NOTHING, encryption: without(ENCRYPTION, 'None', 'DES', 'RC2', 'RC4-40') }],
  ['COMPLEMENTOFALL', encryption('None')],
  ['COMPLEMENTOFDEFAULT', { ...NOTHING, notDefault: true }],
  ['kRSA', exchange('RSA')],
  ['kEDH', exchange('DH')],
  ['kDHE', exchange('DH')],
  ['DH', exchange('DH')],
  ['kEECDH', exchange('ECDH')],
  ['kECDHE', exchange('ECDH')],
  ['ECDH', exchange('ECDH')],
  ['kPSK', exchange('PSK')],
  ['kRSAPSK', exchange('RSAPSK')],
  ['kECDHEPSK', exchange('ECDHEPSK')],
  ['kDHEPSK', exchange('DHEPSK')],
  ['kSRP', exchange('SRP')],
  ['aRSA', authentication('RSA')],
  ['aDSS', authentication('DSS')],
  ['DSS', authentication('DSS')],
  ['aNULL', authentication('None')],
  ['aECDSA', authentication('ECDSA')],
  ['ECDSA', authentication('ECDSA')],
  ['aPSK', authentication('PSK')],
  ['aSRP', authentication('SRP')],
  ['EDH', authenticated('DH')],
  ['DHE', authenticated('DH')],
  ['EECDH', authenticated('ECDH')],
  ['ECDHE', authenticated('ECDH')],
  ['NULL', encryption('None')],
  ['eNULL', encryption('None')],
  ['RSA', { ...exchange('RSA'), authentication: any(AUTHENTICATION, 'RSA') }],
  ['ADH', anonymous('DH')],
  ['AECDH', anonymous('ECDH')],
  ['PSK', exchange(...PSK)],
  ['SRP', exchange('SRP')],
  ['3DES', encryption('3DES')],
  ['RC4', encryption('RC4', 'RC4-40')],
  ['RC2', encryption('RC2')],
  ['IDEA', encryption('IDEA')],
  ['SEED', encryption('SEED')],
  ['DES', encryption('DES')],
  ['AES128', encryption('AES128', 'AESGCM128', 'AESCCM128', 'AESCCM8128')],
  ['AES256', encryption('AES256', 'AESGCM256', 'AESCCM256', 'AESCCM8256')],
  ['AES', encryption('AES128', 'AES256', ...AES_GCM, ...AES_CCM)],
  ['AESGCM', encryption(...AES_GCM)],
  ['AESCCM', encryption(...AES_CCM)],
  ['AESCCM8', encryption('AESCCM8128', 'AESCCM8256')],
  ['CAMELLIA128', encryption('Camellia128')],
  ['CAMELLIA256', encryption('Camellia256')],
  ['CAMELLIA', encryption('Camellia128', 'Camellia256')],
  ['CHACHA20', encryption('CHACHA20/POLY1305256')],
  ['ARIA', encryption('ARIAGCM128', 'ARIAGCM256')],
  ['ARIAGCM', encryption('ARIAGCM128', 'ARIAGCM256')],
  ['ARIA128', encryption('ARIAGCM128')],
  ['ARIA256', encryption('ARIAGCM256')],
  ['CBC', encryption(...CBC)],
  ['MD5', mac('MD5')],
  ['SHA1', mac('SHA1')],
  ['SHA', mac('SHA1')],
  ['SHA256', mac('SHA256')],
  ['SHA384', mac('SHA384')],
  ['SSLv3', version('SSLv3')],
  ['TLSv1', version('TLSv1')],
  ['TLSv1.0', version('TLSv1')],
  ['TLSv1.2', version('TLSv1.2')],
  ['LOW', strength('W')],
  ['MEDIUM', strength('M')],
  ['HIGH', strength('H')],
  ['FIPS', strength('F')],
  ['EXP', strength('X')],
  ['EXPORT', strength('X')],
  [
    'EDH-DSS-DES-CBC3-SHA',
    { ...exchange('DH'), authentication: any(AUTHENTICATION, 'DSS'), encryption: any(ENCRYPTION, '3DES') },
  ],
  [
    'EDH-RSA-DES-CBC3-SHA',
    { ...exchange('DH'), authentication: any(AUTHENTICATION, 'RSA'), encryption: any(ENCRYPTION, '3DES') },
  ],
]);
