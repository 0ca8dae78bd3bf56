/** What tasks tell of themselves comes back from every model, however outputs travel, and the digest knows nothing of it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DEADLINE_MS, MODEL_IDS, RoundLab } from './round-lab.ts';

const PLAN = { leadInMs: 40, windowMs: 200, minCompletions: 20 };

/** Every fourth task of an executor gives up after three attempts: which input that is depends on how many came before it. */
const SOURCE = `export default {
  inputs: (params, random, count) => Array.from({ length: count }, (_, index) => index),
  open: () => ({ count: 0 }),
  run: async (input, context) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const isFallback = context.count++ % 4 === 3;
    return { title: 'document ' + input, isFallback, attempts: isFallback ? 3 : 1 };
  },
  digest: ({ title }) => title,
  isGood: ({ isFallback }) => !isFallback,
  attemptsOf: ({ attempts }) => attempts,
};`;

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

test.each(MODEL_IDS)(
  '%s: three in four are good, and a task takes one and a half attempts',
  async (modelId) => {
    const { round, open } = await lab.start(modelId, SOURCE);
    await open();
    const { error, outcomes, window } = await round.send('slice', PLAN, DEADLINE_MS);
    expect(error).toBeNull();
    expect(outcomes!.goodCredit! / window.credit).toBeCloseTo(0.75, 1);
    expect(outcomes!.attemptCredit! / window.credit).toBeCloseTo(1.5, 1);
  },
);

test('tasks that come by a schedule tell it as well', async () => {
  const { round, open } = await lab.start('worker-threads', SOURCE);
  await open();
  const arrivals = { kind: 'constant' as const, ratePerSec: 300, seed: 1 };
  const { error, outcomes, window } = await round.send(
    'slice',
    { ...PLAN, windowMs: 500, arrivals },
    DEADLINE_MS,
  );
  expect(error).toBeNull();
  expect(outcomes!.goodCredit! / window.credit).toBeCloseTo(0.75, 1);
});

test('what isGood throws fails the slice by its message', async () => {
  const source = SOURCE.replace('!isFallback', "{ throw new Error('no such field') }");
  const { round, open } = await lab.start('single-loop', source);
  await open();
  const { error } = await round.send('slice', PLAN, DEADLINE_MS);
  expect(error).toMatchObject({ message: 'no such field' });
});

test('a scenario that tells nothing has no outcomes', async () => {
  const { round, open } = await lab.start('single-loop', 'export default (input) => 1;');
  await open();
  expect(await round.send('slice', PLAN, DEADLINE_MS)).not.toHaveProperty('outcomes');
});
