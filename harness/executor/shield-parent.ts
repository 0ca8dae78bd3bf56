/**
 * `process.ppid` of an executor is the process that holds the run: a task that signals its parent, as workers of other
 * frameworks do, would end everything. Here it reads its own id, so that such a signal costs one cell.
 */
export function shieldParent(): void {
  // A getter: Node.js has an accessor of its own there, and a plain value would be swallowed by it.
  Object.defineProperty(process, 'ppid', { get: () => process.pid, configurable: true, enumerable: true });
}
