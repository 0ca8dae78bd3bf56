/** What is told while a run goes on: progress where it is wanted, and what has to be told also where it is not. */
import type { RunListener } from '../../harness/run-events.ts';
import { safeLine } from '../../reports/safe-text.ts';
import type { Progress } from '../../reports/terminal/progress.ts';
import type { Io } from '../io.ts';

/** `progress` is null where nothing but results is wanted. */
export function listenWith(progress: Progress | null, { stderr }: Pick<Io, 'stderr'>): RunListener {
  return (event) => {
    progress?.onEvent(event);
    if (event.type !== 'left-behind') return;
    progress?.clear();
    stderr.write(`${safeLine(event.text)}\n`);
  };
}
