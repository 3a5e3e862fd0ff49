/** Charts and overlays of a project, rendered by the programs that people deploy them with. */
import { type Overlay, overlay } from '../../source/rendered/overlay.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { renderBudget } from './budget.ts';
import { renderCharts } from './helm.ts';
import { renderKustomizations } from './kustomize.ts';
import { type RenderRequest, together } from './request.ts';

export interface RenderedTree {
  readonly overlay: Overlay;
  readonly notAnalysed: readonly NotAnalysed[];
  readonly notes: readonly NotAnalysed[];
}

/** Starts programs: only where somebody asked for it. */
export async function renderTree(asked: Omit<RenderRequest, 'budget'>): Promise<RenderedTree> {
  const request = { ...asked, budget: renderBudget() };
  const { project } = request;
  const { documents, gone, notAnalysed, notes } = together([
    await renderCharts(request),
    await renderKustomizations(request),
  ]);
  const listed = new Set(project.paths);
  const written = (path: string) => {
    const outcome = project.read(path);
    return outcome.kind === 'text' ? outcome.source : undefined;
  };
  return {
    overlay: overlay(documents, new Set(gone.filter((path) => listed.has(path))), written),
    notAnalysed,
    notes,
  };
}
