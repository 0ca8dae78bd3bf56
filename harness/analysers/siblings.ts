/** Cells that differ from another in one knob alone: what the run itself can say about that knob. */
import type { Cell, RunDocument } from '../result/schema.ts';

function keyWithout({ condition, variant, model, knobs }: Cell, knob: string): string {
  const others = Object.entries(knobs).filter(([name]) => name !== knob);
  return JSON.stringify([condition, variant, model, others.sort()]);
}

/** Those of them that have figures. Pure. */
export function siblingsOf(cell: Cell, knob: string, { cells }: Pick<RunDocument, 'cells'>): Cell[] {
  const key = keyWithout(cell, knob);
  return cells.filter(
    (other) => other.status === 'ok' && other.id !== cell.id && keyWithout(other, knob) === key,
  );
}
