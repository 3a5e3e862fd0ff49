/** Containers over the images that the repository builds: who overrides the user of a Dockerfile, who cannot start with it. */
import type { Fact } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import type { Image } from '../container/image.ts';
import { fileFact } from '../file-fact.ts';
import { type Builds, type Built, buildsOf, composeBuild } from './builds.ts';

interface Use {
  readonly fact: Fact;
  readonly stage: Fact;
  readonly image: string | null;
  readonly at: Anchor | undefined;
  /** Null where the container sets no user, or one that is not known. */
  readonly own: string | null;
  readonly mustNotBeRoot: boolean;
}

/** All facts, stages with who overrides them and who builds them by name, and one `image.use` for each use. */
export function joinImages(facts: readonly Fact[]): readonly Fact[] {
  const stages = stagesByFile(facts);
  if (stages.size === 0) return facts;
  const builds = buildsOf(facts);
  const uses = facts.flatMap((fact) => useOf(fact, builds, stages) ?? []);
  const targeted = new Set(
    facts.flatMap((fact) => {
      const built = fact.fact === 'docker.build' || fact.fact === 'compose.service' ? buildIn(fact) : null;
      const stage = built === null ? undefined : stageOf(built, stages);
      return stage === undefined ? [] : [stage];
    }),
  );
  const usesOf = new Map<Fact, Use[]>();
  for (const use of uses) usesOf.set(use.stage, [...(usesOf.get(use.stage) ?? []), use]);
  const fuller = facts.map((fact) =>
    fact.fact === 'docker.stage' ? fullerStage(fact, usesOf.get(fact) ?? [], targeted.has(fact)) : fact,
  );
  return [...fuller, ...uses.map(useFact)];
}

function buildIn(fact: Fact): Built | null {
  if (fact.fact === 'compose.service') return composeBuild(fact);
  const { dockerfile, target } = fact.value;
  if (typeof dockerfile !== 'string') return null;
  return { dockerfile, target: typeof target === 'string' ? target : null };
}

type Stages = ReadonlyMap<string, readonly Fact[]>;

function stagesByFile(facts: readonly Fact[]): Stages {
  const stages = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.fact !== 'docker.stage' || fact.at === null) continue;
    stages.set(fact.at.path, [...(stages.get(fact.at.path) ?? []), fact]);
  }
  return stages;
}

function stageOf({ dockerfile, target }: Built, stages: Stages): Fact | undefined {
  const own = stages.get(dockerfile) ?? [];
  if (target === null) return own.find(({ value }) => value.final === true);
  const wanted = target.toLowerCase();
  return own.find(({ value }) => typeof value.name === 'string' && value.name.toLowerCase() === wanted);
}

function useOf(fact: Fact, builds: Builds, stages: Stages): Use | null {
  const described = describe(fact);
  if (described === null) return null;
  const { image, own, mustNotBeRoot } = described;
  const built = fact.fact === 'compose.service' ? composeBuild(fact) : null;
  const found = built ?? (image === null ? null : builds.find(image));
  const stage = found === null ? undefined : stageOf(found, stages);
  if (stage === undefined) return null;
  const at = image === null ? undefined : fact.positions.image;
  return { fact, stage, image, at: at ?? fact.at ?? undefined, own, mustNotBeRoot };
}

/** What a container says about its image and its user. */
function describe({ fact, value }: Fact): Pick<Use, 'image' | 'own' | 'mustNotBeRoot'> | null {
  switch (fact) {
    case 'compose.service':
    case 'container.run': {
      const image = value.image as Image | null | undefined;
      const own = typeof value.user === 'string' && value.runsAs !== 'image' ? value.user : null;
      return { image: image?.reference ?? null, own, mustNotBeRoot: false };
    }
    case 'k8s.container': {
      const context = value.effective as {
        readonly runAsUser?: number | null;
        readonly runAsNonRoot?: boolean | null;
      };
      const own = typeof context.runAsUser === 'number' ? String(context.runAsUser) : null;
      const image = typeof value.image === 'string' ? value.image : null;
      return { image, own, mustNotBeRoot: context.runAsNonRoot === true };
    }
    default:
      return null;
  }
}

/** The user that `own` stands for, in the words of `docker.stage`. */
function ownRunsAs(own: string, fact: Fact): unknown {
  return fact.fact === 'k8s.container' ? (own === '0' ? 'root' : 'uid') : fact.value.runsAs;
}

/** A stage that always runs as somebody else says by whom; one that is built by its name ships too. */
function fullerStage(stage: Fact, uses: readonly Use[], isTargeted: boolean): Fact {
  const overriding = uses.filter(({ own, fact }) => own !== null && ownRunsAs(own, fact) !== 'root');
  const isAlways = uses.length > 0 && overriding.length === uses.length;
  const [first] = overriding;
  const overriddenBy = isAlways && first !== undefined ? `${first.fact.subject} (user ${first.own})` : null;
  const checks = uses.filter(({ fact }) => typeof fact.value.healthcheck === 'string' || hasProbes(fact));
  const checkedBy =
    uses.length > 0 && checks.length === uses.length ? (checks[0]?.fact.subject ?? null) : null;
  if (overriddenBy === null && checkedBy === null && !(isTargeted && stage.value.ships === false))
    return stage;
  return fileFact({
    fact: stage.fact,
    subject: stage.subject,
    at: stage.at ?? { path: '', start: 0, end: 0 },
    value: { ...stage.value, ships: stage.value.ships === true || isTargeted, overriddenBy, checkedBy },
    unknown: overriddenBy === null ? stage.unknown : without(stage.unknown, 'runsAs'),
    confidence: stage.confidence,
    positions: () => stage.positions,
  });
}

function hasProbes({ value }: Fact): boolean {
  return Array.isArray(value.probes) && value.probes.length > 0;
}

function without(record: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

function useFact({ fact, stage, image, at, own, mustNotBeRoot }: Use): Fact {
  const runsAs = own === null ? stage.value.runsAs : ownRunsAs(own, fact);
  const place = at ?? { path: '', start: 0, end: 0 };
  const doubt = stage.unknown.runsAs;
  return fileFact({
    fact: 'image.use',
    subject: fact.subject,
    at: place,
    value: {
      dockerfile: stage.at?.path ?? '',
      stage: stage.value.name,
      image,
      imageUser: stage.value.user,
      ...(doubt === undefined ? { imageRunsAs: stage.value.runsAs } : {}),
      overridden: own !== null,
      ...(runsAs === undefined ? {} : { runsAs }),
      mustNotBeRoot,
    },
    unknown: doubt === undefined ? {} : { imageRunsAs: doubt, ...(own === null ? { runsAs: doubt } : {}) },
    confidence: 'high',
    positions: () => ({
      imageRunsAs: place,
      runsAs: place,
      image: place,
      imageUser: stage.positions.user ?? null,
    }),
  });
}
