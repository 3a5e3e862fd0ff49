/**
 * Runs the automaton over bytes. Each step waits for what the table said to the last one, so four parts of a block are read
 * in turn, and the processor works on three while it waits for the fourth.
 */
import type { Automaton } from './automaton.ts';

/** Called in the order of the bytes with a state that ends keywords, and where they end. */
export type Visit = (state: number, end: number) => void;

export type KeywordSearch = (bytes: Uint8Array, visit: Visit) => void;

/** Bytes of a part; a block has four. Small enough to be in the processor's cache when its keywords are looked at. */
const PART = 4096;

/** @param longest bytes of the longest keyword: what a state knows of the bytes before */
export function keywordSearch(automaton: Automaton, longest: number): KeywordSearch {
  const { classes, shift, next, firstOutput } = automaton;
  const ends = new Int32Array(4 * PART);
  const states = new Uint16Array(4 * PART);

  // All tables are total, and checks would cost a fifth of the speed.
  const stateBefore = (bytes: Uint8Array, to: number): number => {
    let state = 0;
    for (let at = Math.max(0, to - longest); at < to; at++) {
      state = next[(state << shift) | (classes[bytes[at] as number] as number)] as number;
    }
    return state;
  };

  return (bytes, visit) => {
    const tell = (from: number, to: number): void => {
      for (let hit = from; hit < to; hit++) visit(states[hit] as number, ends[hit] as number);
    };
    for (let start = 0; start < bytes.length; start += 4 * PART) {
      const end = Math.min(bytes.length, start + 4 * PART);
      const step = (end - start) >> 2;
      const [startB, startC, startD] = [start + step, start + 2 * step, start + 3 * step];
      let a = stateBefore(bytes, start);
      let b = stateBefore(bytes, startB);
      let c = stateBefore(bytes, startC);
      let d = stateBefore(bytes, startD);
      let [hitsA, hitsB, hitsC, hitsD] = [0, PART, 2 * PART, 3 * PART];
      for (let i = 0; i < step; i++) {
        a = next[(a << shift) | (classes[bytes[start + i] as number] as number)] as number;
        b = next[(b << shift) | (classes[bytes[startB + i] as number] as number)] as number;
        c = next[(c << shift) | (classes[bytes[startC + i] as number] as number)] as number;
        d = next[(d << shift) | (classes[bytes[startD + i] as number] as number)] as number;
        if (a >= firstOutput) {
          states[hitsA] = a;
          ends[hitsA++] = start + i + 1;
        }
        if (b >= firstOutput) {
          states[hitsB] = b;
          ends[hitsB++] = startB + i + 1;
        }
        if (c >= firstOutput) {
          states[hitsC] = c;
          ends[hitsC++] = startC + i + 1;
        }
        if (d >= firstOutput) {
          states[hitsD] = d;
          ends[hitsD++] = startD + i + 1;
        }
      }
      tell(0, hitsA);
      tell(PART, hitsB);
      tell(2 * PART, hitsC);
      tell(3 * PART, hitsD);
      for (let at = startD + step; at < end; at++) {
        d = next[(d << shift) | (classes[bytes[at] as number] as number)] as number;
        if (d >= firstOutput) visit(d, at + 1);
      }
    }
  };
}
