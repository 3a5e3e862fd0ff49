/** What the API server would refuse about an object. Such an object is not in force, so nobody is protected by it. */

export interface Fault {
  /** Below `spec`: `egress.0.ports.1`. */
  readonly path: string;
  /** Continues the name of the path: `has no key`. */
  readonly what: string;
}

export interface Faults {
  readonly found: readonly Fault[];
  add(path: string, what: string): void;
}

export function newFaults(): Faults {
  const found: Fault[] = [];
  return { found, add: (path, what) => void found.push({ path, what }) };
}
