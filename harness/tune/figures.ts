/** The figures of a size that people read, out of some of its rounds. Pure. */
import type { Cell, Round } from '../result/schema.ts';
import { meanInterval } from '../stats/mean-interval.ts';
import { pooledP99 } from './limits.ts';
import { fellBehind, type ObjectiveId, objectiveOf } from './read-blocks.ts';

const present = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** Figures of some rounds of a cell: those of the search, or the fresh ones. What fell behind has no latency. */
export function figuresOf(cell: Cell, rounds: readonly Round[], objective: ObjectiveId) {
  const steady = rounds.filter((round) => !fellBehind(round));
  const waits = rounds.flatMap(({ loop }) => (loop === null ? [] : [loop.waits]));
  const memory = present(rounds.map(({ addedMemoryBytes }) => addedMemoryBytes));
  const cpu = present(rounds.map(({ cpuMsPerTask }) => cpuMsPerTask));
  const meanOf = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const counted = objective === 'latency' ? steady : rounds;
  const objectiveInterval = meanInterval(present(counted.map((round) => objectiveOf(round, objective))));
  return {
    cell: cell.id,
    label: cell.label,
    blockCount: rounds.length,
    objective: objectiveInterval && { ...objectiveInterval, low: Math.max(0, objectiveInterval.low) },
    p99Ms: pooledP99(steady.map(({ latency }) => latency)),
    loopDelayMsP99: pooledP99(waits)?.value ?? null,
    addedMemoryBytes: meanOf(memory),
    cpuMsPerTask: meanOf(cpu),
  };
}
