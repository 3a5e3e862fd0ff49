/** `--render`: facts are collected from what charts and overlays become, and point at what people wrote. */
import { renderTree } from '../discover/render/render.ts';
import type { BroughtBy, Fact, ProvenanceStep } from '../engine/fact.ts';
import { redact } from '../report/redact.ts';
import { type OpenProject, withTexts } from '../source/project.ts';
import type { Overlay } from '../source/rendered/overlay.ts';
import type { Anchor, NotAnalysed } from '../source/span.ts';
import type { SourceText } from '../source/text.ts';

export interface RenderedProject {
  /** As collectors read it; whoever shows something to a person reads the project that was rendered. */
  readonly project: OpenProject;
  readonly notAnalysed: readonly NotAnalysed[];
  readonly notes: readonly NotAnalysed[];
  fact(fact: Fact): Fact;
  entry(entry: NotAnalysed): NotAnalysed;
  texts(texts: ReadonlyMap<string, SourceText>): readonly (readonly [string, SourceText])[];
}

export async function renderedProject(
  project: OpenProject,
  options: { readonly root: string; readonly kubernetesVersion: string | null; readonly signal: AbortSignal },
): Promise<RenderedProject> {
  const { overlay, notAnalysed, notes } = await renderTree({ project, ...options });
  const written = (path: string): SourceText | undefined => {
    const outcome = project.read(path);
    return outcome.kind === 'text' ? outcome.source : undefined;
  };
  return {
    project: withTexts(project, overlay.texts),
    // What a program says of a chart may hold what the chart holds.
    notAnalysed: notAnalysed.map((entry) => ({ ...entry, reason: redact(entry.reason) })),
    notes,
    fact: (fact) => (isAboutText(fact, overlay) ? new LedBack(fact, overlay) : fact),
    entry: (entry) => overlay.line(entry),
    texts: (texts) =>
      [...texts].flatMap(([key, text]) =>
        overlay.texts.has(text.path)
          ? overlay.marked(text, written).map((marked) => [marked.path, marked] as const)
          : [[key, text] as const],
      ),
  };
}

function isAboutText({ from, at }: Fact, { texts }: Overlay): boolean {
  return from === 'file' && at !== null && texts.size > 0;
}

/**
 * A fact whose places are in the files that people wrote. It tells nothing of who set a field: what stands there is not
 * what it says, so that nothing may be fixed there.
 */
class LedBack implements Fact {
  readonly fact: string;
  readonly from: Fact['from'];
  readonly subject: string;
  readonly at: Anchor | null;
  readonly target: Fact['target'];
  readonly value: Fact['value'];
  readonly unknown: Fact['unknown'];
  readonly confidence: Fact['confidence'];
  readonly link: string | null;
  readonly commit?: BroughtBy;
  readonly #fact: Fact;
  readonly #overlay: Overlay;
  #positions: Readonly<Record<string, Anchor>> | null = null;

  constructor(fact: Fact, overlay: Overlay) {
    this.fact = fact.fact;
    this.from = fact.from;
    this.subject = fact.subject;
    this.at = fact.at === null ? null : overlay.anchor(fact.at);
    this.target = fact.target;
    this.value = fact.value;
    this.unknown = fact.unknown;
    this.confidence = fact.confidence;
    this.link = fact.link;
    if (fact.commit !== undefined) this.commit = fact.commit;
    this.#fact = fact;
    this.#overlay = overlay;
  }

  get positions(): Readonly<Record<string, Anchor>> {
    this.#positions ??= Object.fromEntries(
      Object.entries(this.#fact.positions).map(([field, at]) => [field, this.#overlay.anchor(at)]),
    );
    return this.#positions;
  }

  get provenance(): Readonly<Record<string, readonly ProvenanceStep[]>> {
    const { at, provenance } = this.#fact;
    return at !== null && this.#overlay.texts.has(at.path) ? {} : provenance;
  }
}
