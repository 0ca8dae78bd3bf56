/** A run that was cut off and continued, against the same run in one go. */
import { describe, expect, test } from 'vitest';
import { simulateRun } from './simulated-run.ts';

const CONFIG = { blocks: 4, models: ['sequential', 'single-loop', 'worker-threads', 'child-processes'] };

describe.each([0, 1, 3, 4])('cut off after %i blocks', (keptCount) => {
  test('the plan goes on: every block once, in the order of the whole run', async () => {
    const whole = await simulateRun({ config: CONFIG });
    const saved = whole.journal.slice(0, keptCount);
    const { document, journal } = await simulateRun({ config: CONFIG, saved });
    const order = ({ planIndex, block }: (typeof journal)[number]): unknown => [
      planIndex,
      block.index,
      block.cells,
    ];
    expect(journal.map(order)).toEqual(whole.journal.slice(keptCount).map(order));
    expect(document.blocks.map(({ index }) => index)).toEqual(
      whole.document.blocks.map(({ index }) => index),
    );
    expect(document.contrasts.map(({ verdict }) => verdict)).toEqual(
      whole.document.contrasts.map(({ verdict }) => verdict),
    );
  });
});

test('a run whose blocks are all there is told again, to the last byte, and measures nothing', async () => {
  const whole = await simulateRun({ config: CONFIG });
  const again = await simulateRun({ config: CONFIG, saved: JSON.parse(JSON.stringify(whole.journal)) });
  expect(again.journal).toEqual([]);
  expect({ ...again.document, durationMs: 0 }).toEqual({ ...whole.document, durationMs: 0 });
  expect(again.events.filter(({ type }) => type === 'block-started')).toEqual([]);
  expect(again.events.filter(({ type }) => type === 'condition-ended')).toHaveLength(
    whole.document.conditions.length,
  );
});

test.each([1, 4])('what was measured stays where no budget is left, after %i blocks', async (keptCount) => {
  const config = { ...CONFIG, budgetMs: 30_000 };
  const whole = await simulateRun({ config });
  const saved = whole.journal.slice(0, keptCount);
  const { document, journal } = await simulateRun({ config, saved, spentMs: 31_000 });
  expect(journal).toEqual([]);
  expect(document.blocks).toHaveLength(keptCount);
});

test('blocks of another plan are refused', async () => {
  const whole = await simulateRun({ config: CONFIG });
  const other = { ...CONFIG, inFlight: [3] };
  await expect(simulateRun({ config: other, saved: whole.journal.slice(0, 2) })).rejects.toMatchObject({
    code: 'CROSSOVER_RESUME',
    message: expect.stringMatching(/start a new run/),
  });
});

test('a journal that can no longer be written costs itself alone, and is told once', async () => {
  const { document, events } = await simulateRun({ config: CONFIG, journalHolds: 1 });
  expect(document.blocks).toHaveLength(4);
  const told = events.filter((event) => event.type === 'phase' && /measuring goes on/.test(event.text));
  expect(told).toHaveLength(1);
});
