/** Waiting that ends. */

// Captured before any scenario is loaded, which may replace them.
const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;

/** Resolves when the first of the promises has settled, or after so long; leaves no timer behind. */
export async function waitAtMost(durationMs: number, promises: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<void>((resolve) => {
    timer = scheduleTimer(resolve, durationMs);
  });
  await Promise.race([...promises, isOver]).catch(() => {});
  cancelTimer(timer);
}
