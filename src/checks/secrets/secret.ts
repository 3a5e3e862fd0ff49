/** A secret value in a shape that cannot be printed: whatever shows, logs or stores it shows its length and entropy. */
import { inspect } from 'node:util';
import { byteEntropy } from './byte-entropy.ts';

/** Others for each process, so that an identity leads back to no value. The crypto module would take 15 ms to load. */
const START = [Math.random() * 2 ** 32, Math.random() * 2 ** 32] as const;

/** A class because of its invariant: no way of showing it shows the value. */
export class Secret {
  readonly #bytes: Buffer;
  readonly length: number;
  /** Bits per byte. */
  readonly entropy: number;

  /** Copies the bytes: scanners read one file after the other into the same memory. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
    this.length = bytes.length;
    this.entropy = byteEntropy(this.#bytes, 0, this.#bytes.length);
  }

  equals(other: Secret): boolean {
    return this.#bytes.equals(other.#bytes);
  }

  /** Equal for equal secrets within this process, and of no use outside it: for sets of what was seen. */
  get identity(): string {
    // FNV-1a with a random start, twice: enough to tell secrets apart, and nothing that leaves the process.
    let [a, b] = START;
    for (const byte of this.#bytes) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x85ebca6b) + 1;
    }
    return `${this.length}:${a >>> 0}:${b >>> 0}`;
  }

  toString(): string {
    const unit = this.length === 1 ? 'char' : 'chars';
    return `[redacted ${this.length} ${unit}, ${this.entropy.toFixed(1)} bits/char]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
