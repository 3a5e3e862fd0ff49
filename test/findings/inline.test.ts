import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleIndex } from '../../src/engine/rule-index.ts';
import { commentedLines } from '../../src/findings/comments.ts';
import { inlineIgnores } from '../../src/findings/inline.ts';
import { sourceText } from '../../src/source/text.ts';
import { PROTOCOLS, TICKETS, TODAY } from '../support/verdicts.ts';

const RULES = ruleIndex([TICKETS, PROTOCOLS]);

function ignores(text: string, path = 'nginx.conf') {
  return inlineIgnores(sourceText(path, text), RULES, TODAY);
}

/** `line->covered lines: rule` of those that are valid, the fault of the others. */
function shown(text: string, path?: string): string[] {
  return ignores(text, path).map(({ line, covers, written, fault }) =>
    fault === null ? `${line}->${[...covers].join(',')}: ${written}` : `${line}: ${fault} ${written}`,
  );
}

const SAY = 'secbaseline-ignore tls-min-version -- the load balancer wants it';

test('a comment is read with rule, date and reason', () => {
  const [ignore] = ignores(
    'a; # secbaseline-ignore tls-min-version until 2027-03-31 -- old clients -- until March',
  );
  assert.equal(ignore?.rule, 'tls-min-version');
  assert.equal(ignore?.until, '2027-03-31');
  assert.equal(ignore?.reason, 'old clients -- until March');
  assert.equal(ignore?.fault, null);
});

test('beside code it covers its line; alone, the next line of code as well', () => {
  assert.deepEqual(shown(`a; # ${SAY}\nb;`), ['1->1: tls-min-version']);
  assert.deepEqual(shown(`  # ${SAY}\nb;\nc;`), ['1->1,2: tls-min-version']);
});

test('comments above each other all cover the next line of code; an empty line ends that', () => {
  const stack = `# ${SAY}\n# secbaseline-ignore tls-session-tickets -- rotated\n# see the ticket\nb;\n`;
  assert.deepEqual(shown(stack), ['1->1,4: tls-min-version', '2->2,4: tls-session-tickets']);
  assert.deepEqual(shown(`# ${SAY}\n\nb;`), ['1->1: tls-min-version']);
  assert.deepEqual(shown(`# ${SAY}`), ['1->1: tls-min-version']);
});

test('several rules and former names', () => {
  assert.deepEqual(shown('a; # secbaseline-ignore tls-min-version, tls-tickets,tls-session-tickets -- x'), [
    '1->1: tls-min-version',
    '1->1: tls-tickets',
    '1->1: tls-session-tickets',
  ]);
  assert.equal(ignores('a; # secbaseline-ignore tls-tickets -- x')[0]?.rule, 'tls-session-tickets');
});

test('what is wrong with one makes it void', () => {
  const cases = [
    ['secbaseline-ignore', 'malformed '],
    ['secbaseline-ignore -- reason', 'malformed '],
    ['secbaseline-ignore: tls-min-version -- reason', 'malformed '],
    ['secbaseline-ignore tls-min-version because I say so', 'malformed tls-min-version'],
    ['secbaseline-ignore tls-min-version until -- reason', 'malformed tls-min-version'],
    ['secbaseline-ignore tls-min-version until 2027-02-30 -- reason', 'malformed tls-min-version'],
    ['secbaseline-ignore tls-min-version until tomorrow -- reason', 'malformed tls-min-version'],
    ['secbaseline-ignore tls-min-version', 'without-reason tls-min-version'],
    ['secbaseline-ignore tls-min-version --', 'without-reason tls-min-version'],
    ['secbaseline-ignore tls-min-version --   ', 'without-reason tls-min-version'],
    ['secbaseline-ignore tls-min-version until 2026-11-20 -- reason', 'expired tls-min-version'],
    ['secbaseline-ignore tls-minn-version -- reason', 'unknown-rule tls-minn-version'],
    ['secbaseline-ignore * -- reason', 'malformed '],
    ['secbaseline-ignore password=Tr0ub4dor&3 -- reason', 'malformed '],
  ];
  for (const [comment, expected] of cases)
    assert.deepEqual(shown(`a; # ${comment}`), [`1: ${expected}`], comment);
});

test('the last day still counts', () => {
  assert.equal(ignores(`# secbaseline-ignore tls-min-version until ${TODAY} -- reason`)[0]?.fault, null);
});

test('a misspelt rule gets a suggestion, under its present name', () => {
  assert.equal(ignores('# secbaseline-ignore tls-min-versoin -- x')[0]?.suggestion, 'tls-min-version');
  assert.equal(ignores('# secbaseline-ignore tls-tickers -- x')[0]?.suggestion, 'tls-session-tickets');
  assert.equal(ignores('# secbaseline-ignore banana -- x')[0]?.suggestion, null);
});

test('every kind of file has its own comments', () => {
  const cases: readonly (readonly [path: string, text: string, found: number])[] = [
    ['a.yaml', `a: 1 # ${SAY}`, 1],
    ['a.yaml', `a: 1 // ${SAY}`, 0],
    ['Dockerfile', `# ${SAY}`, 1],
    ['.env', `# ${SAY}`, 1],
    ['run.sh', `x # ${SAY}`, 1],
    ['a.toml', `x = 1 # ${SAY}`, 1],
    ['sites-enabled/api.example.test', `listen 80; # ${SAY}`, 1],
    ['nginx.conf', `listen 80;# ${SAY}`, 1],
    ['a.js', `x(); // ${SAY}`, 1],
    ['a.js', `x(); /* ${SAY} */`, 1],
    ['a.js', `/**\n * ${SAY}\n */\nx();`, 1],
    ['a.js', `x(); # ${SAY}`, 0],
    ['a.json5', `{ a: 1, // ${SAY}\n}`, 1],
    ['a.sql', `select 1; -- ${SAY}`, 1],
    ['a.html', `<p> <!-- ${SAY} -->`, 1],
    ['a.md', `<!--\n${SAY}\n-->\ntext`, 1],
    ['a.md', `text ${SAY}`, 0],
    ['a.ini', `a=1 ; ${SAY}`, 1],
    ['main.tf', `# ${SAY}\n// ${SAY}`, 2],
  ];
  for (const [path, text, found] of cases)
    assert.equal(ignores(text, path).length, found, `${path}: ${text}`);
});

test('the end of a comment is not part of the reason', () => {
  assert.equal(ignores(`<p> <!-- ${SAY} -->`, 'a.html')[0]?.reason, 'the load balancer wants it');
  assert.equal(ignores(`x(); /* ${SAY} */`, 'a.js')[0]?.reason, 'the load balancer wants it');
});

test('a block comment of several lines covers what follows it', () => {
  assert.deepEqual(shown(`/*\n ${SAY}\n*/\nx();\n`, 'a.js'), ['2->2,4: tls-min-version']);
  assert.deepEqual(shown(`x(); /*\n ${SAY}\n*/ y();\n`, 'a.js'), ['2->2,3: tls-min-version']);
});

test('a marker inside a string or a word is no comment', () => {
  const cases: readonly (readonly [path: string, text: string])[] = [
    ['nginx.conf', `add_header X "a # ${SAY}";`],
    ['nginx.conf', `return 200 '# ${SAY}';`],
    ['nginx.conf', `return 200 "\\" # ${SAY}";`],
    ['a.yaml', `a: 'it''s # ${SAY}'`],
    ['a.yaml', `url: http://x/y#${SAY}`],
    ['a.js', `f("https://x // ${SAY}")`],
    ['a.js', `f(\`// ${SAY}\`)`],
    ['a.sql', `select '-- ${SAY}'`],
    ['a.yaml', `# not-secbaseline-ignored tls-min-version -- x`],
    ['a.yaml', `# secbaseline-ignored tls-min-version -- x`],
  ];
  for (const [path, text] of cases) assert.deepEqual(shown(text, path), [], text);
});

test('an apostrophe inside a word opens no string', () => {
  assert.equal(ignores(`note: it's fine # ${SAY}`, 'a.yaml').length, 1);
  assert.equal(ignores(`a: '' # ${SAY}`, 'a.yaml').length, 1);
});

test('line ends of every system', () => {
  assert.deepEqual(shown(`# ${SAY}\r\nb;\r\n`), ['1->1,2: tls-min-version']);
  assert.deepEqual(shown(`# ${SAY}\rb;\r`), ['1->1,2: tls-min-version']);
  assert.equal(ignores(`# ${SAY}\r\nb;\r\n`)[0]?.reason, 'the load balancer wants it');
});

test('a file without the marker is not looked at', () => {
  const text = sourceText('a.conf', 'x');
  Object.defineProperty(text, 'lineStarts', { get: () => assert.fail('looked at') });
  assert.deepEqual(inlineIgnores(text, RULES, TODAY), []);
});

test('a tall stack of comments takes linear time', () => {
  const start = performance.now();
  assert.equal(ignores(`${`# ${SAY}\n`.repeat(50_000)}b;`).length, 50_000);
  assert.ok(performance.now() - start < 5_000);
});

test('lines know their comments and whether code stands there', () => {
  assert.deepEqual(commentedLines(sourceText('a.js', 'x; // one\n/* two */ /* three */\n\n  \n"//"')), [
    { line: 1, comments: [' one'], code: true },
    { line: 2, comments: [' two ', ' three '], code: false },
    { line: 3, comments: [], code: false },
    { line: 4, comments: [], code: false },
    { line: 5, comments: [], code: true },
  ]);
});
