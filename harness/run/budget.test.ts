import { describe, expect, test } from 'vitest';
import { sampleScenario } from '../config/sample-config.ts';
import { type SimulatedRunOptions, simulateRun } from './simulated-run.ts';

const scenarios = ['a', 'b', 'c', 'd'].map((id) => sampleScenario(id));
const contiguous = scenarios.map(({ id }) => sampleScenario(id, { window: 'contiguous' }));
const manyCpus = { usableCores: 64, pinnableCpus: Array.from({ length: 64 }, (_, cpu) => cpu) };
const poolSizes = { models: ['worker-threads'], knobs: { poolSize: [1, 2, 3, 4, 5, 6, 7] } };

/** Four scenarios under four models within a minute, unless said otherwise. */
function minute(options: SimulatedRunOptions = {}): SimulatedRunOptions {
  return { scenarios, ...options, config: { budgetMs: 60_000, ...options.config } };
}

const late = { code: 'E', name: 'Error', message: 'late' };

describe('a budget', () => {
  /** `least` is the share that is used; `reachesAll`: no scenario is left out. */
  interface Expected {
    readonly least?: number;
    readonly reachesAll?: boolean;
  }
  const check = (what: string, options: SimulatedRunOptions, expected: Expected = {}): void =>
    test(`is kept within 15 %: ${what}`, async () => {
      const { least = 0.8, reachesAll = true } = expected;
      const { document } = await simulateRun(options);
      const share = document.durationMs / document.config.budgetMs!;
      expect(share).toBeLessThan(1.15);
      expect(share).toBeGreaterThan(least);
      const isReached = document.cells.every(({ blocks }) => blocks.length > 0);
      if (reachesAll) expect(isReached).toBe(true);
    });

  check('quick as it comes', { scenarios });
  check('smoke with a budget', { scenarios, config: { preset: 'smoke', budgetMs: 13_000 } });
  check('full with a budget', minute({ config: { preset: 'full' } }));
  check('a minute', minute());
  check('20 s', minute({ config: { budgetMs: 20_000 } }));
  check('3 minutes', minute({ config: { budgetMs: 180_000 } }));
  check('one scenario', { config: { budgetMs: 60_000 } }, { least: 0.85 });
  check('one scenario, 10 minutes', { config: { budgetMs: 600_000 } }, { least: 0.85 });
  check('many cells', minute({ config: poolSizes }));
  check('more blocks than fit', minute({ config: { blocks: 50 } }));
  check('slow to open', minute({ truthOf: () => ({ openMs: 600, warmUpMs: 9e9 }) }));
  check('tasks of 50 ms', minute({ truthOf: () => ({ throughputPerSec: 20 }) }), { reachesAll: false });
  check('tasks of a second', minute({ truthOf: () => ({ throughputPerSec: 1 }) }), {
    least: 0,
    reachesAll: false,
  });
  check('contiguous', minute({ scenarios: contiguous }));
  check('64 CPUs', minute({ machine: manyCpus }));
  check('64 CPUs, contiguous', minute({ machine: manyCpus, scenarios: contiguous }));
  check('a noisy machine', minute({ machine: { outsideRatio: () => 0.4 } }));
  check('cells that are void for ever', minute({ truthOf: () => ({ lostPerSlice: 1 }) }));
  check(
    'cells that fail late',
    minute({
      truthOf: () => ({ wrong: (command, slice) => (command === 'slice' && slice === 2 ? late : null) }),
    }),
    { least: 0 },
  );

  test('what does not fit is shared: the first condition gives its later blocks away', async () => {
    const { document, plan, events } = await simulateRun(minute({ scenarios: contiguous }));
    const counts = plan.conditions.map(
      ({ id }) => document.blocks.filter(({ condition }) => condition === id).length,
    );
    expect(document.blocks.length).toBeLessThan(plan.blocks.length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    const ended = events.filter(({ type }) => type === 'condition-ended');
    expect(ended).toHaveLength(plan.conditions.length);
  });

  test('none: every block takes its nominal time', async () => {
    const { document } = await simulateRun({ scenarios, config: { preset: 'full' } });
    expect(document.blocks).toHaveLength(20);
    for (const { durationMs } of document.blocks) expect(durationMs).toBeLessThanOrEqual(5_000);
  });
});

test('cells whose tasks are too slow for a budget say so, and what to do', async () => {
  const { document } = await simulateRun(minute({ truthOf: () => ({ throughputPerSec: 1 }) }));
  const [cell] = document.cells;
  expect(cell).toMatchObject({
    status: 'void',
    throughputPerSec: null,
    reason: expect.stringMatching(
      /tasks this slow need about \d+ s for .* and the budget leaves \d+ s: give a longer --budget/,
    ),
  });
});

test('slow tasks take the time that they need where no budget was named', async () => {
  const { document } = await simulateRun({ truthOf: () => ({ throughputPerSec: 2 }) });
  expect(document.cells[0]).toMatchObject({ status: 'ok' });
});

test('the first verdict of quick is there within 20 s', async () => {
  const { events } = await simulateRun({ scenarios });
  const ended = events.find((event) => event.type === 'condition-ended');
  expect(ended?.document.durationMs).toBeLessThan(20_000);
  expect(ended?.document.contrasts[0]?.verdict).toBe('same');
});

/** Blocks with a control are longer than their neighbours, and come first. */
describe('two versions of a cell get every block that was planned', () => {
  const check = (seconds: number, blockCount: number): void =>
    test(`in ${seconds} s`, async () => {
      const sides = { baseName: 'b', headName: 'h', heads: [sampleScenario('a')] };
      const { document } = await simulateRun({
        config: { budgetMs: seconds * 1e3, sides },
        scenarios: [sampleScenario('a')],
        truthOf: () => ({ openMs: 100, warmUpMs: 300 }),
      });
      expect(document.blocks.map(({ cells }) => cells.length)).toEqual(
        Array.from({ length: blockCount }, (_, index) => (index % 2 === 0 ? 3 : 2)),
      );
      expect(document.durationMs).toBeLessThan(1.1 * seconds * 1e3);
    });

  check(7, 2);
  check(9.5, 2);
  check(14, 4);
  check(15, 4);
  check(16, 4);
  check(17, 5);
  check(20, 6);
  check(60, 12);
  check(120, 24);
});
