/** Memory of real rounds, read from outside as a block does it, against what their tasks are known to take. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readMemory, resetPeakMemory } from '../measure/memory.ts';
import { DEADLINE_MS, RoundLab } from './round-lab.ts';

const MIB = 2 ** 20;
const PLAN = { leadInMs: 10, windowMs: 400, minCompletions: 200 };

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

/** Every task keeps 256 KiB, up to 128 MiB for each executor. */
const LEAK = `const kept = [];
export default () => {
  if (kept.length < 512) kept.push(new Uint8Array(2 ** 18).fill(1));
  return new Promise((resolve) => setTimeout(resolve, 1, 0));
};`;
/** One task in twenty holds 64 MiB for as long as it takes. */
const SPIKE = `let count = 0;
export default () => {
  const spike = count++ % 20 === 10 ? new Uint8Array(64 * 2 ** 20).fill(1) : [0];
  return spike[0] * 0;
};`;

async function measure(modelId: string, source: string) {
  const { round, open } = await lab.start(modelId, source, { inputCount: 1 });
  const opened = await open();
  const pids = [round.pid!, ...opened.childPids];
  expect(resetPeakMemory(pids)).toBe(true);
  const before = readMemory(pids)!;
  const slice = await round.send('slice', PLAN, DEADLINE_MS);
  const after = readMemory(pids)!;
  await round.send('finish', null, DEADLINE_MS);
  return {
    tasks: slice.tasks.ok,
    grownMiB: (after.heldBytes - before.heldBytes) / MIB,
    peakMiB: (after.peakBytes - before.heldBytes) / MIB,
  };
}

describe.runIf(process.platform === 'linux').each(['single-loop', 'worker-threads', 'child-processes'])(
  '%s',
  (modelId) => {
    test('what tasks keep is what memory grows by', async () => {
      const { tasks, grownMiB } = await measure(modelId, LEAK);
      const executors = modelId === 'single-loop' ? 1 : 2;
      const keptMiB = Math.min(tasks, 512 * executors) / 4;
      expect(keptMiB).toBeGreaterThan(15);
      expect(grownMiB / keptMiB).toBeGreaterThan(0.9);
      expect(grownMiB - keptMiB).toBeLessThan(20); // heaps of their own
    });

    test('what a task held for a moment is seen in the peak', async () => {
      const { tasks, peakMiB } = await measure(modelId, SPIKE);
      expect(tasks).toBeGreaterThanOrEqual(40); // with two executors one of them has carried out eleven
      expect(peakMiB).toBeGreaterThan(60);
    });
  },
);
