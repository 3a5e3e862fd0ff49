import { type AddressRange, formatAddress, outsideSorted, parseRange, sortedRanges } from '../cidr.ts';
import { type Code, codeOf, FAIL, UNKNOWN } from '../outcome.ts';
import type { Operator } from './operator.ts';

const MOST_KNOWN = 10_000;

/** Whom a person takes for a stranger: the addresses of documentation (RFC 5737, RFC 3849), if they are outside. */
const EXAMPLES = { 4: [0xcb00710an], 6: [(0x20010db8n << 96n) | 0x10n] } as const;

/**
 * An address or range that lies wholly in the union of the listed ranges; of a list, every element. The witness is an
 * address outside. Unknown for what is no address: where a host name leads cannot be read from a file.
 */
export const within: Operator = {
  name: 'within',
  about:
    'The address or range lies in the union of the listed ranges (IPv4, IPv6); of a list, every element. Unknown for host names.',
  judges: 'text or a list of text',
  fits: (shape) => shape.type === 'string' || (shape.type === 'list' && shape.of.type === 'string'),
  operandFault({ type, literal }) {
    const texts = literal === undefined ? [] : [literal].flat();
    const isRange = texts.every((text) => typeof text === 'string' && parseRange(text) !== null);
    return (type === 'string' || type === null) && isRange ? null : 'ranges such as `10.0.0.0/8`';
  },
  bind(operand) {
    const ranges: readonly AddressRange[] = [operand].flat().flatMap((text) => rangeOf(text) ?? []);
    const union = { 4: sortedRanges(4, ranges), 6: sortedRanges(6, ranges) } as const;
    const firstOutside = (range: AddressRange): bigint | null => outsideSorted(range, union[range.family]);
    // The same few ranges come again and again.
    const known = new Map<unknown, Code>();
    const test = (value: unknown): Code => {
      let code = known.get(value);
      if (code === undefined) {
        const range = rangeOf(value);
        code = range === null ? UNKNOWN : codeOf(firstOutside(range) === null);
        if (known.size >= MOST_KNOWN) known.clear();
        known.set(value, code);
      }
      return code;
    };
    return {
      absent: FAIL,
      over: 'all',
      test,
      why: (value) => `\`${String(value)}\` is not an address`,
      witness(value) {
        const range = rangeOf(value);
        const first = range === null ? null : firstOutside(range);
        if (range === null || first === null) return null;
        const isOutside = (address: bigint): boolean =>
          address >= range.first &&
          address <= range.last &&
          firstOutside({ family: range.family, first: address, last: address }) !== null;
        const example = EXAMPLES[range.family].find(isOutside) ?? first;
        return formatAddress(range.family, example);
      },
    };
  },
};

/** Several rules look at the same texts. */
const parsed = new Map<string, AddressRange | null>();

function rangeOf(value: unknown): AddressRange | null {
  if (typeof value !== 'string') return null;
  let range = parsed.get(value);
  if (range === undefined) {
    range = parseRange(value);
    if (parsed.size >= MOST_KNOWN) parsed.clear();
    parsed.set(value, range);
  }
  return range;
}
