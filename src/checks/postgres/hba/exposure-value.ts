/** Exposures as rules see them: a file has some forty, and a repository may have a thousand files. */

import type { EntryValue } from './entry-value.ts';
import type { Exposure, Witness } from './exposures.ts';

/** The witness of an exposure, by its index. */
export type WitnessOf = (at: number) => Witness | null;

/**
 * The witness is worked out when asked for. One accessor for all keeps them small and of one shape: an accessor in an object
 * literal costs seven times the object.
 */
export class ExposureValue {
  readonly line: number;
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly method: string;
  readonly transport: string;
  readonly replication: boolean;
  /** Missing, and named under `unknown`, where nothing is certain. */
  readonly certain: true | undefined;
  readonly ranges: readonly string[];
  readonly names: readonly string[];
  readonly anyDatabase: boolean;
  readonly anyUser: boolean;
  readonly clientCertificate: boolean;
  declare readonly witness: Witness | null;
  readonly #at: number;
  readonly #witnessOf: WitnessOf;

  constructor(exposure: Exposure, entry: EntryValue, at: number, witnessOf: WitnessOf) {
    this.line = entry.line;
    this.type = entry.type;
    this.databases = entry.databases;
    this.users = entry.users;
    this.method = entry.method;
    this.transport = exposure.transport;
    this.replication = exposure.replication;
    this.certain = exposure.certain ? true : undefined;
    this.ranges = exposure.ranges;
    this.names = exposure.names;
    this.anyDatabase = entry.anyDatabase;
    this.anyUser = entry.anyUser;
    this.clientCertificate = entry.clientCertificate;
    this.#at = at;
    this.#witnessOf = witnessOf;
    // Its own, since only own properties are fields of a fact.
    Object.defineProperty(this, 'witness', ExposureValue.#accessor);
  }

  static readonly #accessor: PropertyDescriptor = {
    enumerable: true,
    get(this: ExposureValue) {
      return this.#witnessOf(this.#at);
    },
  };
}
