/**
 * A generated nginx configuration as a tree that can be written down twice: clean, as the collector reads it, and
 * instrumented, as the real server runs it, where every server, location and `if` writes its mark into the access log.
 */
import { HTTP_PRELUDE, MAIN_PRELUDE } from './nginx-server.ts';

export interface Item {
  readonly id: number;
  readonly name: string;
  /** As written, quotes included. */
  readonly args: readonly string[];
  /** Null for a simple directive. */
  readonly block: readonly Item[] | null;
  /** Files that an `include` names, each with its directives. */
  readonly files?: readonly IncludedFile[];
  /** White space and comments between the name and the first argument. */
  readonly odd?: string;
  /** Comments before the directive. */
  readonly lead?: string;
  /** Never dropped when a configuration is shrunk. */
  readonly fixed?: true;
}

export interface IncludedFile {
  readonly path: string;
  readonly items: readonly Item[];
}

/** Where a block or directive stands in the clean text. */
export interface Written {
  readonly item: Item;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Ranges of the arguments, quotes included. */
  readonly args: readonly { readonly start: number; readonly end: number }[];
  /** Enclosing items, outermost first. */
  readonly above: readonly Item[];
}

export interface Rendered {
  readonly files: Readonly<Record<string, string>>;
  readonly written: readonly Written[];
}

/** Blocks that a request passes through leave their mark. */
export function isMarked(item: Item): boolean {
  return item.block !== null && (item.name === 'server' || item.name === 'location' || item.name === 'if');
}

export type Mode = 'clean' | 'instrumented';

/**
 * A header that a probe sends comes back as the first word of its line in `access.log`, followed by what the request
 * passed through (`12` for the block with that id), the status, and what the limits said.
 */
export const PROBE_HEADER = 'X-Probe';

const LOG =
  "log_format probe '$http_x_probe|$trace|$status|$limit_req_status|$limit_conn_status|$uri';\naccess_log access.log probe;\n";

/** Writes the whole configuration: `nginx.conf` and the files that it includes. */
export function render(top: readonly Item[], mode: Mode): Rendered {
  const files: Record<string, string> = {};
  const written: Written[] = [];
  writeFile('nginx.conf', top, []);
  return { files, written };

  function writeFile(path: string, items: readonly Item[], above: readonly Item[]): void {
    let text = mode === 'instrumented' && path === 'nginx.conf' ? MAIN_PRELUDE : '';
    files[path] = '';
    writeItems(items, above, '');
    files[path] = text;

    function writeItems(all: readonly Item[], over: readonly Item[], indent: string): void {
      for (const item of all) writeItem(item, over, indent);
    }

    function writeItem(item: Item, over: readonly Item[], indent: string): void {
      text += item.lead ?? '';
      text += indent;
      const start = text.length;
      text += item.name;
      const args: { start: number; end: number }[] = [];
      for (const [index, arg] of item.args.entries()) {
        text += index === 0 && item.odd !== undefined ? item.odd : ' ';
        args.push({ start: text.length, end: text.length + arg.length });
        text += arg;
      }
      if (item.block === null) {
        text += ';';
      } else {
        text += ' {\n';
        text += prelude(item);
        writeItems(item.block, [...over, item], `${indent}  `);
        text += `${indent}}`;
      }
      written.push({ item, path, start, end: text.length, args, above: over });
      text += '\n';
      for (const file of item.files ?? []) writeFile(file.path, file.items, over);
    }
  }

  function prelude(item: Item): string {
    if (mode === 'clean') return '';
    if (item.name === 'http') return HTTP_PRELUDE + LOG;
    return isMarked(item) ? `set $trace "$trace ${item.id}";\n` : '';
  }
}

/** Every item of the tree, included files too, with those above it. */
export function* walk(
  items: readonly Item[],
  above: readonly Item[] = [],
): Generator<{ readonly item: Item; readonly above: readonly Item[] }> {
  for (const item of items) {
    yield { item, above };
    if (item.block !== null) yield* walk(item.block, [...above, item]);
    for (const file of item.files ?? []) yield* walk(file.items, above);
  }
}

/** The tree without one item, or with its block's contents in its place where `lift` is set. */
export function without(items: readonly Item[], id: number, lift = false): readonly Item[] {
  return items.flatMap((item): readonly Item[] => {
    if (item.id === id) return lift ? (item.block ?? item.files?.flatMap((file) => file.items) ?? []) : [];
    const block = item.block === null ? null : without(item.block, id, lift);
    if (item.files === undefined) return [{ ...item, block }];
    const files = item.files.map((file) => ({ ...file, items: without(file.items, id, lift) }));
    return [{ ...item, block, files }];
  });
}
