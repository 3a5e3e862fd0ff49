/** Which files may hold alerting rules, by their names alone. */

export function mayHoldRules(path: string): boolean {
  return /\.(?:ya?ml|json|rules)$/i.test(path);
}
