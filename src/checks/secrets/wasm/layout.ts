/** Where everything stands in the memory that the functions read and write, and what they are called by. */

/** Addresses of what the functions read and write. */
export interface Layout {
  /** By byte: twice its class. */
  readonly classes: number;
  /** By byte: what it is folded to where the case does not count. */
  readonly folded: number;
  /** By byte: `LOWER`, `UPPER`, `OTHER` for the parts of words; 0 for what ends them. */
  readonly letters: number;
  /** By byte, 1 or 0. */
  readonly hexadecimal: number;
  readonly printable: number;
  /** What cannot stand in the authority of a URL. */
  readonly endsUrl: number;
  /** By byte: the bits that it stands for in base64. */
  readonly sextets: number;
  /** By byte: bits of `SYNTAX`. */
  readonly syntax: number;
  /** By byte: bits of `SIGN`. */
  readonly signs: number;
  readonly next: number;
  readonly starts: number;
  readonly outputs: number;
  readonly lengths: number;
  readonly roleStarts: number;
  readonly demands: number;
  readonly bodies: number;
  readonly alphabet: number;
  readonly literalStarts: number;
  readonly literals: number;
  /** States that end keywords, and where these end: two numbers each, for four parts of `PART + 4` hits. */
  readonly hits: number;
  /** How many hits each part has, and how many finds there are. */
  readonly counts: number;
  /** 1 where values without quotes are expressions. */
  readonly isQuoted: number;
  /** Where credentials were looked for last: from where, and the first `@` or end of an authority, up to which none is. */
  readonly lookedFor: number;
  /** Roles whose literals seem to stand somewhere, and where they begin: two numbers each. */
  readonly finds: number;
  /** Where runs begin. */
  readonly runs: number;
  /** Where the bytes begin that are read; what is not of a word stands before. */
  readonly input: number;
}

export interface ProgramFacts {
  readonly layout: Layout;
  readonly shift: number;
  readonly firstOutput: number;
  readonly longestKeyword: number;
  /** Roles that one state may lead to. */
  readonly mostRoles: number;
}

/** Bytes of a part; four are read in turn. */
export const PART = 4096;
export const HITS_PER_PART = PART + 4;
/** How many finds there is room for, if no state leads to more roles than that. */
export const MOST_FINDS = 16_384;

export const [LOWER, UPPER, OTHER] = [1, 2, 3];

/** Of a hit and of a find. */
export const ENTRY = 8;

/** Kinds of bytes around an assignment. */
export const SYNTAX = {
  IDENTIFIER: 1,
  CLOSER: 2,
  BLANK: 4,
  TYPE: 8,
  QUOTE: 16,
  /** White space within a line, as `\\s` has it. */
  SPACE: 32,
  /** Ends a line. Before the input stand NULs. */
  LINE: 64,
} as const;

/** What operators are made of, and what stands before a quoted text: `b"x"`, `$'x'`, `["x"]`. */
export const SIGN = { OPERATOR: 1, PREFIX: 2 } as const;

/** Functions are called by their places in the program. */
export const PLACES = { before: 0, encoded: 1, credentials: 2, assigned: 3 } as const;
