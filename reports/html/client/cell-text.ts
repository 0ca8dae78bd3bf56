/** What a cell of a table says, as one line of plain text. */

/** Stars, advice and the numbers of notes stand beside a name and are no part of it. */
const BESIDE_NAME = '.star, .mark, .advice';

function textsIn(node: Node, isLeftOut: (element: Element) => boolean): string[] {
  return [...node.childNodes].flatMap((child) => {
    if (child instanceof Text) return child.data;
    return child instanceof Element && !isLeftOut(child) ? textsIn(child, isLeftOut) : [];
  });
}

const oneLine = (texts: readonly string[]): string => texts.join(' ').replace(/\s+/g, ' ').trim();

/** The text of a cell without advice and the numbers of its notes; elements that stand under each other are set apart. */
export const cellText = (cell: Element): string =>
  oneLine(textsIn(cell, (element) => element.matches('.mark, .advice')));

/** The text that a cell is sorted by. */
export const plainName = (cell: Element): string =>
  oneLine(textsIn(cell, (element) => element.matches(BESIDE_NAME)));
