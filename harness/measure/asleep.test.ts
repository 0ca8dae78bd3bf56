import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { isAnyRunning, untilAsleep } from './asleep.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start(script: string): Promise<number> {
  const child = spawn('sh', ['-c', `echo up; ${script}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout!, 'data');
  return child.pid!;
}

test('a process that computes is told from those that sleep', async () => {
  const [busy, asleep] = [await start('while :; do :; done'), await start('exec sleep 60')];
  await untilAsleep([asleep]);
  expect(isAnyRunning([busy])).toBe(true);
  expect(isAnyRunning([asleep])).toBe(false);
  expect(isAnyRunning([asleep, busy])).toBe(true);
});

test('one that is gone runs no more', async () => {
  const pid = await start('exit');
  await once(children[0]!, 'close');
  expect(isAnyRunning([pid])).toBe(false);
  expect(isAnyRunning([])).toBe(false);
});

test('nobody waits for long for one that does not sleep', async () => {
  const busy = await start('while :; do :; done');
  let isOver = false;
  const waiting = untilAsleep([busy]).then(() => {
    isOver = true;
  });
  expect(isOver).toBe(false);
  await waiting;
  expect(isAnyRunning([busy])).toBe(true);
});
