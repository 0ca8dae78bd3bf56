/** A run that is told to end: within two seconds, so that it is tested by itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isProcessAlive } from '../harness/models/model-lab.ts';
import { descendantsOf, readLatestRun, startCli } from './cli-lab.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-signals-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s ends everything within 2 s, keeps what was finished, and exits %i',
  async (signal, expected) => {
    const args = [
      'run',
      'cpu/sum-of-squares',
      'io/http-fan-out',
      '--blocks',
      '20',
      '--out',
      `stopped-${signal}`,
    ];
    const run = startCli(folder, args);
    await run.stderrSays(/block 1\/20/);
    const pid = run.process.pid!;
    await expect.poll(() => descendantsOf(pid).length, { timeout: 10_000 }).toBeGreaterThan(1);
    const descendants = descendantsOf(pid);
    const stoppedMs = performance.now();
    run.process.kill(signal);
    const { exitCode, stderr } = await run.ended;
    expect(performance.now() - stoppedMs).toBeLessThan(2_000);
    expect(exitCode).toBe(expected);
    expect(stderr).toMatch(/^Stopping: /m);
    expect(stderr).toMatch(/^Continue with: crossover run --resume stopped-/m);
    // The shell that guards them hears of the end by its pipe, a moment later.
    const leftMs = 2_000 - (performance.now() - stoppedMs);
    await expect
      .poll(() => descendants.filter(isProcessAlive), { timeout: leftMs, interval: 20 })
      .toEqual([]);
    const document = await readLatestRun(folder, `stopped-${signal}`);
    expect(document.complete).toBe(false);
    expect(document.blocks.length).toBeGreaterThanOrEqual(1);
  },
);
