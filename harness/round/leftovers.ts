/**
 * What a round started and let go: a process that a task starts `detached` leaves the round's process group, but not the
 * environment that it was started with. Linux shows that; elsewhere such a process is not found.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The name of the variable that every process of a round inherits. */
export const ROUND_VARIABLE = 'CROSSOVER_ROUND';

/** A process may start another while the list is read. */
const MOST_SWEEPS = 3;

function findHolders(mark: string): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  const variable = `${ROUND_VARIABLE}=${mark}\0`;
  return names
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'latin1').includes(variable) ? [Number(name)] : [];
      } catch {
        return []; // it has ended meanwhile, or is somebody else's
      }
    });
}

/** Ends every process that inherited `mark`. Never throws. */
export function endLeftovers(mark: string): void {
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    const pids = findHolders(mark);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it has ended meanwhile
      }
    }
  }
}
