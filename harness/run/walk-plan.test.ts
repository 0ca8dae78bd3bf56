import { describe, expect, test } from 'vitest';
import type { UserOptions } from '../config/options.ts';
import { sampleScenario } from '../config/sample-config.ts';
import type { Cell } from '../result/schema.ts';
import type { RunEvent } from '../run-events.ts';
import type { RoundTruth } from './simulated-host.ts';
import { type SimulatedRun, simulateRun } from './simulated-run.ts';

const TWO_MODELS: UserOptions = { models: ['sequential'], blocks: 3 };
const ALL_MODELS: UserOptions = { blocks: 4 };

function cellOf({ document }: SimulatedRun, model: string): Cell {
  return document.cells.find((cell) => cell.model === model)!;
}

function findingIds({ document }: SimulatedRun): string[] {
  return [...new Set(document.findings.map(({ id }) => id))];
}

/** The truth about the cells of one model; all others are plain. */
function only(model: string, truth: Partial<RoundTruth>) {
  return { truthOf: ({ modelId }: { modelId: string }) => (modelId === model ? truth : {}) };
}

describe('events', () => {
  test('come in order, with progress that reaches its end', async () => {
    const scenarios = [sampleScenario('a'), sampleScenario('b')];
    const { events, plan } = await simulateRun({ config: { ...TWO_MODELS, blocks: 2 }, scenarios });
    const told = events
      .filter(({ type }) => type !== 'turn-ended')
      .map((event) => {
        if (event.type === 'block-started' || event.type === 'block-ended') {
          return `${event.type} ${event.condition.scenario} ${event.blockIndex + 1}/${event.blockCount}`;
        }
        return event.type === 'condition-ended' ? `${event.type} ${event.condition.scenario}` : event.type;
      });
    const block = (of: string): string[] => [`block-started ${of}`, `block-ended ${of}`];
    expect(told).toEqual([
      'run-started',
      ...block('a 1/2'),
      ...block('a 2/2'),
      'condition-ended a',
      ...block('b 1/2'),
      ...block('b 2/2'),
      'condition-ended b',
    ]);
    const done = events.flatMap((event) => (event.type === 'block-ended' ? [event.doneRounds] : []));
    expect(done).toEqual([2, 4, 6, 8]);
    expect(plan.blocks).toHaveLength(4);
    expect(events.find(({ type }) => type === 'run-started')).toMatchObject({ roundCount: 8, blockCount: 4 });
  });

  test('a turn is told after each turn, never while a slice runs', async () => {
    const { events, document } = await simulateRun({ config: { ...TWO_MODELS, blocks: 1 } });
    const turnCount = document.cells[0]!.blocks[0]!.slices.length;
    expect(events.filter(({ type }) => type === 'turn-ended')).toHaveLength(turnCount);
  });

  test('the figures of a finished condition are in its event', async () => {
    const { events } = await simulateRun({ config: TWO_MODELS });
    const ended = events.find(
      (event): event is Extract<RunEvent, { type: 'condition-ended' }> => event.type === 'condition-ended',
    );
    expect(ended?.document.contrasts[0]).toMatchObject({ blockCount: 3, verdict: 'same' });
  });
});

describe('blocks', () => {
  test('every cell is measured in every block, and every block is in the journal', async () => {
    const { document, journal } = await simulateRun({ config: ALL_MODELS });
    expect(document.blocks).toHaveLength(4);
    expect(document.cells).toHaveLength(4);
    for (const { blocks, status } of document.cells) {
      expect(status).toBe('ok');
      expect(blocks.map(({ block }) => block)).toEqual([0, 1, 2, 3]);
    }
    expect(journal.map(({ block }) => block)).toEqual(document.blocks);
    for (const { rounds } of journal) {
      expect(new Set(Object.keys(rounds))).toEqual(new Set(document.cells.map(({ id }) => id)));
    }
  });

  test('cells are prepared, opened one after the other and measured together, and all processes are gone afterwards', async () => {
    const { host } = await simulateRun({ config: { ...ALL_MODELS, blocks: 1 } });
    const commands = host.log.map(({ command }) => command);
    const before = (['prepare', 'open', 'warmUp'] as const).flatMap((command) => Array(4).fill(command));
    expect(commands.slice(0, 12)).toEqual(before);
    expect(commands.slice(-8)).toEqual(Array(4).fill(['finish', 'kill']).flat());
    expect(commands.filter((command) => command === 'slice').length % 4).toBe(0);
    expect(host.aliveCount).toBe(0);
    expect(host.machine.processCount).toBe(0);
  });

  test('more cells than fit are measured in groups, each with the reference', async () => {
    const knobs = { poolSize: [1, 2, 3, 4, 5] };
    const { document } = await simulateRun({ config: { models: ['worker-threads'], knobs, blocks: 2 } });
    expect(document.blocks.map(({ cells }) => cells.length)).toEqual([4, 3, 4, 3]);
    for (const { cells } of document.blocks) expect(cells[0]).toContain('#single-loop');
    expect(document.cells.map(({ blocks }) => blocks.length)).toEqual([4, 2, 2, 2, 2, 2]);
  });

  test('a block of more cells takes longer, so that each has as many turns', async () => {
    const knobs = { poolSize: [1, 2, 3, 4, 5] };
    const { document } = await simulateRun({
      config: { models: ['worker-threads'], knobs, blocks: 2 },
      truthOf: () => ({ openMs: 0, warmUpMs: 0 }),
    });
    const [four = 0, three = 0] = document.blocks.map(({ durationMs }) => durationMs);
    expect(four / three).toBeGreaterThan(1.15);
    const turnsOf = (block: number): number =>
      Math.max(
        ...document.cells.flatMap(({ blocks }) =>
          blocks.filter((round) => round.block === block).map(({ slices }) => slices.length),
        ),
      );
    const cycle = 2; // on each of the two CPUs
    expect(Math.abs(turnsOf(0) - turnsOf(1))).toBeLessThanOrEqual(cycle);
  });

  test('contrasts between groups go through the reference', async () => {
    const knobs = { poolSize: [1, 2, 3, 4, 5] };
    const { document } = await simulateRun({
      config: { models: ['worker-threads'], knobs, blocks: 5 },
      truthOf: (request) => ({
        throughputPerSec: 1_000 * Number(request.knobs.poolSize ?? 1),
        sliceNoise: 0.01,
      }),
    });
    expect(document.cells.filter(({ best }) => best).map(({ label }) => label)).toEqual(['worker-threads×5']);
  });
});

describe('the seed', () => {
  const config = { ...ALL_MODELS, seed: 41 };
  const orderOf = async (seed: number): Promise<string[]> => {
    const { host } = await simulateRun({ config: { ...config, seed } });
    return host.log.map(({ command, request, cpu }) => `${command} ${request.modelId} ${cpu}`);
  };

  test('the same seed gives the same order of slices on the same CPUs, another a different one', async () => {
    const first = await orderOf(41);
    expect(await orderOf(41)).toEqual(first);
    expect(await orderOf(42)).not.toEqual(first);
  });

  test('two blocks of a run differ in their order', async () => {
    const { document } = await simulateRun({ config });
    const startsOf = (block: number): string =>
      document.cells
        .flatMap(({ id, blocks }) => blocks[block]!.slices.map(({ startedMs }) => ({ id, startedMs })))
        .sort((a, b) => a.startedMs - b.startedMs)
        .map(({ id }) => id)
        .join();
    expect(startsOf(0)).not.toBe(startsOf(1));
  });

  test('the same seed gives the same document', async () => {
    const noisy = { config, truthOf: () => ({ sliceNoise: 0.05, processNoise: 0.05 }) };
    const [first, second] = [await simulateRun(noisy), await simulateRun(noisy)];
    expect(JSON.stringify(second.document)).toBe(JSON.stringify(first.document));
  });
});

describe('CPUs', () => {
  test.each([[[0, 1]], [[0, 1, 2, 3, 4, 5, 6, 7]]])(
    'of %j: all loops of a turn on one, and each as often as the other',
    async (pinnableCpus) => {
      const { document } = await simulateRun({ config: ALL_MODELS, machine: { pinnableCpus } });
      for (const block of document.blocks) {
        const slices = document.cells.flatMap(({ blocks }) => blocks[block.index]!.slices);
        const counts = new Map<number | null, number>();
        for (const { cpu } of slices) counts.set(cpu, (counts.get(cpu) ?? 0) + 1);
        expect(counts.size).toBe(2);
        expect(new Set(counts.values()).size).toBe(1);
        for (const turn of new Set(slices.map((slice) => slice.turn))) {
          expect(new Set(slices.filter((slice) => slice.turn === turn).map(({ cpu }) => cpu)).size).toBe(1);
        }
      }
    },
  );

  test('over the blocks every CPU of a large machine is drawn', async () => {
    const pinnableCpus = [0, 1, 2, 3, 4, 5];
    const { document } = await simulateRun({
      config: { ...TWO_MODELS, blocks: 20 },
      machine: { pinnableCpus },
    });
    const drawn = document.cells.flatMap(({ blocks }) =>
      blocks.flatMap(({ slices }) => slices.map(({ cpu }) => cpu)),
    );
    expect(new Set(drawn)).toEqual(new Set(pinnableCpus));
  });

  test('a loop that is where it should be is not moved again', async () => {
    const pins: [pid: number, cpu: number][] = [];
    const onPin = (...pin: [pid: number, cpu: number]) => pins.push(pin) > 0;
    const { document } = await simulateRun({ config: ALL_MODELS, machine: { onPin } });
    const cpusOf = (pid: number) => pins.filter(([own]) => own === pid).map(([, cpu]) => cpu);
    const moves = [...new Set(pins.map(([pid]) => pid))].map(cpusOf);
    for (const cpus of moves)
      for (const [index, cpu] of cpus.entries()) expect(cpu).not.toBe(cpus[index - 1]);
    const slices = document.cells.flatMap(({ blocks }) => blocks.flatMap((round) => round.slices));
    expect(pins.length).toBeLessThan(slices.length);
    expect(slices.every(({ cpu }) => cpu !== null)).toBe(true);
  });

  test('where one loop could not be moved no CPU is told, and the next turn moves all of them again', async () => {
    let pinCount = 0;
    const { document } = await simulateRun({
      config: TWO_MODELS,
      machine: { onPin: () => ++pinCount !== 2 },
    });
    const cpusOfTurn = (turn: number) =>
      document.cells.map(({ blocks }) => blocks[0]!.slices.find((slice) => slice.turn === turn)?.cpu);
    expect(cpusOfTurn(0)).toEqual([null, null]);
    expect(cpusOfTurn(1).every((cpu) => cpu !== null)).toBe(true);
  });

  test('what cannot be pinned is measured all the same, with a finding', async () => {
    const run = await simulateRun({ config: ALL_MODELS, machine: { pinnableCpus: [] } });
    expect(run.document.cells.every(({ status }) => status === 'ok')).toBe(true);
    expect(cellOf(run, 'single-loop').blocks[0]!.slices.every(({ cpu }) => cpu === null)).toBe(true);
    expect(findingIds(run)).toContain('no-pinning');
  });

  test('nothing is pinned when the user says so', async () => {
    const run = await simulateRun({ config: { ...ALL_MODELS, pin: false } });
    expect(run.host.log.every(({ cpu }) => cpu === null)).toBe(true);
    expect(findingIds(run)).toContain('no-pinning');
  });

  test('a model that spawns while it runs keeps the whole block free', async () => {
    const run = await simulateRun({
      config: TWO_MODELS,
      adapt: (config) => ({
        ...config,
        models: config.models.map(({ model, knobs }) => ({
          knobs,
          model: { ...model, spawnsWhileRunning: model.id === 'sequential' },
        })),
      }),
    });
    expect(run.host.log.every(({ cpu }) => cpu === null)).toBe(true);
    expect(run.document.findings.find(({ id }) => id === 'no-pinning')?.evidence).toContain(
      'starts threads or processes',
    );
  });
});

describe('a pool that may lose its threads', () => {
  test.each([
    ['never', 'sliced'],
    [50, 'contiguous'],
  ])(
    'idleTimeoutMs=%s: %s windows for the whole block, and pinned only if it keeps them',
    async (idleTimeoutMs, window) => {
      const { document, host } = await simulateRun({
        config: { models: ['worker-threads'], knobs: { idleTimeoutMs: [idleTimeoutMs] }, blocks: 2 },
      });
      expect(document.cells.map((cell) => cell.window)).toEqual([window, window]);
      const pinned = host.log.filter(({ command, cpu }) => command === 'slice' && cpu !== null);
      expect(pinned.length > 0).toBe(window === 'sliced');
    },
  );
});

test('contiguous windows come in mirrored order, one turn after the other', async () => {
  const scenarios = [sampleScenario('a', { window: 'contiguous' })];
  const { document, host } = await simulateRun({ config: { ...ALL_MODELS, blocks: 2 }, scenarios });
  expect(document.cells.every(({ window }) => window === 'contiguous')).toBe(true);
  const slices = host.log.filter(({ command }) => command === 'slice').map(({ request }) => request.modelId);
  for (let start = 0; start < slices.length; start += 8) {
    const turns = slices.slice(start, start + 8);
    expect(turns.slice(4)).toEqual(turns.slice(0, 4).reverse());
  }
});

test('tasks too long for a slice are measured in contiguous windows, all cells of the block alike', async () => {
  const { document } = await simulateRun({
    config: TWO_MODELS,
    ...only('sequential', { throughputPerSec: 3 }),
  });
  expect(document.cells.map(({ window }) => window)).toEqual(['contiguous', 'contiguous']);
});

test.each([
  ['sliced', 400, 30],
  ['contiguous', 3, 400],
] as const)(
  'all blocks of a condition are read as its first was, %s, whatever the pace',
  async (window, firstPace, laterPace) => {
    const { journal, document } = await simulateRun({
      config: { ...TWO_MODELS, blocks: 3 },
      truthOf: (_request, processNumber) => ({ throughputPerSec: processNumber < 2 ? firstPace : laterPace }),
    });
    expect(journal.map(({ mode }) => mode)).toEqual([window, window, window]);
    expect(document.cells.map((cell) => cell.window)).toEqual([window, window]);
  },
);
