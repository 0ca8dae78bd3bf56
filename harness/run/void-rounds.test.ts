import { describe, expect, test } from 'vitest';
import type { UserOptions } from '../config/options.ts';
import type { Cell } from '../result/schema.ts';
import type { RoundRequest } from '../round/protocol.ts';
import type { RoundTruth } from './simulated-host.ts';
import {
  againstReference,
  type SimulatedRun,
  type SimulatedRunOptions,
  simulateRun,
} from './simulated-run.ts';

const THREE: UserOptions = { models: ['sequential', 'worker-threads'], blocks: 3 };

function cellOf({ document }: SimulatedRun, model: string): Cell {
  return document.cells.find((cell) => cell.model === model)!;
}

/** `0+0 1: ok void`: the attempts in order, each with its cells' models and statuses. */
function attemptsOf({ document }: SimulatedRun): string[] {
  return document.blocks.map(({ index, attempt, cells }) => {
    const rounds = cells.map((id) => {
      const cell = document.cells.find((candidate) => candidate.id === id)!;
      return `${cell.model} ${cell.blocks.find(({ block }) => block === index)!.status}`;
    });
    return `${attempt}: ${rounds.join(', ')}`;
  });
}

/** Something is wrong with the first `count` processes of one model. */
function firstProcesses(model: string, count: number, truth: Partial<RoundTruth>): SimulatedRunOptions {
  let seen = 0;
  const truthOf = ({ modelId }: RoundRequest): Partial<RoundTruth> => {
    if (modelId !== model) return {};
    seen += 1;
    return seen <= count ? truth : {};
  };
  return { truthOf };
}

const lostTask: Partial<RoundTruth> = { lostPerSlice: 1 };
const QUIET = '0: sequential ok, single-loop ok, worker-threads ok';

describe('a void cell is measured again', () => {
  const check = (what: string, options: SimulatedRunOptions, expected: string[]): void =>
    test(what, async () => {
      const run = await simulateRun({ config: { ...THREE, blocks: 1 }, ...options });
      const inOrder = attemptsOf(run).map((attempt) => {
        const [number, rounds] = attempt.split(': ');
        return `${number}: ${rounds!.split(', ').sort().join(', ')}`;
      });
      expect(inOrder).toEqual(expected);
    });

  check('not when all is well', {}, [QUIET]);
  check('with its reference, and without the others', firstProcesses('sequential', 1, lostTask), [
    '0: sequential void, single-loop ok, worker-threads ok',
    '1: sequential ok, single-loop ok',
  ]);
  check('at most twice', firstProcesses('sequential', 99, lostTask), [
    '0: sequential void, single-loop ok, worker-threads ok',
    '1: sequential void, single-loop ok',
    '2: sequential void, single-loop ok',
  ]);
  check('all of them when the reference is void', firstProcesses('single-loop', 1, lostTask), [
    '0: sequential ok, single-loop void, worker-threads ok',
    '1: sequential ok, single-loop ok, worker-threads ok',
  ]);
});

describe('what makes a round void, and what it says', () => {
  const check = (what: string, truth: Partial<RoundTruth>, reason: RegExp): void =>
    test(what, async () => {
      const run = await simulateRun({ config: THREE, ...firstProcesses('sequential', 99, truth) });
      const cell = cellOf(run, 'sequential');
      expect(cell.status).toBe('void');
      expect(cell.reason).toMatch(reason);
      expect(cell.throughputPerSec).toBeNull();
      expect(cellOf(run, 'worker-threads').status).toBe('ok');
      expect(run.document.contrasts.find((contrast) => contrast.cell === cell.id)).toMatchObject({
        verdict: 'not comparable',
        ratio: null,
        reason: cell.reason,
      });
      expect(run.document.findings).toContainEqual(
        expect.objectContaining({ id: 'void-blocks', severity: 'error', cell: cell.id }),
      );
    });

  check('tasks that nobody accounts for', { lostPerSlice: 1 }, /tasks offered, \d+ accounted for/);
});

describe('processes that do not sleep', () => {
  test('void the slices of the others, not their own', async () => {
    const run = await simulateRun({
      config: THREE,
      ...firstProcesses('worker-threads', 99, { idleCpuRatio: 0.05 }),
    });
    const reasonsOf = (model: string): (string | null)[] =>
      cellOf(run, model).blocks.flatMap(({ slices }) => slices.map(({ voidReason }) => voidReason));
    for (const model of ['sequential', 'single-loop']) {
      for (const reason of reasonsOf(model)) expect(reason).toMatch(/should sleep used 5\.0 % of a CPU/);
      expect(cellOf(run, model).status).toBe('void');
    }
    expect(new Set(reasonsOf('worker-threads'))).toEqual(new Set([null]));
  });

  test('within one per cent they count as asleep', async () => {
    const run = await simulateRun({
      config: THREE,
      ...firstProcesses('worker-threads', 99, { idleCpuRatio: 0.009 }),
    });
    expect(run.document.cells.every(({ status }) => status === 'ok')).toBe(true);
    const [slice] = cellOf(run, 'single-loop').blocks[0]!.slices;
    expect(slice!.sleeperCpuRatio).toBeCloseTo(0.009, 6);
  });

  test('are not seen in those whose CPU is counted late', async () => {
    const run = await simulateRun({ config: THREE, machine: { countedLateMs: 4 } });
    const slices = run.document.cells.flatMap((cell) => cell.blocks.flatMap((round) => round.slices));
    expect(new Set(slices.map(({ sleeperCpuRatio }) => sleeperCpuRatio))).toEqual(new Set([0]));
  });

  test('are not asked for where no counter tells', async () => {
    const run = await simulateRun({
      config: THREE,
      machine: { hasCounters: false },
      ...firstProcesses('worker-threads', 99, { idleCpuRatio: 0.5 }),
    });
    expect(run.document.cells.every(({ status }) => status === 'ok')).toBe(true);
    expect(run.document.findings.map(({ id }) => id)).toContain('missing-sources');
    for (const block of run.document.blocks) {
      expect(block).toMatchObject({ outsideCpuRatio: null, stealRatio: null, throttledMs: null });
    }
  });
});

describe('a machine that is not quiet', () => {
  /** Loud for the first two blocks of a run. */
  const atFirst = (ratio: number) => (atMs: number) => (atMs < 5_000 + 6_000 ? ratio : 0);
  const check = (what: string, machine: SimulatedRunOptions['machine'], reason: RegExp): void =>
    test(what, async () => {
      const run = await simulateRun({ config: { ...THREE, blocks: 4 }, ...(machine && { machine }) });
      const voided = run.document.cells.flatMap(({ blocks }) =>
        blocks.filter(({ status }) => status === 'void'),
      );
      expect(voided.length).toBeGreaterThan(0);
      for (const { reasons } of voided) expect(reasons.join()).toMatch(reason);
      for (const { status, blocks } of run.document.cells) {
        expect(status).toBe('ok');
        expect(blocks.filter((round) => round.status === 'ok')).toHaveLength(4);
      }
      expect(againstReference(run.document).map(({ verdict, blockCount }) => [verdict, blockCount])).toEqual([
        ['same', 4],
        ['same', 4],
      ]);
    });

  check('other processes', { outsideRatio: atFirst(0.2) }, /other processes used 20 % of the CPU time/);
  check('a hypervisor', { stealRatio: atFirst(0.12) }, /the hypervisor took 12 % of the CPU time/);
  check('a quota', { throttledRatio: atFirst(0.1) }, /the quota throttled the run for \d+ ms/);

  test('a whole run of it has no figures and says why', async () => {
    const run = await simulateRun({ config: THREE, machine: { outsideRatio: () => 0.5 } });
    expect(run.document.blocks).toHaveLength(9);
    expect(run.document.cells.map(({ status }) => status)).toEqual(['void', 'void', 'void']);
    expect(againstReference(run.document).every(({ verdict }) => verdict === 'not comparable')).toBe(true);
  });

  test('a little of it is a finding, and no more', async () => {
    const run = await simulateRun({ config: THREE, machine: { outsideRatio: () => 0.08 } });
    expect(run.document.blocks).toHaveLength(3);
    expect(run.document.findings).toContainEqual(
      expect.objectContaining({ id: 'noisy-host', evidence: expect.stringContaining('8 %') }),
    );
  });

  test('a quota of two cores on a machine of 32: the load of others is a share of the machine', async () => {
    const load = (outsideRatio: number) => ({
      usableCores: 2,
      cpuCount: 32,
      outsideRatio: () => outsideRatio,
    });
    const calm = await simulateRun({ config: THREE, machine: load(0.1) });
    expect(calm.document.cells.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(calm.document.blocks[0]!.outsideCpuRatio).toBeCloseTo(0.1, 9);
    const loud = await simulateRun({ config: THREE, machine: load(0.2) });
    expect(loud.document.cells.map(({ status }) => status)).toEqual(['void', 'void', 'void']);
  });

  test('our own processes are not outside load', async () => {
    const { document } = await simulateRun({ config: THREE });
    for (const { outsideCpuRatio } of document.blocks) expect(outsideCpuRatio).toBeCloseTo(0, 9);
  });
});
