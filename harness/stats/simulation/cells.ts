/** Simulated conditions of k cells, run in groups of at most four with the reference in each, as blocks are. */
import { combineContrasts, type LogContrast } from '../contrast.ts';
import type { Random } from '../random.ts';
import { trimmedLogContrast } from '../trimmed-contrast.ts';

const PER_GROUP = 3; // and the reference

/** What the cells of a simulated condition are like. */
export interface Condition {
  readonly cellCount: number;
  readonly blockCount: number;
  /** True log throughput of a cell beyond the reference. */
  readonly effectOf: (cell: number) => number;
}

const BLOCK_SD = 0.05; // what all cells of a block share
const CELL_SD = 0.01; // what each has of its own

const contrastOf = (values: readonly number[], others: readonly number[]): LogContrast | null =>
  trimmedLogContrast(values.map((value, block) => Math.log(value / others[block]!)));

/** Draws one run of the condition; gives the contrast of any two cells, ln i − ln j, as a report has to make it. */
export function drawContrasts(
  random: Random,
  condition: Condition,
): (i: number, j: number) => LogContrast | null {
  const groups = Array.from({ length: Math.ceil(condition.cellCount / PER_GROUP) }, (_, group) => {
    const blocks = Array.from({ length: condition.blockCount }, () => BLOCK_SD * random.normal());
    const valuesOf = (effect: number): number[] =>
      blocks.map((level) => Math.exp(level + effect + CELL_SD * random.normal()));
    const effects = Array.from({ length: PER_GROUP }, (_, cell) =>
      condition.effectOf(group * PER_GROUP + cell),
    );
    return { reference: valuesOf(0), cells: effects.map(valuesOf) };
  });
  const find = (cell: number) => {
    const group = groups[Math.floor(cell / PER_GROUP)]!;
    return { group, values: group.cells[cell % PER_GROUP]! };
  };
  return (i, j) => {
    const a = find(i);
    const b = find(j);
    if (a.group === b.group) return contrastOf(a.values, b.values);
    const toReference = [a, b].map(({ group, values }) => contrastOf(values, group.reference));
    return toReference[0] && toReference[1] ? combineContrasts(toReference[0], toReference[1]) : null;
  };
}
