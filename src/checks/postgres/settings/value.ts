/** Values as the server reads them: booleans and their prefixes, numbers with units, names out of a list. */
import type { KnownSetting, Unit } from './known.ts';

export type ReadValue =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a value, given without its quotes, as `ParseConfigFile` and `SET` do. */
export function readValue(setting: KnownSetting, raw: string): ReadValue {
  switch (setting.type) {
    case 'boolean': {
      const flag = readBoolean(raw);
      return flag === null ? invalid(`${setting.name} needs a Boolean value`) : known(flag ? 'on' : 'off');
    }
    case 'integer':
      return readInteger(setting, raw);
    case 'enum': {
      const option = setting.options.find((one) => one.toLowerCase() === raw.toLowerCase());
      return option === undefined
        ? invalid(`${setting.name} is one of ${setting.options.join(', ')}`)
        : known(option);
    }
    case 'text':
      return known(setting.name === 'log_connections' ? readAspects(raw) : raw);
  }
}

function known(value: string | number): ReadValue {
  return { kind: 'value', value };
}

function invalid(reason: string): ReadValue {
  return { kind: 'invalid', reason };
}

/** `on`, `off`, `true`, `false`, `yes`, `no`, `1`, `0` and unambiguous prefixes, in any case (parse_bool_with_len). */
export function readBoolean(raw: string): boolean | null {
  const text = raw.toLowerCase();
  if (text === '') return null;
  if ('true'.startsWith(text) || 'yes'.startsWith(text) || text === '1') return true;
  if ('false'.startsWith(text) || 'no'.startsWith(text) || text === '0') return false;
  if (text === 'on') return true;
  return text.length > 1 && 'off'.startsWith(text) ? false : null;
}

/** What is logged of a connection since 18: the old Booleans where they are meant. */
function readAspects(raw: string): string {
  const flag = readBoolean(raw.trim());
  if (flag !== null) return flag ? 'on' : 'off';
  return raw.trim() === '' ? 'off' : raw.trim().toLowerCase();
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const BASE: Readonly<Record<Unit, number>> = { ms: 1, s: 1000 };

const NUMBER =
  /^[ \t\n\v\f\r]*([-+]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?))[ \t\n\v\f\r]*([A-Za-z]*)[ \t\n\v\f\r]*$/;

/** A number, perhaps with a unit (case counts), rounded to the base unit of the setting (parse_int). */
function readInteger(setting: KnownSetting, raw: string): ReadValue {
  const { name, unit, minimum, maximum } = setting;
  const [, digits = '', suffix = ''] = NUMBER.exec(raw) ?? [];
  // strtol takes a leading zero for octal, and stops at an 8 or 9.
  if (digits === '' || /^[-+]?0\d*[89]\d*$/.test(digits)) return invalid(`${name} needs a number`);
  let number = numberOf(digits);
  if (suffix !== '') {
    const factor = unit === null ? undefined : MILLISECONDS[suffix];
    if (factor === undefined || unit === null) {
      return invalid(`${name} takes the units us, ms, s, min, h and d, and case counts`);
    }
    number = (number * factor) / BASE[unit];
  }
  const value = roundedToEven(number);
  if (value < minimum || value > maximum) return invalid(`${name} is between ${minimum} and ${maximum}`);
  return known(value);
}

/** C's strtol with base 0: hexadecimal, octal, decimal; else strtod. */
function numberOf(digits: string): number {
  const [sign, rest] = digits.startsWith('-') ? [-1, digits.slice(1)] : [1, digits.replace(/^\+/, '')];
  if (/^0[xX]/.test(rest)) return sign * Number(rest);
  if (/^0[0-7]+$/.test(rest)) return sign * Number.parseInt(rest, 8);
  return sign * Number(rest);
}

/** As rint does. */
function roundedToEven(number: number): number {
  const floor = Math.floor(number);
  const rest = number - floor;
  if (rest !== 0.5) return Math.round(number) + 0;
  return floor % 2 === 0 ? floor : floor + 1;
}
