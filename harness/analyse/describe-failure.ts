/** Why a cell failed, in one line: what the task threw, and where. */
import type { ErrorRecordDocument } from '../result/schema.ts';

const FRAME = /\(?([^()\s]+):(\d+):\d+\)?$/;

/** `prices.ts:12`: the innermost frame with a file; null when that is not the user's. */
function findPlace(stack: string): string | null {
  for (const line of stack.split('\n')) {
    const [, file, row] = (line.trimStart().startsWith('at ') && FRAME.exec(line)) || [];
    if (!file || file.startsWith('node:')) continue;
    return file.includes('/dist/harness/') ? null : `${file.split(/[/\\]/).at(-1)}:${row}`;
  }
  return null;
}

/** Crossover's own errors say what to do; those of a task get their name and place. */
export function describeFailure(error: ErrorRecordDocument | null): string {
  if (error === null) return 'it failed';
  const isOurs = error.code.startsWith('CROSSOVER_') && error.code !== 'CROSSOVER_TASK_FAILED';
  if (isOurs || error.name === 'CrossoverError') return error.message;
  const thrown = /Error$/.test(error.name) ? `${error.name}: ${error.message}` : error.message;
  const place = error.stack ? findPlace(error.stack) : null;
  return place === null ? thrown : `${thrown} (${place})`;
}
