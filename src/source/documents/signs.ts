/**
 * The signs that mean something in YAML, as UTF-16 units. Each is a constant of its own, so that the build puts the
 * number where it is used.
 */
export const LF = 10;
export const SPACE = 32;
export const DOUBLE = 34;
export const HASH = 35;
export const SINGLE = 39;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const GREATER = 62;
export const BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const BRACE = 123;
export const BAR = 124;
export const CLOSE_BRACE = 125;

/** By unit, 1 for signs that no plain value begins with, or that begin something that is not simple. */
export const INDICATORS = new Uint8Array(128);
for (const sign of '?:,[]{}#&*!|>\'"%@`\n ') INDICATORS[sign.charCodeAt(0)] = 1;
