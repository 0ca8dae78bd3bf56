/** Copies of a table as it is seen: without what is filtered away, in the order that it is sorted in. */
import { type TableTexts, toCsv, toMarkdown } from '../table-texts.ts';
import { cellText } from './cell-text.ts';

const FORMATS = [
  { name: 'Markdown', write: toMarkdown },
  { name: 'CSV', write: toCsv },
] as const;

const SAID_FOR_MS = 2000;

const isSeen = (element: HTMLElement): boolean => !element.hidden;

function textsOf(table: HTMLTableElement): TableTexts {
  const columns = [...(table.tHead?.rows[0]?.cells ?? [])].filter(isSeen);
  const rows = [...(table.tBodies[0]?.rows ?? [])].filter(isSeen).map((row) =>
    columns.map(({ cellIndex }) => {
      const cell = row.cells[cellIndex];
      return cell === undefined ? '' : cellText(cell);
    }),
  );
  const textColumns = columns.flatMap(({ cellIndex, classList }, place) =>
    cellIndex === 0 || classList.contains('text') ? place : [],
  );
  return { head: columns.map(cellText), rows, textColumns };
}

/** Where the clipboard is denied, the text itself, selected, to be copied by hand. */
function offerByHand(tools: HTMLElement, text: string): void {
  const field = document.createElement('textarea');
  field.readOnly = true;
  field.value = text;
  field.ariaLabel = 'The table, to be copied with Ctrl+C';
  field.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') tools.querySelector('button')?.focus();
  });
  field.addEventListener('blur', () => {
    field.remove();
    tools.classList.remove('by-hand');
  });
  tools.classList.add('by-hand'); // not `:has(textarea)`: that costs a page of a thousand tables more than a second
  tools.append(field);
  field.focus();
  field.select();
}

async function copy(text: string, tools: HTMLElement): Promise<void> {
  const say = (word: string): void => {
    const said = tools.querySelector('output');
    if (said !== null) said.textContent = word;
  };
  try {
    await navigator.clipboard.writeText(text);
    say('Copied');
  } catch {
    offerByHand(tools, text);
    say('Press Ctrl+C to copy');
  }
  setTimeout(() => say(''), SAID_FOR_MS);
}

function toolsFor(table: HTMLTableElement): HTMLElement {
  const tools = document.createElement('div');
  tools.className = 'tools';
  const caption = table.caption?.textContent ?? 'table';
  const buttons = FORMATS.map(({ name, write }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `Copy as ${name}`;
    button.addEventListener('click', () => void copy(write(textsOf(table)), tools));
    return button;
  });
  const said = document.createElement('output');
  said.ariaLabel = `Copying: ${caption}`;
  tools.append(said, ...buttons);
  return tools;
}

/** Puts the buttons over every table. */
export function offerCopying(): void {
  for (const table of document.querySelectorAll('table')) {
    (table.closest('.scroll') ?? table).before(toolsFor(table));
  }
}
