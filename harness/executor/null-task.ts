/**
 * The null task: inputs and outputs travel as ever, and nothing is computed. What it takes is the model's own cost for work of
 * this shape.
 */
import type { Scenario } from '../scenario.ts';
import { isMoved, unwrapMoved } from './piscina-move.ts';

type Run = Scenario['run'];

/** `kept`: each executor answers with what its own first task gave. `nothing`: where an executor lives for one task only. */
export type NullTask = 'kept' | 'nothing';

/** What is given away can be given once: a copy stays. */
function keepable(output: unknown): unknown {
  return isMoved(output) ? structuredClone(unwrapMoved(output)) : output;
}

/** `run` is called for the first task alone; what it throws is thrown, and the next task is then the first. */
export function createNullRun(run: Run, kind: NullTask): Run {
  if (kind === 'nothing') return () => undefined;
  let kept: { readonly output: unknown } | null = null;
  const keep = (output: unknown): unknown => {
    kept ??= { output: keepable(output) };
    return kept.output;
  };
  return (input, context) => {
    if (kept !== null) return kept.output;
    const outcome = run(input, context);
    return outcome instanceof Promise ? outcome.then(keep) : keep(outcome);
  };
}
