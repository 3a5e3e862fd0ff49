/** Our reading of git's configuration against git's own. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gitSetting } from '../../src/discover/git-settings.ts';
import { temporaryFolder } from '../support/folder.ts';
import { liveOrSkip } from '../support/live.ts';

const TEXTS = [
  '[core]\n\thooksPath = .husky/_\n',
  '[core]\n\thooksPath = "a b" ; comment\n',
  '[CORE]\nHOOKSPATH=x # comment\n',
  '[core] hooksPath = one\n[core]\nhooksPath = two\n',
  '[core "sub"]\n\thooksPath = wrong\n[core]\n\thooksPath = a\\tb\\\\c\n',
  '[other]\n\thooksPath = wrong\n',
  '[core]\n# hooksPath = wrong\n; hooksPath = wrong\n\tbare = false\n',
  '[core]\n\thooksPath = a "b # c" d   \n',
  '[core]\n\thooksPath =\n',
  '',
];

test('one setting, as git reads it', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const file = join(temporaryFolder(t), 'config');
  for (const text of TEXTS) {
    writeFileSync(file, text);
    let expected: string | null = null;
    try {
      const printed = execFileSync('git', ['config', '-z', '--file', file, '--get', 'core.hooksPath']);
      expected = printed.toString().replace(/\0$/, '');
    } catch {
      // Git ends with 1 where there is no such setting.
    }
    assert.equal(gitSetting(text, 'core', 'hooksPath'), expected, text);
  }
});
