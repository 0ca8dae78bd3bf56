/**
 * What this process tells of itself. Captured when this file is loaded, before any scenario is: one that replaces
 * `process.cpuUsage` or `performance.now` does not move our figures.
 */
import v8 from 'node:v8';

const cpuUsage = process.cpuUsage.bind(process);
const memoryUsage = process.memoryUsage.bind(process);
const residentSetSize = process.memoryUsage.rss.bind(process.memoryUsage);
const { nodeTiming } = performance;
const { getHeapSpaceStatistics } = v8;

/** CPU time of all threads of this process so far, in milliseconds. */
export function readOwnCpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1e3;
}

/** Resident set size of this process, in bytes. */
export function readOwnRssBytes(): number {
  return residentSetSize();
}

/** Used JavaScript heap of this thread, in bytes. */
export function readOwnHeapUsedBytes(): number {
  return memoryUsage().heapUsed;
}

/** What hangs on the heap of this thread outside of it, in bytes: array buffers and other memory that V8 was told of. */
export function readOwnExternalBytes(): number {
  return memoryUsage().external;
}

/** Size of V8's new space in this thread, in bytes: both halves, of which a task can fill one. */
export function readOwnNewSpaceBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}

/**
 * Time for which the event loop of this thread has waited for events so far, in milliseconds. Why not
 * `performance.eventLoopUtilization`: it calls `performance.now` on the object that a scenario may have changed.
 */
export function readLoopIdleMs(): number {
  return nodeTiming.idleTime;
}
