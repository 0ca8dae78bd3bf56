/** What a cell of a table says, as one line of plain text. */

/** Stars and the numbers of notes stand beside a name and are no part of it. */
const BESIDE_NAME = '.star, .mark';

function textsIn(node: Node): string[] {
  return [...node.childNodes].flatMap((child) => {
    if (child instanceof Text) return child.data;
    return child instanceof Element && !child.matches(BESIDE_NAME) ? textsIn(child) : [];
  });
}

/** The text that a cell is sorted by; elements that stand under each other are set apart. */
export const plainName = (cell: Element): string => textsIn(cell).join(' ').replace(/\s+/g, ' ').trim();
