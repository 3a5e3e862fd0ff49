/** The functions that dismiss keywords by what stands around them: URLs without credentials, names without a value. */
import { LONGEST_AUTHORITY } from '../url.ts';
import { type Code, code, type Func, func, give, i32, type Local, when, whileTrue } from './code.ts';
import { type Layout, SIGN, SYNTAX } from './layout.ts';

const { of } = i32;

/**
 * `credentials(from)`: whether a colon and then an `@` seem to stand in the authority of the URL that begins at an address.
 * What was read for the URL before is not read again: there a colon may stand, and no `@`.
 */
export function mayHaveCredentials(layout: Layout): Func {
  return func('credentials', 1, { i32s: 5 }, (from, at, limit, byte, colon, found) =>
    code(
      at.set(from.get),
      limit.set(i32.add(from.get, of(LONGEST_AUTHORITY))),
      colon.set(
        i32.and(
          i32.lessOrEqual(i32.load(of(layout.lookedFor)), from.get),
          i32.less(from.get, i32.load(of(layout.lookedFor), 4)),
        ),
      ),
      when(colon.get, at.set(i32.load(of(layout.lookedFor), 4))),
      whileTrue(
        i32.less(at.get, limit.get),
        code(
          byte.set(i32.load8(at.get)),
          colon.set(i32.or(colon.get, i32.equal(byte.get, of(0x3a)))),
          found.set(i32.and(colon.get, i32.equal(byte.get, of(0x40)))),
          when(
            i32.or(
              i32.or(found.get, i32.load8(byte.get, layout.endsUrl)),
              i32.and(i32.equal(byte.get, of(0x2f)), i32.isZero(colon.get)),
            ),
            // What ends the loop is where it is read on.
            limit.set(at.get),
            at.set(i32.add(at.get, of(1))),
          ),
        ),
      ),
      i32.store(of(layout.lookedFor), from.get),
      i32.store(of(layout.lookedFor), at.get, 4),
      found.get,
    ),
  );
}

const character = (text: string): Code => of(text.charCodeAt(0));
const either = (...tests: readonly Code[]): Code => tests.reduce((all, one) => i32.or(all, one));

/**
 * `assigned(start, end)`: whether something may be assigned to the identifier that holds the name at these addresses, as
 * `assignedValue` reads it.
 */
export function mayBeAssigned(layout: Layout): Func {
  return func('assigned', 2, { i32s: 5 }, (start, end, closed, behind, at, limit, byte) => {
    const isOf = (address: Code, kinds: number, table = layout.syntax): Code =>
      i32.notEqual(i32.and(i32.load8(i32.load8(address), table), of(kinds)), of(0));
    const skip = (place: Local, kinds: number, most: number, table = layout.syntax): Code =>
      code(
        limit.set(i32.add(place.get, of(most))),
        whileTrue(
          i32.and(i32.less(place.get, limit.get), isOf(place.get, kinds, table)),
          place.set(i32.add(place.get, of(1))),
        ),
      );
    const skipBack = (place: Local, kinds: number, most: number): Code =>
      code(
        limit.set(i32.subtract(place.get, of(most))),
        whileTrue(
          i32.and(i32.less(limit.get, place.get), isOf(place.get, kinds)),
          place.set(i32.subtract(place.get, of(1))),
        ),
      );
    const is = (...characters: readonly string[]): Code =>
      either(...characters.map((one) => i32.equal(byte.get, character(one))));
    const follows = (offset: number, text: string): Code =>
      i32.equal(i32.load8(behind.get, offset), character(text));
    const isOneOf = (place: Local, ...characters: readonly string[]): Code =>
      either(...characters.map((one) => i32.equal(i32.load8(place.get), character(one))));
    const yes = give(of(1));
    // Blanks, line ends, and what may stand before a quoted text.
    const toQuote = code(
      skip(at, SYNTAX.BLANK | SYNTAX.LINE | SYNTAX.SPACE, 160),
      skip(at, SIGN.PREFIX, 3, layout.signs),
    );
    const isQuote = i32.or(isOf(at.get, SYNTAX.QUOTE), isOneOf(at, '\\'));
    return code(
      skip(end, SYNTAX.IDENTIFIER, 64),
      // `PASSWORD->x`
      when(
        i32.and(
          i32.equal(i32.load8(end.get), character('>')),
          i32.equal(i32.load8(i32.subtract(end.get, of(1))), character('-')),
        ),
        end.set(i32.subtract(end.get, of(1))),
      ),
      closed.set(end.get),
      skip(closed, SYNTAX.CLOSER, 4),
      behind.set(closed.get),
      skip(behind, SYNTAX.BLANK, 64),
      byte.set(i32.load8(behind.get)),
      // What is called with is a quoted text.
      when(is('('), code(at.set(i32.add(behind.get, of(1))), toQuote, give(isQuote))),
      // `variable "password" { default = "x" }`
      when(i32.and(is('{'), i32.notEqual(closed.get, end.get)), yes),
      // `getenv("PASSWORD") ?: "x"`
      when(
        i32.and(is(')'), i32.notEqual(closed.get, end.get)),
        code(
          at.set(i32.add(behind.get, of(1))),
          skip(at, SYNTAX.BLANK, 64),
          when(isOneOf(at, '|', '?', 'o'), yes),
        ),
      ),
      // From here on, `start` is the last byte before the identifier.
      start.set(i32.subtract(start.get, of(1))),
      skipBack(start, SYNTAX.IDENTIFIER, 64),
      when(
        either(
          is('=', ':'),
          i32.and(is(','), i32.notEqual(closed.get, end.get)),
          i32.and(is('!', '.', '+', '?', '|'), follows(1, '=')),
          i32.and(is('?', '|'), follows(2, '=')),
          i32.and(is('|'), follows(1, '|')),
          i32.and(is('?'), i32.or(follows(1, '?'), follows(1, ':'))),
          i32.and(is('-'), follows(1, '>')),
          i32.and(is('i'), i32.and(follows(1, 's'), follows(2, ' '))),
        ),
        code(
          when(i32.or(i32.isZero(i32.load8(of(layout.isQuoted))), is('?', '|')), yes),
          // In code: a quoted value, behind a type or not, or both in one quoted text.
          at.set(behind.get),
          when(is('i'), at.set(i32.add(behind.get, of(2))), skip(at, SIGN.OPERATOR, 4, layout.signs)),
          toQuote,
          when(isQuote, yes),
          when(i32.or(isOf(start.get, SYNTAX.QUOTE), isOneOf(start, ';', '?', '&')), yes),
          // `${password:x}`
          when(
            i32.and(
              isOneOf(start, '{'),
              i32.equal(i32.load8(i32.subtract(start.get, of(1))), character('$')),
            ),
            yes,
          ),
          at.set(behind.get),
          skip(at, SYNTAX.TYPE, 4),
          skip(at, SYNTAX.BLANK, 64),
          skip(at, SYNTAX.TYPE, 40),
          skip(at, SYNTAX.BLANK, 64),
          when(isOneOf(at, '='), yes),
          // A word that begins with `is` may be a type.
          when(i32.isZero(is('i')), give(of(0))),
        ),
      ),
      when(i32.and(is('>'), i32.equal(i32.load8(start.get), character('<'))), yes),
      // The identifier is itself a value, of something that is called `name`, `key`, `id`, `variable` or `field`.
      when(
        either(i32.notEqual(behind.get, end.get), is('\n', '\r')),
        code(
          at.set(start.get),
          skipBack(at, SYNTAX.BLANK | SYNTAX.CLOSER, 8),
          when(
            isOneOf(at, ':', '='),
            code(
              at.set(i32.subtract(at.get, of(1))),
              skipBack(at, SYNTAX.BLANK | SYNTAX.CLOSER, 64),
              when(isOneOf(at, 'e', 'y', 'd', 'E', 'Y', 'D'), yes),
            ),
          ),
        ),
      ),
      when(i32.equal(behind.get, closed.get), give(of(0))),
      // A type, and `=` behind it; `As` before it.
      at.set(behind.get),
      skip(at, SYNTAX.BLANK, 64),
      skip(at, SYNTAX.TYPE, 40),
      skip(at, SYNTAX.BLANK, 64),
      when(isOneOf(at, '='), yes),
      skip(at, SYNTAX.TYPE, 40),
      skip(at, SYNTAX.BLANK, 64),
      when(isOneOf(at, '='), yes),
      // A blank alone: in code before a quoted value, elsewhere behind an option.
      when(i32.load8(of(layout.isQuoted)), give(isOf(behind.get, SYNTAX.QUOTE))),
      when(i32.equal(i32.load8(start.get, 1), character('-')), yes),
      // Or behind a word that begins the line (`ENV`, `ARG`, `set`, `setenv`, `export`, `define`), behind `login x`, or alone.
      when(isOf(start.get, SYNTAX.LINE), yes),
      when(i32.isZero(isOf(start.get, SYNTAX.SPACE)), give(of(0))),
      skipBack(start, SYNTAX.SPACE, 64),
      when(isOf(start.get, SYNTAX.SPACE | SYNTAX.LINE), yes),
      at.set(start.get),
      limit.set(i32.subtract(start.get, of(400))),
      whileTrue(
        i32.and(i32.less(limit.get, start.get), i32.isZero(isOf(start.get, SYNTAX.SPACE | SYNTAX.LINE))),
        start.set(i32.subtract(start.get, of(1))),
      ),
      skipBack(start, SYNTAX.SPACE, 64),
      when(isOf(start.get, SYNTAX.SPACE), yes),
      when(
        either(isOf(start.get, SYNTAX.LINE), isOneOf(start, '#')),
        give(isOneOf(at, 'V', 'G', 'v', 't', 'e')),
      ),
      give(isOneOf(start, 'n')),
      of(0),
    );
  });
}
