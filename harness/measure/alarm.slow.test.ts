import { expect, onTestFinished, test } from 'vitest';
import { Alarm } from './alarm.ts';
import { nowMs } from './clock.ts';

test('wakes never early, and mostly within a fraction of a millisecond', async () => {
  const alarm = await Alarm.start();
  onTestFinished(() => alarm.stop());
  const lateMs: number[] = [];
  for (let index = 0; index < 100; index++) {
    const atMs = nowMs() + 1 + (index % 7) * 0.31;
    await new Promise<void>((resolve) => alarm.wakeAt(atMs, resolve));
    lateMs.push(nowMs() - atMs);
  }
  expect(Math.min(...lateMs)).toBeGreaterThan(-0.01);
  lateMs.sort((one, other) => one - other);
  // Of a machine that is busy elsewhere the quicker half still tells.
  expect(lateMs[25]).toBeLessThan(1);
});

test('only what was asked last comes', async () => {
  const alarm = await Alarm.start();
  onTestFinished(() => alarm.stop());
  const calls: string[] = [];
  alarm.wakeAt(nowMs() + 20, () => calls.push('first'));
  await new Promise<void>((resolve) =>
    alarm.wakeAt(nowMs() + 30, () => {
      calls.push('second');
      resolve();
    }),
  );
  expect(calls).toEqual(['second']);
});
