/** The functions that find keywords, and dismiss those whose literals do not stand where they begin. */
import { DEMANDS } from '../keyword-index.ts';
import { type Code, call, code, type Func, func, i32, type Local, when, whileTrue } from './code.ts';
import {
  ENTRY,
  HITS_PER_PART,
  type Layout,
  LOWER,
  MOST_FINDS,
  PLACES,
  type ProgramFacts,
  UPPER,
} from './layout.ts';

const { of } = i32;

/** The state behind the byte at `address`, where `state` was the one before it. */
function stepped({ layout, shift }: ProgramFacts, state: Code, address: Code, offset = 0): Code {
  const row = i32.shiftLeft(state, of(shift + 1));
  const column = i32.load8(i32.load8(address, offset), layout.classes);
  return i32.load16(i32.add(row, column), layout.next);
}

/** `before(to)`: the state at an address, as far as keywords reach back. */
export function stateBefore(facts: ProgramFacts): Func {
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
export function hitsIn(facts: ProgramFacts): Func {
  const { layout, firstOutput } = facts;
  return func('hits', 2, { i32s: 15 }, (start, end, step, i, to, ...rest) => {
    const lanes = [0, 1, 2, 3].map((lane) => ({
      state: rest[3 * lane] as Local,
      from: rest[3 * lane + 1] as Local,
      hit: rest[3 * lane + 2] as Local,
      hits: layout.hits + lane * HITS_PER_PART * ENTRY,
    }));
    const last = lanes[3] as (typeof lanes)[number];
    const look = ({ state, from, hit }: (typeof lanes)[number]): Code =>
      when(
        i32.atLeast(state.get, of(firstOutput)),
        code(
          i32.store(hit.get, state.get),
          i32.store(hit.get, i32.add(i32.add(from.get, i.get), of(1)), 4),
          hit.set(i32.add(hit.get, of(ENTRY))),
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
          state.set(call(PLACES.before, from.get)),
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
export function findsOf({ layout, firstOutput, mostRoles }: ProgramFacts): Func {
  const full = layout.finds + ENTRY * (MOST_FINDS - mostRoles);
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
                    standing(layout, { role, literal, length, at, demand, byte, start }),
                    when(
                      i32.isZero(byte.get),
                      code(
                        i32.store(find.get, role.get),
                        i32.store(find.get, i32.subtract(start.get, of(layout.input)), 4),
                        find.set(i32.add(find.get, of(ENTRY))),
                      ),
                    ),
                    role.set(i32.add(role.get, one.get)),
                  ),
                ),
                output.set(i32.add(output.get, one.get)),
              ),
            ),
            from.set(i32.add(from.get, of(ENTRY))),
          ),
        ),
        i32.store(of(layout.counts), i32.subtract(find.get, of(layout.finds))),
        from.get,
      ),
  );
}

type Standing = Readonly<Record<'role' | 'literal' | 'length' | 'at' | 'demand' | 'byte' | 'start', Local>>;

/** Leaves 0 in `byte` where the literal seems to stand at `start`. */
function standing(layout: Layout, { role, literal, length, at, demand, byte, start }: Standing): Code {
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
    // The body of a token: as many characters as it has at least, of those that any token has.
    when(
      i32.isZero(byte.get),
      code(
        at.set(of(0)),
        byte.set(i32.load8(role.get, layout.bodies)),
        whileTrue(
          i32.and(
            i32.less(at.get, byte.get),
            i32.load8(i32.load8(i32.add(i32.add(start.get, length.get), at.get)), layout.alphabet),
          ),
          at.set(i32.add(at.get, of(1))),
        ),
        byte.set(i32.less(at.get, byte.get)),
      ),
    ),
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
            i32.equal(before, of(UPPER)),
          ),
        ),
      ),
    ),
    when(
      i32.and(i32.isZero(byte.get), has(DEMANDS.CREDENTIALS)),
      byte.set(i32.isZero(call(PLACES.credentials, i32.add(start.get, length.get)))),
    ),
    when(
      i32.and(i32.isZero(byte.get), has(DEMANDS.ASSIGNED)),
      byte.set(i32.isZero(call(PLACES.assigned, start.get, i32.add(start.get, length.get)))),
    ),
  );
}
