/**
 * One nginx file as a tree with exact ranges. nginx-conf builds the tree over a mask; names, arguments and ranges come
 * from our lexer, and both must have seen the same directives: a difference is a fault of ours and said as such.
 */
import { NginxParser } from 'nginx-conf';
import type { SourceText } from '../../source/text.ts';
import { type Lexed, lex, type Statement } from './lex.ts';
import { type Mask, maskText } from './mask.ts';
import { swallowedDirective } from './swallowed.ts';
import { placeholderBefore, placeholderInWords } from './template.ts';
import type { Directive, ParseOutcome } from './tree.ts';

type Node = NonNullable<Parameters<NonNullable<Parameters<NginxParser['parse']>[1]>>[1]>;

/** Parses one file by nginx's syntax alone: whether directives exist or may stand where they do is not looked at. */
export function parseNginx(source: SourceText): ParseOutcome {
  const lexed = lex(source);
  const fault = lexed.fault ?? swallowedDirective(source.text, lexed);
  const placeholder =
    fault === null
      ? placeholderInWords(source.text, lexed)
      : placeholderBefore(source.text, lexed, fault.reached);
  if (placeholder !== null) {
    return { kind: 'template', message: 'template', offset: placeholder };
  }
  if (fault !== null) return { kind: 'syntax-error', message: fault.message, offset: fault.offset };

  const mask = maskText(source.text, lexed);
  const root = parseMask(mask.text);
  if (typeof root === 'string') return disagreement(root, 0);
  const builder = { source, lexed, mask, next: 0, nextWord: 0 };
  const directives = build(builder, root, 0);
  if (!Array.isArray(directives)) return disagreement(directives.message, directives.offset);
  const left = lexed.statements[builder.next];
  if (left !== undefined) return disagreement('nginx-conf sees fewer directives', left.words[0].start);
  return { kind: 'parsed', directives, comments: lexed.comments };
}

function disagreement(message: string, offset: number): ParseOutcome {
  return { kind: 'syntax-error', message: `internal: ${message}`, offset };
}

/** The tree of nginx-conf, or what it complains of. It throws where its state is broken, calls back otherwise. */
function parseMask(mask: string): Node | string {
  let outcome: Node | string = 'nginx-conf gave no answer';
  try {
    new NginxParser().parse(mask, (error, tree) => {
      outcome = error === null && tree !== undefined ? tree : `nginx-conf: ${error?.message}`;
    });
  } catch (error) {
    return `nginx-conf: ${error instanceof Error ? error.message : String(error)}`;
  }
  return outcome;
}

interface Builder {
  readonly source: SourceText;
  readonly lexed: Lexed;
  readonly mask: Mask;
  /** Index of the statement that belongs to the next node, and of its first word: all are in document order. */
  next: number;
  nextWord: number;
}

interface Disagreement {
  readonly message: string;
  readonly offset: number;
}

function build(builder: Builder, parent: Node, depth: number): Directive[] | Disagreement {
  const directives: Directive[] = [];
  for (const node of parent.children ?? []) {
    const statement = builder.lexed.statements[builder.next];
    if (statement === undefined) {
      return { message: 'nginx-conf sees more directives', offset: builder.source.text.length };
    }
    builder.next++;
    const [name] = statement.words;
    const isAgreed = agrees(builder, statement, node, depth);
    builder.nextWord += statement.words.length;
    if (!isAgreed) {
      return { message: 'nginx-conf reads this directive differently', offset: name.start };
    }
    const inner = statement.form === 'block' ? build(builder, node, depth + 1) : [];
    if (!Array.isArray(inner)) return inner;
    directives.push({
      name: name.text,
      path: builder.source.path,
      nameStart: name.start,
      nameEnd: name.end,
      args: statement.words.slice(1),
      end: statement.end,
      block: statement.form === 'simple' ? null : inner,
      body: statement.body,
    });
  }
  return directives;
}

/** Same name, same arguments, same form, same nesting. */
function agrees({ mask, nextWord }: Builder, statement: Statement, node: Node, depth: number): boolean {
  let expected = '';
  for (let word = 1; word < statement.words.length; word++) expected += mask.words[nextWord + word] ?? '';
  return (
    node.name === mask.words[nextWord] &&
    node.value.replace(/\s+/g, '') === expected &&
    node.isBlock === (statement.form !== 'simple') &&
    statement.depth === depth
  );
}
