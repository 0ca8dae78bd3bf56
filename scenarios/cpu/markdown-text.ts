/**
 * A Markdown text about nothing, of what documentation is made of: headings, paragraphs, lists, code, tables, quotations, links. It is
 * written by rules from fixed draws and never changes, for two releases are compared by the same work: a test holds its hash.
 */

const WORDS =
  `stream buffer worker queue thread request answer header index record channel window signal module cache table
   column cursor reader writer handle socket packet session journal report figure margin sample budget limit
   shared early quiet narrow plain steady empty large second local remote strict simple whole
   keeps sends reads writes waits opens closes moves holds drops counts follows returns splits joins checks`.split(
    /\s+/,
  );

/** So many blocks come to about 14,000 letters: a page of documentation that takes some scrolling. */
const BLOCK_COUNT = 48;

/** Numbers from 0 up to below `count`, the same for all time (xorshift32, Marsaglia 2003). */
function createDraws(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}

type Draw = (count: number) => number;

const times = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index));

const word = (draw: Draw): string => WORDS[draw(WORDS.length)]!;
const words = (draw: Draw, count: number): string => times(count, () => word(draw)).join(' ');

/** Mostly plain; every third carries a mark. */
function phrase(draw: Draw): string {
  const text = words(draw, 2 + draw(5));
  switch (draw(12)) {
    case 0:
      return `**${text}**`;
    case 1:
      return `*${text}*`;
    case 2:
      return `[${text}](https://example.org/${word(draw)}/${word(draw)}#${draw(100)})`;
    case 3:
      return `\`${word(draw)}.${word(draw)}(${draw(1000)})\``;
    default:
      return text;
  }
}

function sentence(draw: Draw): string {
  const text = `${word(draw)} ${times(1 + draw(3), () => phrase(draw)).join(', ')}`;
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

const heading = (draw: Draw): string => `${'#'.repeat(2 + draw(3))} The ${words(draw, 2 + draw(3))}`;

const paragraph = (draw: Draw): string => times(3 + draw(4), () => sentence(draw)).join(draw(2) ? '\n' : ' ');

function list(draw: Draw): string {
  const isNumbered = draw(3) === 0;
  return times(4 + draw(5), (index) => {
    const inner = draw(4) === 0 ? times(2, () => `\n   - ${sentence(draw)}`).join('') : '';
    return `${isNumbered ? `${index + 1}.` : '- '} ${sentence(draw)}${inner}`;
  }).join('\n');
}

function code(draw: Draw): string {
  const lines = times(
    3 + draw(6),
    (index) =>
      `const ${word(draw)}${index} = ${word(draw)}(${draw(1000)}, '${word(draw)} & <${word(draw)}>');`,
  );
  return ['```js', ...lines, '```'].join('\n');
}

function table(draw: Draw): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const columns = 3 + draw(2);
  return [
    row(times(columns, () => word(draw))),
    row(times(columns, () => '---')),
    ...times(3 + draw(5), () => row(times(columns, () => (draw(2) ? String(draw(10_000)) : phrase(draw))))),
  ].join('\n');
}

const quotation = (draw: Draw): string => times(2, () => `> ${sentence(draw)}`).join('\n');

/** How often each comes, in the order in which they take turns. */
const KINDS = [
  heading,
  paragraph,
  list,
  paragraph,
  heading,
  paragraph,
  code,
  list,
  paragraph,
  table,
  quotation,
];

/** Its blocks, which can stand in any order. The same at every call. */
export function makeMarkdownBlocks(): string[] {
  const draw = createDraws(2_463_534_242);
  return times(BLOCK_COUNT, (index) => KINDS[index % KINDS.length]!(draw));
}
