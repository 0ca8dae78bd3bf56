/** The lesson of chunks, each half by itself: that the work is the same, and how often the loop turns meanwhile. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DEADLINE_MS, RoundLab } from '../../harness/round/round-lab.ts';
import { median } from '../../harness/stats/describe.ts';
import { compiledUrl } from '../compiled-url.ts';
import chunkedWork from './chunked-work.ts';

const CHUNKS = 15;
const TASKS = 8;
/** What else runs on a machine costs caches; a loop that is compiled otherwise costs a third at the least. */
const TOLERANCE = 0.15;
const VARIANTS = ['default', 'each-alone', 'block'] as const;

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

async function cpuMsOf(variant: string): Promise<number> {
  const { round, open } = await lab.start('single-loop', '', {
    inFlight: TASKS,
    spec: {
      scenarioUrl: compiledUrl('patterns/chunked-work.js'),
      scenarioLabel: 'patterns/chunked-work',
      variant,
      params: { chunks: CHUNKS },
    },
  });
  await open();
  const { cpuMs, tasks } = await round.send(
    'slice',
    { leadInMs: 10, windowMs: 500, minCompletions: 20 },
    DEADLINE_MS,
  );
  await round.send('finish', null, DEADLINE_MS);
  return cpuMs / tasks.ok;
}

test('a task takes the same CPU time in chunks and in one piece, in every process', async () => {
  const taken: number[] = [];
  for (const variant of [...VARIANTS, ...VARIANTS]) taken.push(await cpuMsOf(variant));
  const typical = median(taken);
  for (const cpuMs of taken) expect(Math.abs(cpuMs / typical - 1)).toBeLessThan(TOLERANCE);
});

/** While so many tasks are under way at the same time. */
async function countTurns(variant: (typeof VARIANTS)[number]): Promise<number> {
  const context = await chunkedWork.open!({
    params: { chunks: CHUNKS },
    services: {},
    seed: 1,
    tempDir: '/',
  });
  const run = variant === 'default' ? chunkedWork.run : chunkedWork.variants![variant]!;
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    if (isOver) return;
    turns += 1;
    setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: TASKS }, (_, seed) => run(seed, context)));
  isOver = true;
  return turns;
}

test('one chunk of all tasks a turn, one of each task, or no turn at all', async () => {
  const yields = CHUNKS - 1;
  expect(await countTurns('default')).toBeGreaterThanOrEqual(TASKS * yields - 1);
  expect(await countTurns('each-alone')).toBeLessThanOrEqual(yields + 1);
  expect(await countTurns('block')).toBe(0);
});
