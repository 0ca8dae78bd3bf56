/** Without the process that started it, a process of ours has no reason to live. */

/**
 * Calls `act` once when the parent is gone, also when it went before this was called: Node.js tells it by an event that
 * comes while modules are still being loaded, and to nobody then. One in fifty killed runs left a service for ever.
 */
export function onOrphaned(act: () => void): void {
  let isDone = false;
  const actOnce = (): void => {
    if (isDone) return;
    isDone = true;
    act();
  };
  process.on('disconnect', actOnce);
  if (process.send !== undefined && !process.connected) actOnce();
}
