/** What stands between the drive and a model's session: inputs that are made anew for each task, tasks that travel in batches. */
import { Batcher } from '../executor/batch.ts';
import type { InputStock } from '../executor/input-stock.ts';
import type { ModelSession } from '../model.ts';

export interface ServedSession {
  /** What the drive offers tasks to. */
  readonly session: ModelSession;
  /** The same, each task by itself: for a task that every executor is to answer. */
  readonly single: ModelSession;
}

export function serveSession(
  opened: ModelSession,
  stock: InputStock | null,
  batchSize: number,
): ServedSession {
  const batcher = batchSize > 1 ? new Batcher(opened, batchSize) : null;
  const { gathering, single } = batcher ?? { gathering: opened, single: opened };
  return { session: stock?.serve(gathering) ?? gathering, single: stock?.serve(single) ?? single };
}
