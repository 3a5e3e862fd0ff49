/** A detector: the shape of one kind of secret, and what a person is told about it. Written in `rules/secrets`. */
import type { Confidence, Severity } from '../../engine/severity.ts';
import type { KeyFile } from './key-file/key-file.ts';

/** `length` characters of an alphabet, inclusive on both ends. */
export interface Body {
  /** A name of `charset.ts`, or a class such as `[A-Za-z0-9_-]`. */
  readonly charset: string;
  readonly min: number;
  readonly max: number;
}

/** `prefix body suffix`, found by its prefix. */
export interface TokenShape {
  readonly kind: 'token';
  /** Case-sensitive. */
  readonly prefix: readonly string[];
  readonly body: Body;
  readonly suffix: string;
  /** `word`: no letter, digit or underscore before, none and no character of the charset behind. */
  readonly boundary: 'word' | 'none';
}

/** What the value of an assignment must be. */
export type ValueShape =
  | { readonly kind: 'body'; readonly body: Body }
  /** A regular expression on the whole value. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** Anything that looks like a password, or like a random secret, by the judgement of `likeness.ts`. */
  | { readonly kind: 'like'; readonly like: 'password' | 'secret' }
  /** Of a service whose name it is: what `service-key.ts` finds behind it. */
  | { readonly kind: 'like'; readonly like: 'service-key' };

/** `identifier operator value`: the identifier holds one of the names, and one of the qualifiers where there are any. */
export interface AssignmentShape {
  readonly kind: 'assignment';
  /** Lower case; `_` stands where words may be joined by `_`, `-`, `.`, a space or nothing. */
  readonly names: readonly string[];
  readonly qualifiers: readonly string[];
  readonly value: ValueShape;
}

/** A regular expression on a window around a keyword. */
export interface RegexShape {
  readonly kind: 'regex';
  /** Lower case, found in any case. Where there are none, each line of the detector's files is looked at. */
  readonly keywords: readonly string[];
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** Bytes of the window before the keyword; where there are none, the match starts at the keyword. */
  readonly before: number;
  /** Bytes of the window from the keyword on. */
  readonly window: number;
}

/** The password in `scheme://user:password@host`. */
export interface UrlShape {
  readonly kind: 'url';
  /** Lower case; `*` stands for any scheme that no other detector names. */
  readonly schemes: readonly string[];
}

/** A file that holds keys in a binary format, and nothing else. */
export interface KeyFileShape {
  readonly kind: 'key-file';
  readonly formats: readonly KeyFile['format'][];
  readonly keys: KeyFile['keys'];
}

export type Shape = TokenShape | AssignmentShape | RegexShape | UrlShape | KeyFileShape;

/** What no finding is made of, however well it fits. Whole paths are for the configuration to exclude. */
export interface Allow {
  /** Regular expressions on the secret. */
  readonly values: readonly string[];
  /** Words that the secret holds, in any case. */
  readonly words: readonly string[];
}

export interface Near {
  readonly detector: string;
  readonly lines: number;
  /** Where the other is not near: no match at all, instead of one of less confidence. */
  readonly required: boolean;
}

/** What the scanner needs to know. Plain data: the build stores it. */
export interface Detector {
  readonly id: string;
  readonly confidence: Confidence;
  readonly shape: Shape;
  readonly checksum: string | null;
  /** Least bits per character of the body or value. */
  readonly entropy: number | null;
  readonly allow: Allow | null;
  readonly near: Near | null;
  /** Globs of the only files that it looks into; null: all. */
  readonly files: readonly string[] | null;
  /** One step less sure where no name is assigned it. */
  readonly named: boolean;
  /** Somebody chose what it finds: a placeholder is told by how it reads. */
  readonly chosen: boolean;
  /** A user's regular expressions run in linear time, by another engine. */
  readonly isBuiltIn: boolean;
}

/** A file with text that holds `{base62 36}` and its like in place of what looks like a secret. */
export interface DetectorExample {
  readonly file: string | null;
  readonly content: string;
}

/** What people are told about a detector. */
export interface DetectorRule {
  readonly id: string;
  readonly confidence: Confidence;
  readonly severity: Severity;
  readonly profiles: readonly ('recommended' | 'strict')[];
  readonly title: string;
  readonly provider: string;
  /** The provider as people write it. */
  readonly name: string;
  readonly references: readonly string[];
  readonly revoke: string | null;
  /** What a finding says; null: that it stands there in plain text. */
  readonly message: string | null;
  /** Null for the usual words. */
  readonly remediation: string | null;
  readonly rationale: string | null;
  readonly cwe: readonly string[];
}

/** Everything that stands about a detector in its file. */
export interface WrittenDetector {
  readonly detector: Detector;
  readonly rule: DetectorRule;
  readonly examples: readonly DetectorExample[];
  readonly counterExamples: readonly DetectorExample[];
}
