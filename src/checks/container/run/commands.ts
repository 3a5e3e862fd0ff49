/** Files that start containers, and their commands: shell scripts, Makefiles, systemd units, workflows of CI. */
import type { Project } from '../../collector.ts';
import { type Command, shellCommands } from '../shell.ts';
import { type CommandFileKind, commandFileKind } from './names.ts';
import { workflowCommands } from './workflow.ts';

export interface CommandFile {
  readonly path: string;
  readonly as: CommandFileKind;
  readonly commands: readonly Command[];
}

/** Files in which a container tool is called. */
export function commandFiles(project: Project): readonly CommandFile[] {
  return project.paths.flatMap((path): CommandFile[] => {
    const kind = commandFileKind(path);
    if (kind === null) return [];
    const read = project.read(path);
    if (read.kind !== 'text') return [];
    const { text } = read.source;
    if (!/\b(?:docker|podman|nerdctl)\b/.test(text)) return [];
    if (kind === 'by its first line' && !/^#!.*\b(?:ba|da|a|z|k)?sh\b/.test(text.slice(0, 200))) return [];
    const as = kind === 'by its first line' ? 'shell script' : kind;
    if (as === 'CI workflow') return [{ path, as, commands: workflowCommands(project, path) }];
    const commands = shellCommands(scriptIn(text, as));
    return [{ path, as, commands: as === 'Makefile' ? commands.map(withSingleDollars) : commands }];
  });
}

/** `$$` of make is one `$` for the shell. */
function withSingleDollars(command: Command): Command {
  const words = command.words.map((word) => ({ ...word, text: word.text.replaceAll('$$', '$') }));
  return { ...command, words };
}

/** The text with everything blank that no shell reads, at the same offsets. */
function scriptIn(text: string, kind: Exclude<CommandFileKind, 'CI workflow'>): string {
  switch (kind) {
    case 'shell script':
      return text;
    case 'Makefile':
      return recipes(text);
    case 'systemd unit':
      return execLines(text);
  }
}

function recipes(text: string): string {
  let isContinued = false;
  return byLine(text, (line) => {
    const isFirst = !isContinued;
    const isRecipe = line.startsWith('\t') || isContinued;
    isContinued = isRecipe && /\\\r?$/.test(line);
    if (!isRecipe) return null;
    // `@` and its like are make's, and `$(X)` is a variable of make.
    return line
      .replace(/^\t[ \t]*[@+-]+/, (prefix) => (isFirst ? ' '.repeat(prefix.length) : prefix))
      .replace(/\$\((\w+)\)/g, '$${$1}');
  });
}

function execLines(text: string): string {
  let isContinued = false;
  return byLine(text, (line) => {
    const match = isContinued
      ? null
      : /^[ \t]*Exec(?:Start|Stop|Reload)(?:Pre|Post)?[ \t]*=[ \t]*[-@:+!]*/.exec(line);
    const isCommand = match !== null || isContinued;
    isContinued = isCommand && /\\\r?$/.test(line);
    if (!isCommand) return null;
    const prefix = match?.[0].length ?? 0;
    return ' '.repeat(prefix) + line.slice(prefix);
  });
}

/** Lines that `keep` gives back, of the same length; the others blank. */
function byLine(text: string, keep: (line: string) => string | null): string {
  return text
    .split('\n')
    .map((line) => keep(line) ?? ' '.repeat(line.length))
    .join('\n');
}
