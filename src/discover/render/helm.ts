/** Helm charts, as `helm template` renders them with the values that they bring along. */
import { realpathSync } from 'node:fs';
import { join, posix } from 'node:path';
import { documentsOf } from '../../source/documents/documents.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Project } from '../../source/project.ts';
import { type HelmDocument, helmDocuments } from '../../source/rendered/helm-output.ts';
import type { RenderedDocument } from '../../source/rendered/overlay.ts';
import { placesInTemplate } from '../../source/rendered/template-place.ts';
import type { Span } from '../../source/span.ts';
import { runChild } from '../child.ts';
import { findProgram } from '../programs.ts';
import { isInside } from '../root.ts';
import { walk } from '../walk.ts';
import { NOTHING, notRendered, type Rendering, type RenderRequest, together } from './request.ts';
import { inWorkFolder } from './work-folder.ts';

interface Chart {
  /** Of its Chart.yaml, from the root. */
  readonly path: string;
  /** From the root; empty for the root itself. */
  readonly folder: string;
  readonly root: DocumentNode;
  readonly name: string;
}

const CHART = /(?:^|\/)Chart\.ya?ml$/;

/** Charts that others hold are rendered with these. */
export async function renderCharts(request: RenderRequest): Promise<Rendering> {
  const charts = chartsOf(request.project);
  const program = charts.length === 0 ? null : findProgram('helm', request.root);
  const renderings: Rendering[] = [];
  for (const chart of charts) renderings.push(await renderChart(request, program, chart));
  return together(renderings);
}

function chartsOf(project: Project): readonly Chart[] {
  const paths = project.paths.filter((path) => CHART.test(path));
  const folders = paths.map((path) => posix.dirname(path)).filter((folder) => folder !== '.');
  return paths.flatMap((path): readonly Chart[] => {
    const folder = path.includes('/') ? posix.dirname(path) : '';
    if (/^charts\//.test(folder) && paths.some((other) => !other.includes('/'))) return [];
    if (folders.some((other) => folder.startsWith(`${other}/charts/`))) return [];
    const outcome = documentsOf(project, path);
    const root = outcome.kind === 'documents' ? outcome.documents[0]?.root : undefined;
    const name = root?.text('name') ?? null;
    return root === undefined || name === null ? [] : [{ path, folder, root, name }];
  });
}

/** What Helm takes as the name of a release. */
const RELEASE = /^[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?$/;

async function renderChart(request: RenderRequest, program: string | null, chart: Chart): Promise<Rendering> {
  const { project, root, kubernetesVersion, signal, budget } = request;
  if (chart.root.text('type') === 'library') {
    const reason = 'a library chart: it is rendered where it is used';
    return { ...NOTHING, notes: [{ path: chart.path, line: null, reason }] };
  }
  if (program === null) return notRendered(chart.path, 'helm is not on the PATH');
  const folder = join(root, chart.folder);
  if (leadsOut(root, folder)) return notRendered(chart.path, 'a symbolic link in it leads out of the root');
  const refused = budget.refuse();
  if (refused !== null) return notRendered(chart.path, refused);
  const outcome = await inWorkFolder((work) =>
    runChild({
      program,
      args: [
        ...['template', RELEASE.test(chart.name) ? chart.name : 'release', folder, '--namespace', 'default'],
        // Schemas may refer to others by their URLs.
        '--skip-schema-validation',
        ...(kubernetesVersion === null ? [] : ['--kube-version', kubernetesVersion]),
      ],
      folder: work,
      signal,
    }),
  );
  if (outcome.kind === 'failed') {
    return notRendered(chart.path, `helm says: ${outcome.reason.replaceAll(`${root}/`, '')}`);
  }
  budget.took(outcome.output);
  const prefix = chart.folder === '' ? '' : `${chart.folder}/`;
  const templates = project.paths.filter(
    (path) => path.startsWith(prefix) && isTemplate(path.slice(prefix.length)),
  );
  const listed = new Set(templates);
  const documents = helmDocuments(outcome.output).map((one) => documentOf(project, chart, listed, one));
  const used = new Set(documents.map(({ path }) => path));
  return {
    ...NOTHING,
    documents,
    gone: templates,
    notes: templates
      .filter((path) => !used.has(path))
      .map((path) => ({ path, line: null, reason: 'nothing comes of it with the values of the chart' })),
  };
}

function isTemplate(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*templates\/.+\.(?:ya?ml|json)$/.test(path);
}

function leadsOut(root: string, folder: string): boolean {
  const { files } = walk(folder, { ignoreRules: false, toRoot: (name) => name, skips: () => false });
  return files.some(({ path, isLink }) => isLink && !staysInside(root, join(folder, path)));
}

function staysInside(root: string, link: string): boolean {
  try {
    return isInside(root, realpathSync(link));
  } catch {
    return false;
  }
}

function documentOf(
  project: Project,
  chart: Chart,
  listed: ReadonlySet<string>,
  { from, text }: HelmDocument,
): RenderedDocument {
  const path = posix.join(chart.folder, from.slice(from.indexOf('/') + 1));
  const read = project.exists(path) ? project.read(path) : null;
  if (read?.kind === 'text') {
    const place = placesInTemplate(read.source, text);
    return { text, path: listed.has(path) ? path : chart.path, place: (at) => ({ path, ...place(at) }) };
  }
  // Of an archive, or a chart that goes by another name here.
  const span = dependencyOf(chart, from);
  return { text, path: chart.path, place: () => span };
}

function dependencyOf({ path, root }: Chart, from: string): Span {
  const [, wanted] = /^[^/]+\/charts\/([^/]+)\//.exec(from) ?? [];
  const dependency = root
    .items('dependencies')
    .find((one) => wanted !== undefined && (one.text('alias') === wanted || one.text('name') === wanted));
  const { start, end } = (dependency ?? root).nameAnchor();
  return { path, start, end };
}
