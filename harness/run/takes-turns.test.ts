/** Versions whose slices go on beside each other, one at a time. */
import { describe, expect, test } from 'vitest';
import { sampleScenario } from '../config/sample-config.ts';
import type { CollectionReading } from '../round/protocol.ts';
import type { RoundTruth } from './simulated-host.ts';
import { type SimulatedRun, type SimulatedRunOptions, simulateRun } from './simulated-run.ts';

const QUICK: CollectionReading = { count: 5, majorCount: 0, forcedMs: 4, paceRatio: 1 };
const scenario = sampleScenario('a');
const head = { ...scenario, moduleUrl: 'file:///head/a.js' };

function simulate(
  { truthOf, ...options }: Partial<SimulatedRunOptions> = {},
  inFlight = 1,
): Promise<SimulatedRun> {
  return simulateRun({
    takesTurns: true,
    config: { blocks: 4, inFlight: [inFlight], sides: { baseName: 'b', headName: 'h', heads: [head] } },
    scenarios: [scenario],
    truthOf: (request, number) => ({ collection: QUICK, ...truthOf?.(request, number) }),
    ...options,
  });
}

const ofHead =
  (truth: Partial<RoundTruth>): NonNullable<SimulatedRunOptions['truthOf']> =>
  ({ executor }) =>
    executor.scenarioUrl === head.moduleUrl ? truth : {};

describe('which do', () => {
  const check = (what: string, run: () => Promise<SimulatedRun>, expected: boolean): void =>
    test(what, async () => {
      const { document, host } = await run();
      expect(document.blocks.map(({ takesTurns }) => takesTurns === true)).toEqual(
        document.blocks.map(() => expected),
      );
      expect(host.log.some(({ command }) => command === 'resume')).toBe(expected);
      expect(document.cells.every(({ status }) => status === 'ok')).toBe(true);
    });

  check('versions of tasks that come one at a time', () => simulate(), true);
  check('not where several are outstanding', () => simulate({}, 8), false);
  check('not where processes cannot', () => simulate({ takesTurns: false }), false);
  check('not models', () => simulateRun({ takesTurns: true, config: { inFlight: [1], blocks: 2 } }), false);
});

test('each goes on in its turn, in the same order until its slice is over', async () => {
  const { host } = await simulate();
  const commands = host.log.filter(({ command }) => command === 'slice' || command === 'resume');
  // Three processes in the first block: slices are sent to all of them, then each has three turns.
  const turn = commands.slice(0, 12);
  expect(turn.map(({ command }) => command)).toEqual([...Array(3).fill('slice'), ...Array(9).fill('resume')]);
  const order = turn.slice(3).map(({ request }) => turn.findIndex((one) => one.request === request));
  expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
});

test('one that has ended is left out, and the others go on', async () => {
  const { host, document } = await simulate({ truthOf: ofHead({ restCount: 5 }) });
  const block = host.log.filter(({ command }) => command === 'resume').slice(0, 3 + 3 + 3 + 3);
  expect(block.slice(9).every(({ request }) => request.executor.scenarioUrl === head.moduleUrl)).toBe(true);
  expect(document.cells.every(({ status }) => status === 'ok')).toBe(true);
});

describe('a version that fails in its turn costs its own cell', () => {
  test.each(['hang', { code: 'E', name: 'Error', message: 'boom' }] as const)('%o', async (wrong) => {
    const { document } = await simulate({
      truthOf: ofHead({ wrong: (command, slice) => (command === 'slice' && slice === 2 ? wrong : null) }),
    });
    const statuses = Object.fromEntries(document.cells.map(({ side, status }) => [side, status]));
    expect(statuses).toMatchObject({ base: 'ok', head: 'failed' });
  });
});

test('what one does while it should rest voids the slices of its turn, also those of the others', async () => {
  const { document } = await simulate({ truthOf: ofHead({ idleCpuRatio: 0.9, restCount: 40 }) });
  const voided = document.cells.flatMap(({ blocks }) =>
    blocks.flatMap(({ slices }) => slices.map(({ voidReason }) => voidReason ?? 'none')),
  );
  expect(voided.length).toBeGreaterThan(10);
  for (const reason of voided) expect(reason).toMatch(/should sleep/);
});
