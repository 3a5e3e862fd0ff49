/** From a candidate to a match: what it is, what stands around it, and how sure that makes us. */
import { CONFIDENCES, type Confidence } from '../../engine/severity.ts';
import type { Assigned } from './assigned.ts';
import { latin1 } from './assigned.ts';
import { checksumHolds } from './checksum.ts';
import type { CompiledDetector } from './compile.ts';
import type { Context } from './context.ts';
import { encodedPassword, isEncodedLogin } from './encoded-login.ts';
import type { FileKind } from './file-kind.ts';
import { tokenClaims } from './jwt.ts';
import { keyRouteOf } from './key-route.ts';
import { isRandom } from './likeness.ts';
import { isHarmlessHost, isWeakUrl, type UrlCredentials } from './url.ts';
import { hasUserNearby } from './user-nearby.ts';
import { NO_TRAITS, traitsOf } from './value.ts';

export interface Candidate {
  readonly detector: CompiledDetector;
  readonly start: number;
  readonly end: number;
  /** Where the part begins that is random: behind a token's prefix. */
  readonly bodyStart: number;
  readonly assigned: Assigned | null;
  /** The judgement of `like` values; null for those of a shape of their own. */
  readonly likeness: Confidence | null;
  /** The URL that a password stands in. */
  readonly url: UrlCredentials | null;
  /** Whether what belongs with it stands nearby; null where nothing does. */
  readonly near: boolean | null;
}

/** The context of a candidate, and the confidence in it. */
export function judged(
  candidate: Candidate,
  bytes: Buffer,
  kind: FileKind,
): { readonly context: Context; readonly confidence: Confidence } {
  const { detector, start, end, bodyStart } = candidate;
  const value = latin1(bytes, start, end);
  const isNamed = candidate.likeness !== null || detector.kind === 'url' || detector.chosen;
  // Bytes are no words, and repeat where a key is short.
  const traits = detector.kind === 'key-file' ? NO_TRAITS : traitsOf(value, isNamed);
  const checksum =
    detector.checksum === null
      ? null
      : checksumHolds(detector.checksum, latin1(bytes, bodyStart, end))
        ? 'valid'
        : 'invalid';
  const claims = tokenClaims(value);
  const context: Context = {
    ...traits,
    placeholder:
      (traits.placeholder && !isTypedLogin(candidate, bytes, value)) ||
      (candidate.url !== null && isWeakUrl(bytes, candidate.url)),
    wordlike: false,
    allowed: detector.isAllowed?.(value) === true,
    test: kind.isTest,
    example: kind.isExample,
    generated: kind.isGenerated || kind.isLock,
    checksum,
    near: candidate.near,
    ...(claims === null ? {} : { token: claims }),
  };
  return { context, confidence: confidenceOf(candidate, bytes, context) };
}

function confidenceOf(candidate: Candidate, bytes: Buffer, context: Context): Confidence {
  const { detector, likeness, near, url } = candidate;
  if (context.checksum === 'valid') return 'certain';
  let level = CONFIDENCES.indexOf(likeness ?? detector.confidence);
  if (context.checksum === 'invalid') level++;
  if (url !== null || detector.chosen) {
    const strong = isStrong(latin1(bytes, candidate.start, candidate.end));
    if (strong) level--;
    else if (url !== null && isHarmlessHost(bytes, url)) level++;
  }
  if (detector.named && keyRouteOf(bytes, candidate.start, candidate.assigned).length === 0) level++;
  if (near === true) level--;
  if (near === false) level++;
  if (context.test || context.example || context.generated) level++;
  return CONFIDENCES[Math.max(level, near === true ? 0 : 1)] ?? 'low';
}

/** `123456` says nothing by itself; beside the literal name of a user, or named after one, it is what opens an account. */
function isTypedLogin({ detector, likeness, assigned }: Candidate, bytes: Buffer, value: string): boolean {
  if (detector.chosen) return /^\d{5,12}$/.test(value);
  if (likeness === null || assigned === null || !/^[A-Za-z]{0,3}\d{3,12}$/.test(value)) return false;
  const name = latin1(bytes, assigned.identifierStart, assigned.identifierEnd);
  return /root|admin|db|mysql|postgres|redis|mongo|rabbit/i.test(name) || hasUserNearby(bytes, assigned);
}

/** Whether the context says that this is no leak at all. */
export function isDismissed(context: Context): boolean {
  return (
    context.placeholder ||
    context.reference ||
    context.encrypted ||
    context.publicValue ||
    context.wordlike ||
    context.allowed
  );
}

/** Nobody writes such a password into an example by hand. What is written in percent signs may be words. */
function isStrong(value: string): boolean {
  const text = value.replace(/%[\da-f]{2}/gi, '');
  if (encodedPassword(value) !== null) return isEncodedLogin(value);
  if (isRandom(text)) return true;
  return text.length >= 8 && /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
}
