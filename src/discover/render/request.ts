/** What rendering is asked for, and what comes of it. */
import type { Project } from '../../source/project.ts';
import type { RenderedDocument } from '../../source/rendered/overlay.ts';
import type { NotAnalysed } from '../../source/span.ts';
import type { Budget } from './budget.ts';

export interface RenderRequest {
  readonly project: Project;
  /** Absolute, without symbolic links. */
  readonly root: string;
  /** `1.34`; null leaves it to the renderer. */
  readonly kubernetesVersion: string | null;
  readonly signal: AbortSignal;
  readonly budget: Budget;
}

export interface Rendering {
  readonly documents: readonly RenderedDocument[];
  /** Files whose own text says nothing any more: they are in the documents, as far as anything comes of them. */
  readonly gone: readonly string[];
  readonly notAnalysed: readonly NotAnalysed[];
  readonly notes: readonly NotAnalysed[];
}

export const NOTHING: Rendering = { documents: [], gone: [], notAnalysed: [], notes: [] };

export function together(renderings: readonly Rendering[]): Rendering {
  return {
    documents: renderings.flatMap(({ documents }) => documents),
    gone: renderings.flatMap(({ gone }) => gone),
    notAnalysed: renderings.flatMap(({ notAnalysed }) => notAnalysed),
    notes: renderings.flatMap(({ notes }) => notes),
  };
}

/** What cannot be rendered is judged as it is written, and says why. */
export function notRendered(path: string, reason: string): Rendering {
  return { ...NOTHING, notAnalysed: [{ path, line: null, reason: `not rendered: ${reason}` }] };
}
