/**
 * One nginx file as a tree with exact ranges. Names, arguments and ranges come from our lexer. Where a file holds words
 * that readers may end at different signs, nginx-conf reads a mask of it too, and both must have seen the same
 * directives: a difference is a fault of ours and said as such.
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

  if (!lexed.isPlain) {
    const difference = comparedWithNginxConf(source.text, lexed);
    if (difference !== null) {
      const message = `internal: ${difference.message}`;
      return { kind: 'syntax-error', message, offset: difference.offset };
    }
  }
  return { kind: 'parsed', directives: treeOf(source.path, lexed.statements), comments: lexed.comments };
}

/** Statements are in the order of the file, and each knows how many blocks are around it. */
function treeOf(path: string, statements: readonly Statement[]): readonly Directive[] {
  const top: Directive[] = [];
  const around = [top];
  for (const { words, form, depth, body, end } of statements) {
    const block: Directive[] | null = form === 'simple' ? null : [];
    const [name] = words;
    around[depth]?.push({
      name: name.text,
      path,
      nameStart: name.start,
      nameEnd: name.end,
      args: words.slice(1),
      end,
      block,
      body,
    });
    if (form === 'block' && block !== null) around[depth + 1] = block;
  }
  return top;
}

interface Difference {
  readonly message: string;
  readonly offset: number;
}

/** What nginx-conf sees otherwise in a text that was read without fault; null where both agree. */
export function comparedWithNginxConf(text: string, lexed: Lexed): Difference | null {
  const mask = maskText(text, lexed);
  const root = parseMask(mask.text);
  if (typeof root === 'string') return { message: root, offset: 0 };
  const comparison = { lexed, mask, next: 0, nextWord: 0 };
  const difference = compare(comparison, root, 0, text.length);
  if (difference !== null) return difference;
  const left = lexed.statements[comparison.next];
  return left === undefined
    ? null
    : { message: 'nginx-conf sees fewer directives', offset: left.words[0].start };
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

interface Comparison {
  readonly lexed: Lexed;
  readonly mask: Mask;
  /** Index of the statement that belongs to the next node, and of its first word: all are in document order. */
  next: number;
  nextWord: number;
}

function compare(comparison: Comparison, parent: Node, depth: number, end: number): Difference | null {
  for (const node of parent.children ?? []) {
    const statement = comparison.lexed.statements[comparison.next];
    if (statement === undefined) return { message: 'nginx-conf sees more directives', offset: end };
    comparison.next++;
    const isAgreed = agrees(comparison, statement, node, depth);
    comparison.nextWord += statement.words.length;
    if (!isAgreed) {
      return { message: 'nginx-conf reads this directive differently', offset: statement.words[0].start };
    }
    const inner = statement.form === 'block' ? compare(comparison, node, depth + 1, end) : null;
    if (inner !== null) return inner;
  }
  return null;
}

/** Same name, same arguments, same form, same nesting. */
function agrees({ mask, nextWord }: Comparison, statement: Statement, node: Node, depth: number): boolean {
  let expected = '';
  for (let word = 1; word < statement.words.length; word++) expected += mask.words[nextWord + word] ?? '';
  return (
    node.name === mask.words[nextWord] &&
    node.value.replace(/\s+/g, '') === expected &&
    node.isBlock === (statement.form !== 'simple') &&
    statement.depth === depth
  );
}
