import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isRunning, untilAsleep } from './asleep.ts';

describe('waits', () => {
  /** By pid: how long it runs on. Returns the checks made of each, and when the wait was over. */
  async function wait(runsForMs: Readonly<Record<number, number>>, checkMs = 0) {
    let clockMs = 100;
    const checks: Record<number, number> = {};
    await untilAsleep(Object.keys(runsForMs).map(Number), {
      isRunning: (pid) => {
        checks[pid] = (checks[pid] ?? 0) + 1;
        clockMs += checkMs;
        return clockMs - 100 < runsForMs[pid]!;
      },
      nowMs: () => clockMs,
      pause: async (durationMs) => {
        clockMs += durationMs;
      },
    });
    return { checks, tookMs: clockMs - 100 };
  }

  const check = (what: string, runsForMs: Readonly<Record<number, number>>, expected: unknown, checkMs = 0) =>
    test(what, async () => expect(await wait(runsForMs, checkMs)).toEqual(expected));

  check('for nobody', {}, { checks: {}, tookMs: 0 });
  check('not for those that sleep', { 1: 0, 2: 0 }, { checks: { 1: 1, 2: 1 }, tookMs: 0 });
  check('until one sleeps that runs on', { 1: 3 }, { checks: { 1: 4 }, tookMs: 3 });
  check('without asking the others again', { 1: 3, 2: 1, 3: 0 }, { checks: { 1: 4, 2: 2, 3: 1 }, tookMs: 3 });
  check('not for ever', { 1: 1e9 }, { checks: { 1: 9 }, tookMs: 8 });
  check('no longer where a look takes long', { 1: 1e9 }, { checks: { 1: 3 }, tookMs: 11 }, 3);
});

describe.runIf(process.platform === 'linux')('a real process', () => {
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

  test('that computes is told from one that sleeps, or is gone', async () => {
    const [busy, asleep] = [await start('while :; do :; done'), await start('exec sleep 60')];
    await vi.waitFor(() => expect(isRunning(asleep)).toBe(false), 5_000);
    expect(isRunning(busy)).toBe(true);
    const gone = await start('exit');
    await once(children.at(-1)!, 'close');
    expect(isRunning(gone)).toBe(false);
  });
});
