/** What `init` learns of a repository: what is in it to check, what is others', and which versions it runs. */
import type { Claim } from '../checks/collector.ts';
import type { Project } from '../source/project.ts';

export interface Traits {
  /** How many files of which kind, by the collectors' names for them. */
  readonly claims: ReadonlyMap<string, number>;
  /** Folders with other people's code, and with tests' data. */
  readonly vendored: readonly string[];
  readonly fixtures: readonly string[];
  /** Templates of Helm charts. */
  readonly charts: readonly string[];
  /** Versions that images name; several where they differ. */
  readonly nginxVersions: readonly string[];
  readonly postgresVersions: readonly string[];
  /** The schema for editors is installed. */
  readonly hasSchema: boolean;
}

const VENDORED = /^(?:.*\/)?(?:vendor|third_party|node_modules|bower_components|site-packages)\//;
const FIXTURES = /^(?:.*\/)?(?:fixtures|testdata|__fixtures__|__snapshots__)\//;
const NAMES_IMAGES = /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.dockerfile$|\.ya?ml$/i;
const IMAGE =
  /(?:^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*|\bimage:[ \t]*["']?)(?:[\w.-]+(?::\d+)?\/)*(nginx(?:-unprivileged)?|postgres):v?(\d+(?:\.\d+){0,2})/gim;
/** Files that are read for images. */
const READ_AT_MOST = 2000;
/** A repository with more such folders has its own idea of them. */
const FOLDERS_AT_MOST = 20;

export function traitsOf(project: Project, claims: readonly Claim[]): Traits {
  const { paths } = project;
  const kinds = new Map<string, number>();
  for (const { as } of claims) kinds.set(as, (kinds.get(as) ?? 0) + 1);
  const versions = imageVersions(project);
  return {
    claims: kinds,
    vendored: foldersOf(paths, VENDORED),
    fixtures: foldersOf(paths, FIXTURES),
    charts: paths
      .filter((path) => /(?:^|\/)Chart\.ya?ml$/.test(path))
      .map((path) => path.replace(/Chart\.ya?ml$/, 'templates'))
      .filter((folder) => paths.some((path) => path.startsWith(`${folder}/`)))
      .slice(0, FOLDERS_AT_MOST),
    nginxVersions: versions('nginx'),
    postgresVersions: versions('postgres'),
    hasSchema: project.exists('node_modules/secbaseline/dist/schema/config.json'),
  };
}

/** The outermost folders that match, without the slash at the end. */
function foldersOf(paths: readonly string[], pattern: RegExp): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const steps = path.split('/');
    for (let depth = 1; depth < steps.length; depth++) {
      const folder = steps.slice(0, depth).join('/');
      if (!pattern.test(`${folder}/`)) continue;
      folders.add(folder);
      break;
    }
  }
  return [...folders].sort().slice(0, FOLDERS_AT_MOST);
}

function imageVersions(project: Project): (product: 'nginx' | 'postgres') => readonly string[] {
  const found = new Map<string, Set<string>>();
  const files = project.paths.filter((path) => NAMES_IMAGES.test(path) && !VENDORED.test(path));
  for (const path of files.slice(0, READ_AT_MOST)) {
    const outcome = project.read(path);
    if (outcome.kind !== 'text') continue;
    for (const [, image = '', version = ''] of outcome.source.text.matchAll(IMAGE)) {
      const product = image.startsWith('nginx') ? 'nginx' : 'postgres';
      const versions = found.get(product) ?? new Set();
      found.set(product, versions.add(version));
    }
  }
  return (product) => [...(found.get(product) ?? [])].sort();
}
