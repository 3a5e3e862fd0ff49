/** Which files may start containers, by their names alone. */
import { posix } from 'node:path';

export type CommandFileKind = 'shell script' | 'Makefile' | 'systemd unit' | 'CI workflow';

const FOLDERS = /(?:^|\/)(?:bin|scripts?|hack|tools|ci|deploy|ops)\/[^/]+$/;

/** GitHub's workflows and actions, GitLab, CircleCI, Azure and Bitbucket pipelines. */
const WORKFLOW =
  /(?:^|\/)(?:\.github\/workflows\/[^/]+|action|\.gitlab\/.+|[^/]*\.gitlab-ci|\.circleci\/config|azure-pipelines|bitbucket-pipelines)\.ya?ml$/i;

/** Scripts without an ending show their first line; `by its first line` says so. */
export function commandFileKind(path: string): CommandFileKind | 'by its first line' | null {
  const name = posix.basename(path);
  if (/\.(?:sh|bash|zsh|ksh)$/i.test(name)) return 'shell script';
  if (/^(?:GNU)?makefile(?:\..+)?$|\.mk$/i.test(name)) return 'Makefile';
  if (/\.service$/.test(name)) return 'systemd unit';
  if (WORKFLOW.test(path)) return 'CI workflow';
  return !name.includes('.') && FOLDERS.test(path) ? 'by its first line' : null;
}
