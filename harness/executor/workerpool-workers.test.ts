import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import type { Pool } from 'workerpool';
import type { ErrorRecord } from '../errors.ts';
import { workersOf } from './workerpool-workers.ts';

/** A worker as the library would start it, which ends as the test says. */
function watch(traits: object): { worker: EventEmitter & { stderr: PassThrough }; told: ErrorRecord[] } {
  const worker = Object.assign(new EventEmitter(), { stderr: new PassThrough() }, traits);
  const told: ErrorRecord[] = [];
  workersOf({ workers: [{ worker }] } as unknown as Pool, (record) => told.push(record));
  return { worker, told };
}

const brokenPipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

test('a process that ended is told by its end, whether or not a message to it failed first', async () => {
  const { worker, told } = watch({ pid: 1_234 });
  worker.emit('error', brokenPipe);
  worker.stderr.write('RangeError: nobody caught\n');
  worker.emit('exit', 1, null);
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toMatchObject([
    { code: 'CROSSOVER_EXECUTOR_DIED', message: expect.stringMatching(/exit code 1.*nobody caught/s) },
  ]);
});

test('a process that lives on but cannot be reached is told after half a second', async () => {
  const { worker, told } = watch({ pid: 1_234 });
  worker.emit('error', brokenPipe);
  expect(told).toEqual([]);
  await vi.waitFor(
    () =>
      expect(told).toMatchObject([
        {
          code: 'CROSSOVER_EXECUTOR_DIED',
          message: expect.stringMatching(/write EPIPE.*process\.disconnect/),
        },
      ]),
    { timeout: 5_000 },
  );
});

test('a process that could not be started is told at once', () => {
  const { worker, told } = watch({ pid: undefined });
  worker.emit('error', Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN' }));
  expect(told).toMatchObject([{ message: expect.stringMatching(/EAGAIN/) }]);
});
