/** What the tests of this room share: a root opened the way a run opens it. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type DiscoverRequest, type Discovery, discover } from '../../src/discover/discover.ts';
import {
  closeRepository,
  type Environment,
  openRepository,
  type Repository,
  type RepositoryAccess,
} from '../../src/discover/git.ts';
import { findRoot } from '../../src/discover/root.ts';

export interface OpenedRoot {
  readonly root: string;
  readonly repository: RepositoryAccess;
}

export function openRoot(
  t: TestContext,
  cwd: string,
  config: string | null = null,
  environment: Environment = process.env,
): OpenedRoot {
  const found = findRoot({ cwd, config });
  const repository = openRepository(found, environment);
  t.after(() => {
    if (repository.kind === 'repository') closeRepository(repository);
  });
  return { root: found.root, repository };
}

export function repositoryOf(t: TestContext, cwd: string): Repository {
  const { repository } = openRoot(t, cwd);
  assert.equal(repository.kind, 'repository', JSON.stringify(repository));
  if (repository.kind !== 'repository') throw new Error('unreachable');
  return repository;
}

export function find(
  t: TestContext,
  cwd: string,
  paths: readonly string[] = [],
  options: Partial<DiscoverRequest> & { readonly config?: string } = {},
): Discovery {
  const { config, ...rest } = options;
  const opened = openRoot(t, cwd, config ?? null);
  return discover({ ...opened, cwd, paths, all: false, include: ['**'], exclude: [], ...rest });
}
