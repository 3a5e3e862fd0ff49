/** The functions that find what may be text under an encoding. */
import { SHORTEST_HEX, SHORTEST_RUN } from '../layer-runs.ts';
import { SHORTEST_WIDE } from '../layer-utf16.ts';
import { type Code, call, code, type Func, func, i32, type Local, v128, when, whileTrue } from './code.ts';
import { type Layout, PLACES } from './layout.ts';

const { of } = i32;

/**
 * `marks(end)`: of the bytes from `input` to `end` (in steps of 16, so that what stands behind is read too and must be
 * blanks) the places where runs of at least `SHORTEST_RUN` characters of base64 begin that may decode to text, whether there
 * is a NUL, and whether there is a percent sign before two hexadecimal digits. Gives the address behind the last run.
 */
export function marksIn(layout: Layout): Func {
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
            call(PLACES.encoded, runStart),
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
export function mayBeEncoded(layout: Layout): Func {
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

/**
 * `wide(end)`: the places where texts in UTF-16 begin that have at least `SHORTEST_WIDE` characters of ASCII, as `wideStarts`
 * finds them. Such a text covers eight bytes from a multiple of eight, of which every other one is NUL: only there it is
 * looked at closely, from where it can begin on. Gives the address behind the last place.
 */
export function wideIn(layout: Layout): Func {
  return func('wide', 1, { i32s: 8 }, (end, at, run, text, low, high, isNul, block, blockEnd) => {
    const isZero = (address: Code, offset = 0): Code => i32.isZero(i32.load8(address, offset));
    const isPair = i32.and(
      i32.load8(i32.load8(i32.add(text.get, low.get)), layout.printable),
      isZero(i32.add(text.get, high.get)),
    );
    const isAlternating = (half: Code): Code => i32.or(i32.equal(half, of(0x55)), i32.equal(half, of(0xaa)));
    const back = whileTrue(
      i32.and(i32.less(at.get, text.get), i32.xor(isZero(text.get), isZero(i32.subtract(text.get, of(1))))),
      text.set(i32.subtract(text.get, of(1))),
    );
    const closely = code(
      // Back to where two bytes are both NUL or both not: no text goes on there.
      when(i32.less(at.get, block.get), code(text.set(block.get), back, at.set(text.get))),
      whileTrue(
        i32.less(at.get, blockEnd.get),
        code(
          isNul.set(isZero(at.get, 1)),
          // The NUL stands behind the character, or before it.
          high.set(isNul.get),
          low.set(i32.isZero(isNul.get)),
          text.set(at.get),
          whileTrue(i32.and(i32.less(text.get, end.get), isPair), text.set(i32.add(text.get, of(2)))),
          when(
            i32.atLeast(i32.subtract(text.get, at.get), of(2 * SHORTEST_WIDE)),
            code(
              i32.store(run.get, i32.subtract(at.get, of(layout.input))),
              run.set(i32.add(run.get, of(4))),
            ),
          ),
          at.set(i32.add(text.get, i32.equal(text.get, at.get))),
        ),
      ),
    );
    return code(
      at.set(of(layout.input)),
      block.set(of(layout.input)),
      run.set(of(layout.runs)),
      end.set(i32.subtract(end.get, of(1))),
      whileTrue(
        i32.less(block.get, end.get),
        code(
          blockEnd.set(i32.add(block.get, of(16))),
          isNul.set(v128.bits(v128.equal(v128.load(block.get), v128.splat(0)))),
          when(
            i32.or(
              isAlternating(i32.and(isNul.get, of(0xff))),
              isAlternating(i32.shiftRight(isNul.get, of(8))),
            ),
            code(when(i32.less(end.get, blockEnd.get), blockEnd.set(end.get)), closely),
          ),
          block.set(i32.add(block.get, of(16))),
        ),
      ),
      run.get,
    );
  });
}
