/** What `helm template` prints: documents, each behind the name of the template that it was made of. */

/** One document, and the template's path from the folder that holds the chart. */
export interface HelmDocument {
  /** `shop/templates/web.yaml`; of a chart inside it `shop/charts/db/templates/web.yaml`. */
  readonly from: string;
  /** With a line break at its end. */
  readonly text: string;
}

/** Documents that name no template belong to the one before, as those that a template separates itself do. */
export function helmDocuments(output: string): readonly HelmDocument[] {
  const documents: HelmDocument[] = [];
  let from: string | null = null;
  for (const part of output.split(/^---[ \t]*\r?$\n?/m)) {
    const [line, named] = /^# Source: (.+?)\r?\n/.exec(part) ?? [];
    from = named ?? from;
    const text = part.slice(line?.length ?? 0);
    if (from !== null && text.trim() !== '')
      documents.push({ from, text: text.endsWith('\n') ? text : `${text}\n` });
  }
  return documents;
}
