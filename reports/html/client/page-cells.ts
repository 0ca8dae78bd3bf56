/** The rows of the page by the cell that they are about, and what vanishes with the last of them. */

/** A part of the page that goes when none of its cells is left: a figure, a condition, a scenario, a link to one. */
interface Holder {
  readonly element: HTMLElement;
  readonly cells: ReadonlySet<number>;
}

const HOLDERS = 'figure, .figure, .condition, .scenario';

/** Shows and hides cells. Looks the page over once; then touches only what changes. */
export class PageCells {
  readonly #rows: HTMLElement[][];
  readonly #holders: readonly Holder[];
  readonly #isShown: boolean[];

  constructor(cellCount: number) {
    this.#rows = Array.from({ length: cellCount }, () => []);
    this.#isShown = Array.from({ length: cellCount }, () => true);
    const cellsOf = new Map<HTMLElement, Set<number>>();
    for (const row of document.querySelectorAll<HTMLElement>('tr[data-cell]')) {
      const number = Number(row.dataset.cell);
      this.#rows[number]?.push(row);
      for (let at = row.closest<HTMLElement>(HOLDERS); at !== null; ) {
        cellsOf.set(at, (cellsOf.get(at) ?? new Set()).add(number));
        at = at.parentElement?.closest<HTMLElement>(HOLDERS) ?? null;
      }
    }
    const holders = [...cellsOf].map(([element, cells]) => ({ element, cells }));
    this.#holders = [...holders, ...linksTo(holders)];
  }

  /** Shows exactly the cells for which it is true. */
  show(isShown: readonly boolean[]): void {
    this.#rows.forEach((rows, number) => {
      const now = isShown[number] ?? true;
      if (now === this.#isShown[number]) return;
      this.#isShown[number] = now;
      for (const row of rows) row.hidden = !now;
    });
    for (const { element, cells } of this.#holders) {
      const isEmpty = [...cells].every((number) => this.#isShown[number] === false);
      if (element.hidden !== isEmpty) element.hidden = isEmpty;
    }
  }
}

/** Entries of the navigation and rows of the winners matrix go with what they lead to; the verdicts stay, all of them. */
function linksTo(holders: readonly Holder[]): Holder[] {
  const byAnchor = new Map<string, HTMLElement[]>();
  for (const link of document.querySelectorAll('nav a[href^="#"], #winners tbody a[href^="#"]')) {
    const entry = link.closest('li, tr');
    const anchor = link.getAttribute('href')?.slice(1) ?? '';
    if (entry instanceof HTMLElement) byAnchor.set(anchor, [...(byAnchor.get(anchor) ?? []), entry]);
  }
  return holders.flatMap(({ element: { id }, cells }) =>
    (byAnchor.get(id) ?? []).map((element) => ({ element, cells })),
  );
}
