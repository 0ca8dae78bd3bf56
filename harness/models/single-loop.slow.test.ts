import { afterAll, beforeAll, expect, test } from 'vitest';
import { ModelLab, runTask } from './model-lab.ts';
import { singleLoop } from './single-loop.ts';

let lab: ModelLab;
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterAll(async () => {
  await lab.closeAll();
  await lab.remove();
});

/** Holds the loop for so many milliseconds, and never awaits. */
const SPIN =
  'export default (ms) => { const end = performance.now() + ms; while (performance.now() < end); };';

test('between tasks that hold the loop it turns: timers and sockets wait for one of them, not for all', async () => {
  const session = await lab.start(singleLoop, SPIN);
  const turnsMs: number[] = [];
  let isOver = false;
  const countTurns = (): void => {
    turnsMs.push(performance.now());
    if (!isOver) setImmediate(countTurns);
  };
  setImmediate(countTurns);
  const tasks = await Promise.all(Array.from({ length: 8 }, () => runTask(session, 3)));
  isOver = true;
  const startsMs = tasks.map(({ startedMs }) => startedMs);
  expect(startsMs).toEqual([...startsMs].sort((a, b) => a - b));
  expect(turnsMs.length).toBeGreaterThanOrEqual(7);
});

test('short tasks share a turn: the loop is not made to turn for each of them', async () => {
  const session = await lab.start(singleLoop, 'export default (input) => input;');
  let turnCount = 0;
  let isOver = false;
  const countTurns = (): void => {
    turnCount += 1;
    if (!isOver) setImmediate(countTurns);
  };
  setImmediate(countTurns);
  for (let round = 0; round < 50; round++) {
    await Promise.all(Array.from({ length: 40 }, (_, input) => session.run(input)));
  }
  isOver = true;
  expect(turnCount).toBeLessThan(50 * 40);
});

test('tasks that wait are in flight together', async () => {
  const source = `let running = 0;
    export default async () => {
      running += 1;
      const seen = running;
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return seen;
    };`;
  const session = await lab.start(singleLoop, source);
  const receipts = await Promise.all(Array.from({ length: 8 }, () => session.run(null)));
  expect(Math.max(...receipts.map(({ output }) => Number(output)))).toBe(8);
});
