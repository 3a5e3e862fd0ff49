/** The suites of SSL 3.0 to TLS 1.2 in the order of a client of today, so that a server chooses what it would choose for one. */
import { OLDER_SUITES, suiteName } from './suite-names.ts';
import { suiteProperties } from './suite-properties.ts';

/** Those that rules may object to: without authenticated encryption, forward secrecy or authentication. */
export const QUESTIONABLE: readonly number[] = OLDER_SUITES.filter(isQuestionable);

const strong = OLDER_SUITES.filter((suite) => !isQuestionable(suite));
const isCurve = (suite: number): boolean => /^TLS_ECDHE_(ECDSA|RSA)_/.test(suiteName(suite));

export const STRONG_FIRST: readonly number[] = [
  ...strong.filter(isCurve),
  ...strong.filter((suite) => !isCurve(suite)),
  ...QUESTIONABLE,
];

function isQuestionable(codePoint: number): boolean {
  const { aead, forwardSecrecy, anonymous } = suiteProperties(suiteName(codePoint));
  return !aead || !forwardSecrecy || anonymous;
}
