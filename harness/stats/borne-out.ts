/** Whether one estimate stands behind another that is surer of itself. */

/** So much of what the guard says has to show in the figure that it guards. */
const LEAST_SHARE = 0.5;

/**
 * For a guard that says what throughput says, only with less scatter: its change is believed where throughput's estimate leans the same
 * way by at least half. A true change of all tasks shows in both; a change in which task comes back first shows in the guard alone, and no
 * doubt about a mean would keep it from being certain there. Both are log ratios in which above 0 is better. Only ever takes findings
 * away, so that error rates hold. Pure.
 */
export function isBorneOut(guard: number, throughput: number): boolean {
  return guard !== 0 && throughput / guard >= LEAST_SHARE;
}
