/** What an earlier part of the run has measured, handed out as the walk comes by: a resumed run decides nothing again. */
import { CrossoverError } from '../errors.ts';
import type { PlannedBlock, PlannedCell } from '../plan.ts';
import type { JournalEntry } from './journal.ts';

export class StoredBlocks {
  readonly #entries: JournalEntry[];

  /** In the order in which they were measured. */
  constructor(entries: readonly JournalEntry[]) {
    this.#entries = [...entries];
  }

  /** Where the next stored attempt stands in the plan, or null when from here on everything has to be measured. */
  get nextPlanIndex(): number | null {
    return this.#entries[0]?.planIndex ?? null;
  }

  /**
   * The next stored attempt when it is of this place in the plan, else null. Throws CROSSOVER_RESUME when it is of other
   * cells than the plan has there.
   */
  take({ condition }: PlannedBlock, planIndex: number, cells: readonly PlannedCell[]): JournalEntry | null {
    const [next] = this.#entries;
    if (next === undefined || next.planIndex !== planIndex) return null;
    const planned = cells.map(({ id }) => id).join();
    if (next.block.condition !== condition.id || next.block.cells.join() !== planned) {
      throw new CrossoverError(
        'CROSSOVER_RESUME',
        `The stored block ${next.block.index} is of ${next.block.condition}, the plan has ${condition.id} in its place.`,
        { remedy: 'The scenario or its parameters have changed: start a new run.' },
      );
    }
    this.#entries.shift();
    return next;
  }
}
