/** What is said of cells whose slices do not fit into the budget. Pure. */

/** A cell, and what its next slice would take. */
export interface AskedTime {
  readonly label: string;
  readonly sliceMs: number;
}

const inSeconds = (ms: number): string => `${Math.max(0, ms / 1e3).toFixed(0)} s`;

/** Names what takes longest, and every remedy that there is; `leftMs` is what the budget leaves. */
export function describeLackOfTime(asked: readonly AskedTime[], leftMs: number): string {
  const totalMs = asked.reduce((sum, { sliceMs }) => sum + sliceMs, 0);
  const [slowest] = [...asked].sort((one, other) => other.sliceMs - one.sliceMs);
  const count = asked.length;
  const who = slowest?.label ?? '';
  const share = count > 1 && slowest !== undefined ? `, ${inSeconds(slowest.sliceMs)} of it for ${who}` : '';
  const each = count > 1 ? ` of each of ${count} cells${share}` : '';
  const fewer = count > 1 ? `leave ${who} out, ` : '';
  return `tasks this slow need about ${inSeconds(totalMs)} for one slice${each}, and the budget leaves ${inSeconds(leftMs)}: give a longer --budget, ${fewer}or a smaller --in-flight`;
}
