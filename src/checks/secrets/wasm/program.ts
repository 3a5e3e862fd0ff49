/**
 * The functions that read every byte. They say where something may stand, never too little; whoever asks looks at it again.
 */
import { DEMANDS } from '../keyword-index.ts';
import { SHORTEST_HEX, SHORTEST_RUN } from '../layer-runs.ts';
import { LONGEST_AUTHORITY } from '../url.ts';
import { type Code, call, code, type Func, func, i32, type Local, v128, when, whileTrue } from './code.ts';

/** Addresses of what the functions read and write. */
export interface Layout {
  /** By byte: twice its class. */
  readonly classes: number;
  /** By byte: what it is folded to where the case does not count. */
  readonly folded: number;
  /** By byte: `LOWER`, `UPPER`, `OTHER` for the parts of words; 0 for what ends them. */
  readonly letters: number;
  /** By byte, 1 or 0. */
  readonly hexadecimal: number;
  readonly printable: number;
  /** What cannot stand in the authority of a URL. */
  readonly endsUrl: number;
  /** By byte: the bits that it stands for in base64. */
  readonly sextets: number;
  readonly next: number;
  readonly starts: number;
  readonly outputs: number;
  readonly lengths: number;
  readonly roleStarts: number;
  readonly demands: number;
  readonly literalStarts: number;
  readonly literals: number;
  /** States that end keywords, and where these end: two numbers each, for four parts of `PART + 4` hits. */
  readonly hits: number;
  /** How many hits each part has, and how many finds there are. */
  readonly counts: number;
  /** Roles whose literals seem to stand somewhere, and where they begin: two numbers each. */
  readonly finds: number;
  /** Where runs begin. */
  readonly runs: number;
  /** Where the bytes begin that are read; what is not of a word stands before. */
  readonly input: number;
}

export interface ProgramFacts {
  readonly layout: Layout;
  readonly shift: number;
  readonly firstOutput: number;
  readonly longestKeyword: number;
  /** Roles that one state may lead to. */
  readonly mostRoles: number;
}

/** Bytes of a part; four are read in turn. */
export const PART = 4096;
export const HITS_PER_PART = PART + 4;
/** How many finds there is room for, if no state leads to more roles than that. */
export const MOST_FINDS = 16_384;

export const [LOWER, UPPER, OTHER] = [1, 2, 3];

const HIT = 8;
const { of } = i32;

export function program(facts: ProgramFacts): readonly Func[] {
  return [
    stateBefore(facts),
    mayBeEncoded(facts.layout),
    mayHaveCredentials(facts.layout),
    hitsIn(facts),
    findsOf(facts),
    marksIn(facts.layout),
  ];
}

const STATE_BEFORE = 0;
const MAY_BE_ENCODED = 1;
const MAY_HAVE_CREDENTIALS = 2;

/** The state behind the byte at `address`, where `state` was the one before it. */
function stepped({ layout, shift }: ProgramFacts, state: Code, address: Code, offset = 0): Code {
  const row = i32.shiftLeft(state, of(shift + 1));
  const column = i32.load8(i32.load8(address, offset), layout.classes);
  return i32.load16(i32.add(row, column), layout.next);
}

/** `before(to)`: the state at an address, as far as keywords reach back. */
function stateBefore(facts: ProgramFacts): Func {
  return func('before', 1, { i32s: 2 }, (to, at, state) =>
    code(
      at.set(i32.subtract(to.get, of(facts.longestKeyword))),
      when(i32.less(at.get, of(facts.layout.input)), at.set(of(facts.layout.input))),
      whileTrue(
        i32.less(at.get, to.get),
        code(state.set(stepped(facts, state.get, at.get)), at.set(i32.add(at.get, of(1)))),
      ),
      state.get,
    ),
  );
}

/** `hits(start, end)`: the states that end keywords in a block of at most four parts, part by part. */
function hitsIn(facts: ProgramFacts): Func {
  const { layout, firstOutput } = facts;
  return func('hits', 2, { i32s: 15 }, (start, end, step, i, to, ...rest) => {
    const lanes = [0, 1, 2, 3].map((lane) => ({
      state: rest[3 * lane] as Local,
      from: rest[3 * lane + 1] as Local,
      hit: rest[3 * lane + 2] as Local,
      hits: layout.hits + lane * HITS_PER_PART * HIT,
    }));
    const last = lanes[3] as (typeof lanes)[number];
    const look = ({ state, from, hit }: (typeof lanes)[number]): Code =>
      when(
        i32.atLeast(state.get, of(firstOutput)),
        code(
          i32.store(hit.get, state.get),
          i32.store(hit.get, i32.add(i32.add(from.get, i.get), of(1)), 4),
          hit.set(i32.add(hit.get, of(HIT))),
        ),
      );
    const read = ({ state, from }: (typeof lanes)[number]): Code =>
      state.set(stepped(facts, state.get, i32.add(from.get, i.get)));
    return code(
      step.set(i32.shiftRight(i32.subtract(end.get, start.get), of(2))),
      ...lanes.map(({ state, from, hit, hits }, lane) =>
        code(
          from.set(
            lane === 0 ? start.get : i32.add((lanes[lane - 1] as (typeof lanes)[number]).from.get, step.get),
          ),
          state.set(call(STATE_BEFORE, from.get)),
          hit.set(of(hits)),
        ),
      ),
      whileTrue(
        i32.less(i.get, step.get),
        code(...lanes.map(read), ...lanes.map(look), i.set(i32.add(i.get, of(1)))),
      ),
      to.set(i32.subtract(end.get, last.from.get)),
      whileTrue(i32.less(i.get, to.get), code(read(last), look(last), i.set(i32.add(i.get, of(1))))),
      ...lanes.map(({ hit, hits }, lane) =>
        i32.store(of(layout.counts + 4 * lane), i32.subtract(hit.get, of(hits))),
      ),
      of(0),
    );
  });
}

/**
 * `finds(from, to)`: the roles of the hits at these addresses whose literals seem to stand there. Gives the address of the
 * first hit that there was no room for, and `to` where there was.
 */
function findsOf({ layout, firstOutput, mostRoles }: ProgramFacts): Func {
  const full = layout.finds + HIT * (MOST_FINDS - mostRoles);
  return func(
    'finds',
    2,
    { i32s: 13 },
    (
      from,
      to,
      find,
      output,
      outputEnd,
      keyword,
      start,
      role,
      roleEnd,
      literal,
      length,
      at,
      demand,
      byte,
      one,
    ) =>
      code(
        find.set(of(layout.finds)),
        one.set(of(1)),
        whileTrue(
          i32.and(i32.less(from.get, to.get), i32.lessOrEqual(find.get, of(full))),
          code(
            output.set(i32.shiftLeft(i32.subtract(i32.load(from.get), of(firstOutput)), of(2))),
            outputEnd.set(i32.load(output.get, layout.starts + 4)),
            output.set(i32.load(output.get, layout.starts)),
            whileTrue(
              i32.less(output.get, outputEnd.get),
              code(
                keyword.set(i32.load16(i32.shiftLeft(output.get, of(1)), layout.outputs)),
                at.set(i32.load16(i32.shiftLeft(keyword.get, of(1)), layout.lengths)),
                start.set(i32.subtract(i32.load(from.get, 4), at.get)),
                role.set(i32.load(i32.shiftLeft(keyword.get, of(2)), layout.roleStarts)),
                roleEnd.set(i32.load(i32.shiftLeft(keyword.get, of(2)), layout.roleStarts + 4)),
                whileTrue(
                  i32.less(role.get, roleEnd.get),
                  code(
                    literal.set(i32.load(i32.shiftLeft(role.get, of(2)), layout.literalStarts)),
                    length.set(
                      i32.subtract(
                        i32.load(i32.shiftLeft(role.get, of(2)), layout.literalStarts + 4),
                        literal.get,
                      ),
                    ),
                    demand.set(i32.load8(role.get, layout.demands)),
                    standing(layout, { literal, length, at, demand, byte, start }),
                    when(
                      i32.isZero(byte.get),
                      code(
                        i32.store(find.get, role.get),
                        i32.store(find.get, i32.subtract(start.get, of(layout.input)), 4),
                        find.set(i32.add(find.get, of(HIT))),
                      ),
                    ),
                    role.set(i32.add(role.get, one.get)),
                  ),
                ),
                output.set(i32.add(output.get, one.get)),
              ),
            ),
            from.set(i32.add(from.get, of(HIT))),
          ),
        ),
        i32.store(of(layout.counts), i32.subtract(find.get, of(layout.finds))),
        from.get,
      ),
  );
}

type Standing = Readonly<Record<'literal' | 'length' | 'at' | 'demand' | 'byte' | 'start', Local>>;

/** Leaves 0 in `byte` where the literal seems to stand at `start`. */
function standing(layout: Layout, { literal, length, at, demand, byte, start }: Standing): Code {
  const here = i32.add(start.get, at.get);
  const wanted = i32.load8(i32.add(literal.get, at.get), layout.literals);
  const compare = (read: Code): Code =>
    whileTrue(
      i32.less(at.get, length.get),
      code(
        byte.set(i32.xor(read, wanted)),
        // What differs ends the loop.
        at.set(i32.add(at.get, i32.add(i32.shiftLeft(i32.notEqual(byte.get, of(0)), of(16)), of(1)))),
      ),
    );
  const has = (bit: number): Code => i32.notEqual(i32.and(demand.get, of(bit)), of(0));
  const before = i32.load8(i32.load8(i32.subtract(start.get, of(1))), layout.letters);
  const first = i32.load8(i32.load8(start.get), layout.letters);
  return code(
    byte.set(of(0)),
    at.set(of(0)),
    when(has(DEMANDS.CASE), compare(i32.load8(here)), compare(i32.load8(i32.load8(here), layout.folded))),
    when(
      i32.and(i32.isZero(byte.get), has(DEMANDS.WORD)),
      // Behind a letter a word begins only where an escape ends: `\n`, `%3D`.
      when(
        before,
        byte.set(
          i32.and(
            i32.notEqual(i32.load8(i32.subtract(start.get, of(2))), of(0x5c)),
            i32.notEqual(i32.load8(i32.subtract(start.get, of(3))), of(0x25)),
          ),
        ),
      ),
    ),
    when(
      i32.and(i32.isZero(byte.get), has(DEMANDS.NAME)),
      when(
        i32.less(length.get, of(6)),
        byte.set(
          i32.or(
            i32.and(i32.equal(before, of(LOWER)), i32.notEqual(first, of(UPPER))),
            i32.and(i32.equal(before, of(UPPER)), i32.equal(first, of(UPPER))),
          ),
        ),
      ),
    ),
    when(
      i32.and(i32.isZero(byte.get), has(DEMANDS.CREDENTIALS)),
      byte.set(i32.isZero(call(MAY_HAVE_CREDENTIALS, i32.add(start.get, length.get)))),
    ),
  );
}

/** `credentials(from)`: whether a colon and then an `@` stand in the authority of the URL that begins at an address. */
function mayHaveCredentials(layout: Layout): Func {
  return func('credentials', 1, { i32s: 4 }, (from, limit, byte, colon, found) =>
    code(
      limit.set(i32.add(from.get, of(LONGEST_AUTHORITY))),
      whileTrue(
        i32.less(from.get, limit.get),
        code(
          byte.set(i32.load8(from.get)),
          colon.set(i32.or(colon.get, i32.equal(byte.get, of(0x3a)))),
          found.set(i32.and(colon.get, i32.equal(byte.get, of(0x40)))),
          when(
            i32.or(
              i32.or(found.get, i32.load8(byte.get, layout.endsUrl)),
              i32.and(i32.equal(byte.get, of(0x2f)), i32.isZero(colon.get)),
            ),
            from.set(limit.get),
          ),
          from.set(i32.add(from.get, of(1))),
        ),
      ),
      found.get,
    ),
  );
}

/**
 * `marks(end)`: of the bytes from `input` to `end` (in steps of 16, so that what stands behind is read too and must be
 * blanks) the places where runs of at least `SHORTEST_RUN` characters of base64 begin that may decode to text, whether there
 * is a NUL, and whether there is a percent sign before two hexadecimal digits. Gives the address behind the last run.
 */
function marksIn(layout: Layout): Func {
  return func(
    'marks',
    1,
    { i32s: 6, vectors: 2 },
    (end, at, run, carried, bits, count, escaped, bytes, nuls) => {
      const runStart = i32.subtract(at.get, carried.get);
      /** A run that gets long with `more` characters; one that was long before is known. */
      const grown = (more: Code): Code =>
        when(
          i32.and(
            i32.less(carried.get, of(SHORTEST_RUN)),
            i32.atLeast(i32.add(carried.get, more), of(SHORTEST_RUN)),
          ),
          when(
            call(MAY_BE_ENCODED, runStart),
            code(
              i32.store(run.get, i32.subtract(runStart, of(layout.input))),
              run.set(i32.add(run.get, of(4))),
            ),
          ),
        );
      const digitAt = (offset: number): Code =>
        i32.load8(i32.load8(i32.add(at.get, i32.trailingZeros(bits.get)), offset), layout.hexadecimal);
      return code(
        at.set(of(layout.input)),
        run.set(of(layout.runs)),
        whileTrue(
          i32.less(at.get, end.get),
          code(
            bytes.set(v128.load(at.get)),
            nuls.set(v128.or(nuls.get, v128.equal(bytes.get, v128.splat(0)))),
            bits.set(v128.bits(v128.equal(bytes.get, v128.splat(0x25)))),
            whileTrue(
              bits.get,
              code(
                escaped.set(i32.or(escaped.get, i32.and(digitAt(1), digitAt(2)))),
                bits.set(i32.and(bits.get, i32.subtract(bits.get, of(1)))),
              ),
            ),
            bits.set(v128.bits(inRun(bytes.get))),
            when(
              i32.equal(bits.get, of(0xffff)),
              code(grown(of(16)), carried.set(i32.add(carried.get, of(16)))),
              code(
                count.set(i32.trailingZeros(i32.xor(bits.get, of(-1)))),
                grown(count.get),
                carried.set(i32.leadingZeros(i32.xor(i32.shiftLeft(bits.get, of(16)), of(-1)))),
              ),
            ),
            at.set(i32.add(at.get, of(16))),
          ),
        ),
        i32.store(of(layout.counts), v128.any(nuls.get)),
        i32.store(of(layout.counts), escaped.get, 4),
        run.get,
      );
    },
  );
}

/**
 * `encoded(start)`: whether the run at an address begins with eight characters of base64 that stand for text, one byte or
 * two for each character, or with as many hexadecimal digits as are decoded at least.
 */
function mayBeEncoded(layout: Layout): Func {
  return func('encoded', 1, { i32s: 4 }, (start, first, second, at, digits) => {
    const four = (from: number): Code =>
      [0, 1, 2, 3]
        .map((index) =>
          i32.shiftLeft(i32.load8(i32.load8(start.get, from + index), layout.sextets), of(18 - 6 * index)),
        )
        .reduce((all, one) => i32.or(all, one));
    const byte = (group: Local, index: number): Code =>
      i32.and(i32.shiftRight(group.get, of(16 - 8 * index)), of(0xff));
    const printable = (group: Local, index: number): Code => i32.load8(byte(group, index), layout.printable);
    const all = (...tests: readonly Code[]): Code => tests.reduce((left, right) => i32.and(left, right));
    const ascii = all(
      ...[first, second].flatMap((group) => [0, 1, 2].map((index) => printable(group, index))),
    );
    const wide = all(
      printable(first, 0),
      i32.isZero(byte(first, 1)),
      printable(first, 2),
      i32.isZero(byte(second, 0)),
      printable(second, 1),
      i32.isZero(byte(second, 2)),
    );
    const isPrefixed = i32.and(
      i32.equal(i32.load8(start.get), of(0x30)),
      i32.equal(i32.or(i32.load8(start.get, 1), of(0x20)), of(0x78)),
    );
    return code(
      first.set(four(0)),
      second.set(four(4)),
      at.set(i32.add(start.get, i32.shiftLeft(isPrefixed, of(1)))),
      whileTrue(
        i32.and(
          i32.less(digits.get, of(SHORTEST_HEX)),
          i32.load8(i32.load8(i32.add(at.get, digits.get)), layout.hexadecimal),
        ),
        digits.set(i32.add(digits.get, of(1))),
      ),
      i32.or(i32.or(ascii, wide), i32.equal(digits.get, of(SHORTEST_HEX))),
    );
  });
}

/** Letters, digits, `+`, `/`, `-` and `_`; `/` stands before the digits. */
function inRun(bytes: Code): Code {
  const within = (value: Code, first: number, size: number): Code =>
    v128.less(v128.subtract(value, v128.splat(first)), v128.splat(size));
  const among = (value: number): Code => v128.equal(bytes, v128.splat(value));
  const letters = within(v128.or(bytes, v128.splat(0x20)), 0x61, 26);
  return v128.or(
    v128.or(letters, within(bytes, 0x2f, 11)),
    v128.or(among(0x2b), v128.or(among(0x2d), among(0x5f))),
  );
}
