/** `init --hook`: a hook that keeps secrets out of commits. */
import { basename, dirname, relative } from 'node:path';
import { type HookManager, hookPlace } from '../discover/hooks.ts';
import { findRoot } from '../discover/root.ts';
import { visible } from '../report/escape.ts';
import { InputError } from '../source/diagnostic.ts';
import { createFile } from '../source/replace.ts';
import { EXIT } from './exit.ts';

const COMMAND = 'secbaseline secrets --staged';

/** What is installed in the repository comes first: it has the version that the repository asks for. */
const HOOK = `#!/bin/sh
# Keeps secrets out of commits. Written by \`secbaseline init --hook\`.
# To commit nevertheless: git commit --no-verify
if [ -x node_modules/.bin/secbaseline ]; then
  exec node_modules/.bin/${COMMAND}
elif command -v secbaseline >/dev/null 2>&1; then
  exec ${COMMAND}
fi
echo 'secbaseline is not installed, so nobody looked for secrets: npm install --save-dev secbaseline' >&2
exit 1
`;

/** What to put into the file of the tool that looks after the hooks. */
const ENTRIES: Readonly<Record<HookManager, string>> = {
  'pre-commit': `repos:
  - repo: local
    hooks:
      - id: secbaseline-secrets
        name: secbaseline secrets
        entry: ${COMMAND}
        language: node
        additional_dependencies: [secbaseline]
        pass_filenames: false
        always_run: true
`,
  lefthook: `pre-commit:
  commands:
    secbaseline-secrets:
      run: npx --no-install ${COMMAND}
`,
  'simple-git-hooks': `"simple-git-hooks": {
  "pre-commit": "npx --no-install ${COMMAND}"
}
`,
};

/**
 * Writes the hook where git looks for it, and never over another. Where a tool looks after the hooks, what to put into
 * its file is printed instead. Exit code 0: the hook is in place; 2: it is not, which has been explained.
 */
export function installHook(): number {
  const { workTree } = findRoot({ cwd: process.cwd(), config: null });
  if (workTree === null) {
    throw new InputError([{ message: 'a hook needs a git repository, and this is none', hint: 'git init' }]);
  }
  const place = hookPlace(workTree);
  if (place.kind === 'managed') {
    if (isOurs(place.text)) return inPlace(place.file);
    process.stderr.write(
      `${place.by} looks after the hooks of this repository; put this into ${place.file}:\n`,
    );
    process.stdout.write(ENTRIES[place.by]);
    return EXIT.usage;
  }
  const shown = visible(relative(process.cwd(), place.file));
  if (place.existing !== null) {
    if (isOurs(place.existing)) return inPlace(shown);
    const hint = `add a line to it: ${COMMAND} || exit 1`;
    throw new InputError([{ message: `cannot write ${shown}: it is there already`, hint }]);
  }
  const outcome = createFile(place.file, HOOK, 0o777);
  if (outcome.kind === 'refused') {
    throw new InputError([{ message: `cannot write ${shown}: ${outcome.reason}` }]);
  }
  const who = basename(dirname(place.file)) === '.husky' ? 'husky runs it' : 'git runs it';
  process.stderr.write(`${shown}: ${who} before each commit; try it: ${COMMAND}\n`);
  return EXIT.ok;
}

function isOurs(text: string): boolean {
  return /\bsecbaseline\b[^\n]*\bsecrets\b|secbaseline-secrets/.test(text);
}

function inPlace(file: string): number {
  process.stderr.write(`${file}: the hook is in place already\n`);
  return EXIT.ok;
}
