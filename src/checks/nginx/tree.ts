/** The nginx configuration as a tree with exact ranges; offsets are UTF-16 units into the file's decoded text. */

export interface Argument {
  /** As nginx sees it: quotes taken off, escapes resolved. */
  readonly text: string;
  readonly quoted: boolean;
  /** Range in the source, quotes included. */
  readonly start: number;
  readonly end: number;
}

export interface Comment {
  /** From `#` to the end of the line, exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Directive {
  readonly name: string;
  /** Path of the file it stands in, relative to the root. */
  readonly path: string;
  /** Range of the name. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly args: readonly Argument[];
  /** End of the whole directive, after `;` or `}`. */
  readonly end: number;
  /** Null for a simple directive, else what stands between the braces, in order. Empty for Lua blocks. */
  readonly block: readonly Directive[] | null;
  /** Range between the braces; null for a simple directive. */
  readonly body: { readonly start: number; readonly end: number } | null;
}

export type ParseOutcome =
  | {
      readonly kind: 'parsed';
      readonly directives: readonly Directive[];
      readonly comments: readonly Comment[];
    }
  | { readonly kind: 'syntax-error'; readonly message: string; readonly offset: number }
  | { readonly kind: 'template'; readonly message: string; readonly offset: number };
