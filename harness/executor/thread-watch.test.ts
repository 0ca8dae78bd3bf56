import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { REPLACEMENT_ENDED } from './thread-protocol.ts';
import { type ThreadPool, WorkerWatch } from './thread-watch.ts';

/** A pool of which only the events matter. */
class FakePool extends EventEmitter {
  isDestroyed = false;
  async destroy(): Promise<void> {
    this.isDestroyed = true;
  }
}

type Step = 'worker gone' | { readonly error: string } | { readonly rejection: string };

async function reasonAfter(steps: readonly Step[]): Promise<string | undefined> {
  const pool = new FakePool();
  const watch = new WorkerWatch(pool as unknown as ThreadPool);
  for (const step of steps) {
    if (step === 'worker gone') pool.emit('workerDestroy');
    else if ('error' in step) pool.emit('error', new Error(step.error));
    else watch.learn(new Error(step.rejection));
    await null;
  }
  expect(pool.isDestroyed).toBe(steps.includes('worker gone'));
  return watch.failure?.message;
}

describe('why a worker ended', () => {
  const gone = 'worker gone';
  const why = { error: 'from a timer' };
  const known = { rejection: 'from a task' };
  const replacement = { error: REPLACEMENT_ENDED };
  test.each<[string, Step[], RegExp | undefined]>([
    ['nothing ended', [], undefined],
    ['only that it did', [gone], /ended by itself; look for process\.exit/],
    ['the pool tells', [gone, why], /from a timer/],
    ['a task saw it', [gone, known], /from a task/],
    ['the first who saw it', [gone, known, why], /from a task/],
    ['what came in its place ends, too', [gone, why, replacement], /from a timer/],
    ['what came in its place ends first', [gone, replacement, why], /from a timer/],
    ['tasks are dropped first', [gone, { rejection: 'Terminating worker thread' }, known], /from a task/],
  ])('%s', async (_name, steps, expected) => {
    const reason = await reasonAfter(steps);
    if (expected === undefined) expect(reason).toBeUndefined();
    else expect(reason).toMatch(expected);
  });
});
