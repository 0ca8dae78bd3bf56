/**
 * The order in which equal models are preferred: what is easier to run and to debug comes first. `single-loop` stands before
 * `sequential`, for one task after another blocks the loop and gives a service nothing that it had not before.
 */
import type { Cell } from '../../harness/result/schema.ts';

const FROM_SIMPLE_TO_COMPLEX = [
  'single-loop',
  'sequential',
  'worker-threads',
  'threads:tinypool',
  'threads:workerpool',
  'worker-per-task',
  'child-processes',
  'cluster',
  'processes:workerpool',
  'process-per-task',
];
/** Limits that nobody runs work by stand behind everything, also behind models that are not known. */
const FLOOR = /^floor:/;

/** The place of a model in the order of simplicity; models that are not in it come last, and floors behind them. Pure. */
export function modelRank(model: string): number {
  if (FLOOR.test(model)) return FROM_SIMPLE_TO_COMPLEX.length + 1;
  const index = FROM_SIMPLE_TO_COMPLEX.indexOf(model);
  return index === -1 ? FROM_SIMPLE_TO_COMPLEX.length : index;
}

/** What simplicity is judged by. */
export type SimplicityKey = Pick<Cell, 'model' | 'executorCount' | 'variant' | 'label'>;

/** Below 0 where the one is simpler to run: by model, then the smaller pool, then the default variant. Variants are no simpler than each other. */
export function compareEffort(one: SimplicityKey, other: SimplicityKey): number {
  return (
    modelRank(one.model) - modelRank(other.model) ||
    (one.executorCount ?? 0) - (other.executorCount ?? 0) ||
    Number(one.variant !== 'default') - Number(other.variant !== 'default')
  );
}

/** Sorts the simpler of two cells first; those that are as simple by name. */
export function compareSimplicity(one: SimplicityKey, other: SimplicityKey): number {
  return compareEffort(one, other) || compareText(one.label, other.label);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
