import { expect, test } from 'vitest';
import { Strand } from './strand.ts';

test('a turn is over when its slice rests, or ends; one that has ended is not held any more', async () => {
  const strand = new Strand();
  const told: string[] = [];
  const hold = (name: string, nowMs: number): Promise<void> =>
    strand.hold(() => void told.push(`${name} goes on`), nowMs).then(() => void told.push(`${name} is over`));
  const first = hold('first', 5);
  await Promise.resolve();
  expect(told).toEqual(['first goes on']);
  strand.rest();
  await first;
  const second = hold('second', 9);
  expect(strand.hasEnded).toBe(false);
  strand.end();
  await second;
  await hold('third', 12);
  expect(told).toEqual([
    'first goes on',
    'first is over',
    'second goes on',
    'second is over',
    'third is over',
  ]);
  expect([strand.startedMs, strand.hasEnded]).toEqual([5, true]);
});

test('a rest that nobody waits for is none', async () => {
  const strand = new Strand();
  strand.rest();
  let isOver = false;
  void strand
    .hold(() => {}, 0)
    .then(() => {
      isOver = true;
    });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
});
