/** What an address is to a scanner: whether connecting to it needs a person who named the address itself. */
import { BlockList, isIP } from 'node:net';

/**
 * `link-local` and `metadata` answer with credentials of the machine that the scanner runs on, so that a host name which
 * resolves to one of them is never followed; `none` is no address of one host (multicast, broadcast, documentation).
 */
export type AddressKind = 'ordinary' | 'loopback' | 'private' | 'link-local' | 'metadata' | 'none';

const KINDS: readonly (readonly [AddressKind, readonly string[]])[] = [
  [
    'metadata',
    [
      // AWS, GCP, Azure and most others; AWS over IPv6; Alibaba; Oracle; Azure's wire server; ECS task metadata.
      '169.254.169.254/32',
      'fd00:ec2::254/128',
      '100.100.100.200/32',
      '192.0.0.192/32',
      '168.63.129.16/32',
      '169.254.170.2/32',
    ],
  ],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['loopback', ['127.0.0.0/8', '::1/128', '0.0.0.0/32', '::/128']],
  ['none', ['224.0.0.0/4', '240.0.0.0/4', '0.0.0.0/8', 'ff00::/8']],
  // RFC 1918, RFC 6598 (carrier-grade NAT), RFC 4193.
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']],
];

const lists = KINDS.map(([kind, ranges]) => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return { kind, list };
});

/** An IPv4 address that an IPv6 one stands for: mapped (RFC 4291), translated (RFC 6052), 6to4 (RFC 3056). */
function embedded(address: string): string | null {
  const six = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const mapped =
    /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(six) ?? /^64:ff9b::([0-9a-f]+):([0-9a-f]+)$/.exec(six);
  const sixToFour = /^2002:([0-9a-f]+):([0-9a-f]+):/.exec(six);
  const found = mapped ?? sixToFour;
  if (found === null) return null;
  const [high, low] = [Number.parseInt(found[1] ?? '', 16), Number.parseInt(found[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The kind of an IPv4 or IPv6 address in text form; a zone (`fe80::1%eth0`) is left aside. */
export function kindOfAddress(address: string): AddressKind {
  const bare = address.split('%')[0] ?? address;
  const family = isIP(bare);
  if (family === 0) return 'none';
  const inside = family === 6 ? embedded(bare) : null;
  if (inside !== null) return kindOfAddress(inside);
  const found = lists.find(({ list }) => list.check(bare, family === 6 ? 'ipv6' : 'ipv4'));
  return found?.kind ?? 'ordinary';
}
