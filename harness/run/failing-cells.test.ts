import { describe, expect, test } from 'vitest';
import type { UserOptions } from '../config/options.ts';
import { sampleScenario } from '../config/sample-config.ts';
import type { Cell } from '../result/schema.ts';
import { variesByItself } from '../round/barrier.ts';
import type { RoundCommands } from '../round/protocol.ts';
import type { RoundTruth } from './simulated-host.ts';
import { againstReference, type SimulatedRun, simulateRun } from './simulated-run.ts';

const THREE: UserOptions = { models: ['sequential', 'worker-threads'], blocks: 3, taskDeadlineMs: 1_000 };
const boom = { code: 'E_BOOM', name: 'TypeError', message: 'boom', stack: 'TypeError: boom\n    at run' };

function cellOf({ document }: SimulatedRun, model: string): Cell {
  return document.cells.find((cell) => cell.model === model)!;
}

function only(model: string, truth: Partial<RoundTruth>) {
  return { truthOf: ({ modelId }: { modelId: string }) => (modelId === model ? truth : {}) };
}

function wrongAt(command: keyof RoundCommands, what: typeof boom | 'hang', slice = 0): Partial<RoundTruth> {
  return {
    wrong: (at, sliceNumber) => (at === command && (at !== 'slice' || sliceNumber === slice) ? what : null),
  };
}

describe('a cell that fails is named, is not tried again, and takes nobody with it', () => {
  const check = (what: string, truth: Partial<RoundTruth>, error: object): void =>
    test(what, async () => {
      const run = await simulateRun({ config: THREE, ...only('sequential', truth) });
      const failed = cellOf(run, 'sequential');
      expect(failed).toMatchObject({ status: 'failed', error, throughputPerSec: null, best: false });
      expect(failed.reason).toContain(failed.error?.message);
      expect(failed.blocks).toHaveLength(1);
      for (const model of ['single-loop', 'worker-threads']) {
        expect(cellOf(run, model)).toMatchObject({ status: 'ok', error: null });
        expect(cellOf(run, model).blocks).toHaveLength(3);
      }
      expect(run.document.blocks.map(({ cells }) => cells.length)).toEqual([3, 2, 2]);
      expect(againstReference(run.document).map(({ verdict }) => verdict)).toEqual([
        'not comparable',
        'same',
      ]);
      expect(run.host.aliveCount).toBe(0);
    });

  for (const command of ['prepare', 'open', 'warmUp', 'slice', 'finish'] as const) {
    check(`in ${command}`, wrongAt(command, boom), boom);
    check(`by never answering ${command}`, wrongAt(command, 'hang'), { code: 'CROSSOVER_DEADLINE' });
  }
  check('in its second slice', wrongAt('slice', boom, 1), boom);
  check(
    'by other outputs than the reference',
    { digest: 'ffffffff0000' },
    { code: 'CROSSOVER_UNMATCHED_WORK', message: expect.stringContaining('sequential gave other outputs') },
  );
});

describe('of two versions none is measured on once one has failed; without its control they go on', () => {
  const scenario = sampleScenario('a');
  /** Of the processes of the first block, in which a control lives: what the failure of one leaves, by what the others do. */
  const failing = async (failingNumber: number, others: Partial<RoundTruth>) => {
    const { document, host } = await simulateRun({
      config: { blocks: 6, sides: { baseName: 'b', headName: 'h', heads: [scenario] } },
      scenarios: [scenario],
      truthOf: (_request, processNumber) => {
        if (processNumber === failingNumber) return wrongAt('slice', boom);
        return processNumber < 3 ? others : {};
      },
    });
    expect(host.aliveCount).toBe(0);
    const failed = document.cells.filter(({ status }) => status === 'failed');
    expect(failed).toHaveLength(1);
    return [failed[0]?.side, document.blocks.length] as const;
  };
  const check = (what: string, others: Partial<RoundTruth>, withoutControl: number): void =>
    test(what, async () => {
      const left = await Promise.all([0, 1, 2].map((number) => failing(number, others)));
      expect(new Map(left)).toEqual(
        new Map([
          ['base', 1],
          ['head', 1],
          ['control', withoutControl],
        ]),
      );
    });

  check('in a block that is valid', {}, 6);
  check('in one that is void besides', { lostPerSlice: 1 }, 7);
});

test('blocks that a failed version leaves out take no share of a budget, and are no time to wait for', async () => {
  const [broken, sound] = [sampleScenario('a'), sampleScenario('b')];
  const ends = async (isBroken: boolean) => {
    const { document, events } = await simulateRun({
      config: {
        blocks: 6,
        budgetMs: 60_000,
        sides: { baseName: 'b', headName: 'h', heads: [broken, sound] },
      },
      scenarios: [broken, sound],
      truthOf: ({ scenarioId }) => (isBroken && scenarioId === 'a' ? wrongAt('slice', boom) : {}),
    });
    const own = document.blocks.filter(({ condition }) => condition.startsWith('b'));
    return { own, firstEnd: events.find((event) => event.type === 'block-ended') };
  };
  const [whole, lost] = [await ends(false), await ends(true)];
  // The first block of each has a control; five blocks of the failed one are left.
  expect(lost.own[0]?.durationMs).toBeGreaterThan(1.5 * (whole.own[0]?.durationMs ?? 0));
  expect(whole.firstEnd).toMatchObject({ doneRounds: 3, roundCount: 30 });
  expect(lost.firstEnd).toMatchObject({ roundCount: 30 });
  expect((lost.firstEnd as { doneRounds: number } | undefined)?.doneRounds).toBe(15);
});

test('a cell that cannot do the work is not tried again, has no contrast, and says what it would take', async () => {
  const error = { code: 'CROSSOVER_CANNOT', name: 'CrossoverError', message: 'nothing to share' };
  const run = await simulateRun({
    config: THREE,
    ...only('worker-threads', { wrong: (at) => (at === 'open' ? error : null) }),
  });
  expect(cellOf(run, 'worker-threads')).toMatchObject({
    status: 'cannot',
    error,
    reason: 'nothing to share',
    throughputPerSec: null,
    blocks: { length: 1 },
  });
  expect(run.document.contrasts.map(({ cell, verdict }) => [cell.split('#')[1], verdict])).toEqual([
    ['sequential', 'same'],
  ]);
});

test('unmatched work is a finding of its own', async () => {
  const { document } = await simulateRun({
    config: THREE,
    ...only('sequential', { digest: 'ffffffff0000' }),
  });
  const [finding] = document.findings.filter(({ id }) => id === 'unmatched-work');
  expect(finding).toMatchObject({ severity: 'error', cell: expect.stringContaining('#sequential') });
  expect(finding?.evidence).toContain('digest ffffffff against d1');
});

test('work that changes from block to block makes no figure', async () => {
  const { document } = await simulateRun({
    config: THREE,
    truthOf: (_request, processNumber) => (processNumber < 3 ? {} : { digest: 'ffffffff0000' }),
  });
  expect(document.cells.map(({ status, throughputPerSec }) => [status, throughputPerSec])).toEqual(
    document.cells.map(() => ['failed', null]),
  );
  expect(document.cells[0]?.error).toMatchObject({
    code: 'CROSSOVER_UNMATCHED_WORK',
    message: expect.stringContaining('than in the blocks before'),
  });
});

test('slices before the failure stay in the document', async () => {
  const run = await simulateRun({ config: THREE, ...only('sequential', wrongAt('slice', boom, 2)) });
  const [round] = cellOf(run, 'sequential').blocks;
  expect(round!.slices).toHaveLength(3);
  expect(round!.tasks).toMatchObject({ failed: 1, offered: round!.tasks.ok + 1 });
});

describe('a reference that fails', () => {
  test('leaves the others with figures and without contrasts, and says so', async () => {
    const run = await simulateRun({ config: THREE, ...only('single-loop', wrongAt('open', boom)) });
    expect(cellOf(run, 'single-loop').status).toBe('failed');
    for (const model of ['sequential', 'worker-threads']) {
      expect(cellOf(run, model)).toMatchObject({ status: 'ok', blocks: { length: 3 } });
    }
    for (const { verdict, reason } of againstReference(run.document)) {
      expect(verdict).toBe('not comparable');
      expect(reason).toBe('the reference single-loop has no figure: TypeError: boom');
    }
  });

  test('does not hide that the others differ among themselves', async () => {
    const run = await simulateRun({
      config: THREE,
      truthOf: ({ modelId }) => ({
        ...(modelId === 'single-loop' ? wrongAt('open', boom) : {}),
        ...(modelId === 'worker-threads' ? { digest: 'other' } : {}),
      }),
    });
    expect(cellOf(run, 'worker-threads').error?.code).toBe('CROSSOVER_UNMATCHED_WORK');
    expect(cellOf(run, 'sequential').status).toBe('ok');
  });
});

test('when every cell has failed, the rest of the run is over at once', async () => {
  const run = await simulateRun({ config: THREE, truthOf: () => wrongAt('open', boom) });
  expect(run.document.blocks).toHaveLength(1);
  expect(run.events.filter(({ type }) => type === 'block-ended')).toHaveLength(3);
  expect(run.document.cells.every(({ status }) => status === 'failed')).toBe(true);
});

describe('a run that is stopped', () => {
  const stopAt = async (stopAfter: number): Promise<SimulatedRun> => {
    const controller = new AbortController();
    let commandCount = 0;
    return simulateRun({
      config: THREE,
      signal: controller.signal,
      afterCommand: () => {
        commandCount += 1;
        if (commandCount === stopAfter) controller.abort();
      },
    });
  };

  test.each([1, 4, 7, 9])('in its first block (command %i) has none', async (stopAfter) => {
    const run = await stopAt(stopAfter);
    expect(run.document).toMatchObject({ complete: false, blocks: [], contrasts: [{}, {}] });
    expect(run.document.cells.map(({ status }) => status)).toEqual(['void', 'void', 'void']);
    expect(run.host.aliveCount).toBe(0);
  });

  test('later keeps what was finished, and starts nothing more', async () => {
    const perBlock = (await simulateRun({ config: { ...THREE, blocks: 1 } })).host.log.filter(
      ({ command }) => command !== 'kill',
    ).length;
    const run = await stopAt(2 * perBlock + 8);
    expect(run.document.complete).toBe(false);
    expect(run.document.blocks).toHaveLength(2);
    expect(run.journal).toHaveLength(2);
    expect(againstReference(run.document).map(({ blockCount }) => blockCount)).toEqual([2, 2]);
    expect(run.events.filter(({ type }) => type === 'block-ended')).toHaveLength(2);
    expect(run.events.filter(({ type }) => type === 'condition-ended')).toHaveLength(0);
    expect(run.host.log.filter(({ command }) => command !== 'kill')).toHaveLength(2 * perBlock + 8);
    expect(run.host.aliveCount).toBe(0);
  });

  test('before it began measures nothing', async () => {
    const run = await simulateRun({ config: THREE, signal: AbortSignal.abort() });
    expect(run.host.log).toEqual([]);
    expect(run.document.cells.map(({ reason }) => reason)).toEqual(
      Array(3).fill('it was not reached before the run ended'),
    );
  });
});

test('what varies by itself fails under every model, with one reason', async () => {
  const { message } = variesByItself('./task.ts');
  const varies = wrongAt('open', {
    code: 'CROSSOVER_UNMATCHED_WORK',
    name: 'CrossoverError',
    message,
    stack: '',
  });
  const { document } = await simulateRun({ config: THREE, ...only('single-loop', varies) });
  expect(document.cells.map(({ status, error }) => [status, error?.message])).toEqual(
    document.cells.map(() => ['failed', message]),
  );
});
