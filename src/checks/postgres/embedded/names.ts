/** Which files may be manifests, by their paths alone: every run asks, and must not load what reads them. */

const MANIFEST = /\.(?:ya?ml|json)(?:\.(?:dist|example|sample))?$/i;

export function manifestConcerns(path: string): boolean {
  return MANIFEST.test(path);
}
