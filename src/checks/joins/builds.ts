/** Which Dockerfile of the repository an image comes from: by what builds it and how it is named there. */
import type { Fact } from '../../engine/fact.ts';
import { type Image, parseImage } from '../container/image.ts';

/** What a container runs: a stage of a Dockerfile. */
export interface Built {
  readonly dockerfile: string;
  /** Null for the last stage. */
  readonly target: string | null;
}

export interface Builds {
  /** The build of an image by its reference; null where the repository does not build it, or where two would fit. */
  find(reference: string): Built | null;
}

export function buildsOf(facts: readonly Fact[]): Builds {
  const exact = new Map<string, Built | null>();
  const short = new Map<string, Built | null>();
  const add = (names: Map<string, Built | null>, name: string, built: Built): void => {
    const known = names.get(name);
    const isSame =
      known === undefined ||
      (known !== null && known.dockerfile === built.dockerfile && known.target === built.target);
    names.set(name, isSame ? built : null);
  };
  for (const fact of facts) {
    for (const { reference, built } of namedBuilds(fact)) {
      const image = parseImage(reference);
      add(exact, repositoryOf(image), built);
      add(short, lastName(image), built);
    }
  }
  return {
    find(reference) {
      if (reference === '' || reference.includes('$')) return null;
      const image = parseImage(reference);
      const found = exact.get(repositoryOf(image));
      return found === undefined ? (short.get(lastName(image)) ?? null) : found;
    },
  };
}

function namedBuilds(fact: Fact): readonly { readonly reference: string; readonly built: Built }[] {
  switch (fact.fact) {
    case 'docker.build': {
      const built = builtBy(fact.value);
      const tags = fact.value.tags as readonly string[];
      return built === null ? [] : tags.map((reference) => ({ reference, built }));
    }
    case 'compose.service': {
      const built = composeBuild(fact);
      const image = fact.value.image as Image | null | undefined;
      return built === null || image === null || image === undefined
        ? []
        : [{ reference: image.reference, built }];
    }
    default:
      return [];
  }
}

/** What a compose service builds for itself. */
export function composeBuild({ value }: Fact): Built | null {
  const build = value.build as Readonly<Record<string, unknown>> | null | undefined;
  return build === null || build === undefined ? null : builtBy(build);
}

function builtBy({ dockerfile, target }: Readonly<Record<string, unknown>>): Built | null {
  if (typeof dockerfile !== 'string') return null;
  return { dockerfile, target: typeof target === 'string' ? target : null };
}

function repositoryOf({ registry, repository }: Image): string {
  return registry === null || registry === 'docker.io' ? repository : `${registry}/${repository}`;
}

function lastName({ repository }: Image): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}
