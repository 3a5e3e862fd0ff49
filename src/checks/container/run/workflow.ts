/**
 * Commands in the files that CI runs: `run` of GitHub Actions, `script` of GitLab and Azure, `command` of CircleCI. Each
 * value is a script of its own.
 */
import { documentsOf } from '../../../source/documents/documents.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Project } from '../../collector.ts';
import { type Command, type ShellWord, shellCommands } from '../shell.ts';

const SCRIPTS: ReadonlySet<string> = new Set([
  'run',
  'script',
  'before_script',
  'after_script',
  'command',
  'bash',
]);

/** The commands of all scripts of a workflow, in order; none where it cannot be read, which is for others to say. */
export function workflowCommands(project: Project, path: string): readonly Command[] {
  const outcome = documentsOf(project, path);
  if (outcome.kind !== 'documents') return [];
  const commands: Command[] = [];
  for (const { root } of outcome.documents) {
    for (const script of scriptsIn(root)) add(script, commands);
  }
  return commands;
}

function scriptsIn(node: DocumentNode): readonly DocumentNode[] {
  if (node.isList) return node.items().flatMap(scriptsIn);
  return node.entries().flatMap(({ key, value }) => {
    if (!SCRIPTS.has(key)) return scriptsIn(value);
    const lines = linesOf(value);
    return lines.length > 0 ? lines : scriptsIn(value);
  });
}

/** A text, or texts in lists, of which each is a line of the same script. */
function linesOf(value: DocumentNode): readonly DocumentNode[] {
  if (value.isList) return value.items().flatMap(linesOf);
  return value.text() === null ? [] : [value];
}

function add(node: DocumentNode, commands: Command[]): void {
  const { start, end } = node.textExtent;
  const text = scriptText(node.source.text.slice(start, end));
  const before = commands.length;
  const moved = (word: ShellWord): ShellWord => ({
    ...word,
    start: word.start + start,
    end: word.end + start,
  });
  for (const command of shellCommands(text)) {
    const { words, assignments, inputs, within } = command;
    commands.push({
      ...command,
      words: words.map(moved),
      assignments: assignments.map(moved),
      inputs: inputs.map(moved),
      within: within === null ? null : { ...within, command: within.command + before },
    });
  }
}

/** What the shell reads, at the same offsets. */
function scriptText(written: string): string {
  const header = /^[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\n/.exec(written)?.[0] ?? '';
  const body = written.slice(header.length);
  // Lines of a folded text are one line, as are those of a value that goes on without `|`.
  const isOneLine = header === '' || header.startsWith('>');
  const lines = isOneLine ? body.replace(/\r?\n(?!\s*\n)/g, (eol) => ' '.repeat(eol.length)) : body;
  // An expression is filled in before the shell sees it: to it, a variable that is set elsewhere.
  const filled = lines.replace(
    /\$\{\{(.*?)\}\}/g,
    (_, inner: string) => `\${_${inner.replace(/\W/g, '_')}_}`,
  );
  return ' '.repeat(header.length) + filled;
}
