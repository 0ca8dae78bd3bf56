import { describe, expect, test } from 'vitest';
import { sampleScenario } from '../config/sample-config.ts';
import type { CollectionReading } from '../round/protocol.ts';
import { type SimulatedRun, simulateRun } from './simulated-run.ts';

const QUICK: CollectionReading = { count: 5, majorCount: 0, forcedMs: 4, paceRatio: 1 };

/** Six blocks of two versions, the first with a control: processes 0 to 2, then two or three for each. */
function simulate(
  collectionOf: (processNumber: number) => CollectionReading | null,
  scenario = sampleScenario('a'),
  inFlight = 1,
): Promise<SimulatedRun> {
  return simulateRun({
    config: { blocks: 6, inFlight: [inFlight], sides: { baseName: 'b', headName: 'h', heads: [scenario] } },
    scenarios: [scenario],
    truthOf: (_request, processNumber) => ({ collection: collectionOf(processNumber) }),
  });
}

describe('garbage is collected before the slices of a block', () => {
  const check = (
    what: string,
    collectionOf: (processNumber: number) => CollectionReading | null,
    expected: readonly boolean[],
  ): void =>
    test(what, async () => {
      const { document, host } = await simulate(collectionOf);
      expect(document.blocks.map(({ collects }) => collects === true)).toEqual(expected);
      const slices = host.log.flatMap(({ plan }) => plan ?? []);
      expect(slices.some(({ collects }) => collects === true)).toBe(expected.includes(true));
      expect(slices.some(({ collects }) => collects !== true)).toBe(expected.includes(false));
    });
  const [always, never] = [new Array(6).fill(true), new Array(6).fill(false)];

  check('where it takes little and none of the old generation came by itself', () => QUICK, always);
  check('not where tasks leave next to none', () => ({ ...QUICK, count: 2 }), never);
  check(
    'but where inputs move, whose old places are garbage',
    () => ({ ...QUICK, count: 2, movesInputs: true }),
    always,
  );
  check('where one version alone leaves some', (number) => ({ ...QUICK, count: 5 * (number % 2) }), always);
  check('not where it takes long', () => ({ ...QUICK, forcedMs: 40 }), never);
  check('not where compiled code goes with it', () => ({ ...QUICK, paceRatio: 0.4 }), never);
  check('nor where that is not known', () => ({ ...QUICK, paceRatio: null }), never);
  check('not where it is not known', () => null, never);
  check(
    'in all blocks after two that showed the pace is kept, which is not asked again',
    (number) => ({ ...QUICK, paceRatio: number < 5 ? 1 : null }),
    always,
  );
  check(
    'from the first block on that shows it',
    (number) => ({ ...QUICK, paceRatio: number === 1 ? 0.5 : 1 }),
    [false, true, true, true, true, true],
  );
  check(
    'not where one process of each block keeps much',
    (number) => ({ ...QUICK, forcedMs: number % 2 === 1 ? 40 : 4 }),
    never,
  );
  check(
    'in the blocks after one in which it took long for once',
    (number) => (number === 6 ? { ...QUICK, forcedMs: 40 } : QUICK),
    [true, true, false, true, true, true],
  );
  check(
    'and never again once a process of the old generation collected by itself',
    (number) => (number === 6 ? { ...QUICK, majorCount: 1, forcedMs: null, paceRatio: null } : QUICK),
    [true, true, false, false, false, false],
  );
});

test('whether tasks keep their pace is asked until two blocks have shown it', async () => {
  const { host } = await simulate((number) => ({ ...QUICK, paceRatio: number === 1 ? 0.5 : 1 }));
  const asked = host.log.flatMap(({ command, warmUp }) =>
    command === 'warmUp' ? [warmUp?.keepsPace !== true] : [],
  );
  // Three processes, two and three; then it is known.
  expect(asked).toEqual(asked.map((_, index) => index < 8));
  expect(asked).toHaveLength(15);
});

test('what base and control show while a void block is measured again says nothing of the head', async () => {
  const scenario = sampleScenario('a');
  const head = { ...scenario, moduleUrl: 'file:///head/a.js' };
  const repeats = await Promise.all(
    [0, 1, 2].map(async (voidNumber) => {
      const { document } = await simulateRun({
        config: { blocks: 6, inFlight: [1], sides: { baseName: 'b', headName: 'h', heads: [head] } },
        scenarios: [scenario],
        truthOf: ({ executor }, processNumber) => ({
          collection: { ...QUICK, paceRatio: executor.scenarioUrl === head.moduleUrl ? 0.4 : 1 },
          ...(processNumber === voidNumber ? { lostPerSlice: 1 } : {}),
        }),
      });
      const headId = document.cells.find(({ side }) => side === 'head')!.id;
      const ofHead = document.blocks.filter(({ cells }) => cells.includes(headId));
      expect(ofHead.some(({ collects }) => collects === true)).toBe(false);
      return document.blocks.filter(({ collects }) => collects === true).length;
    }),
  );
  expect(repeats.toSorted()).toEqual([0, 0, 1]); // the control alone was void in one of the three
});

test('where a process cannot give back the memory of moved inputs, no other of its block does from then on', async () => {
  const scenario = sampleScenario('a');
  const { host } = await simulateRun({
    config: { blocks: 6, inFlight: [1], sides: { baseName: 'b', headName: 'h', heads: [scenario] } },
    scenarios: [scenario],
    truthOf: (_request, processNumber) => ({
      collection: { ...QUICK, movesInputs: true },
      keepsMemoryFrom: processNumber === 1 ? 2 : Number.POSITIVE_INFINITY,
    }),
  });
  const processes = new Map<unknown, boolean[]>();
  for (const { request, plan } of host.log) {
    if (plan) processes.set(request, [...(processes.get(request) ?? []), plan.keepsMemory === true]);
  }
  const told = [...processes.values()];
  for (const ofOne of told.slice(0, 3)) expect(ofOne.slice(4)).toEqual(ofOne.slice(4).fill(true));
  for (const ofOne of told.slice(0, 3)) expect(ofOne.slice(0, 2)).toEqual([false, false]);
  expect(told.slice(3).flat()).not.toContain(true);
});

test('where several tasks are outstanding their garbage is left', async () => {
  const { document } = await simulate(() => QUICK, sampleScenario('a'), 8);
  expect(document.blocks.some(({ collects }) => collects === true)).toBe(false);
});

test('models that are held against each other keep their garbage', async () => {
  const { document } = await simulateRun({ truthOf: () => ({ collection: QUICK }) });
  expect(document.blocks.some(({ collects }) => collects === true)).toBe(false);
});

describe('the lead-in of two versions of a task that comes one at a time', () => {
  const check = (
    what: string,
    collection: CollectionReading | null | ((processNumber: number) => CollectionReading),
    isBrief: boolean,
    { scenario = sampleScenario('a'), inFlight = 1 } = {},
  ): void =>
    test(what, async () => {
      const { host } = await simulate(
        typeof collection === 'function' ? collection : () => collection,
        scenario,
        inFlight,
      );
      const plans = host.log.flatMap(({ plan }) => plan ?? []);
      expect(plans.length).toBeGreaterThan(20);
      expect(new Set(plans.map(({ leadInMs }) => leadInMs < 40))).toEqual(new Set([isBrief]));
      expect(new Set(plans.map(({ watchesWindow }) => watchesWindow === true))).toEqual(new Set([isBrief]));
    });
  const { scenario, ...rest } = sampleScenario('a');
  const aboutTheLoop = { metrics: [{ id: 'loop-delay', unit: 'ms', better: 'lower' }] } as const;

  check('is brief', QUICK, true);
  check('also where nothing is known of its garbage', null, true);
  check('also where inputs move and are collected', { ...QUICK, movesInputs: true }, true);
  check(
    'but not where they move and nothing may be collected',
    { ...QUICK, movesInputs: true, forcedMs: 40 },
    false,
  );
  check(
    'nor beside such a one',
    (number) => ({ ...QUICK, forcedMs: 40, ...(number % 2 === 1 ? { movesInputs: true } : {}) }),
    false,
  );
  check('nor where several are in flight', QUICK, false, { inFlight: 8 });
  check("nor where the loop's delay is what it is about", QUICK, false, {
    scenario: { ...rest, scenario: { ...scenario, ...aboutTheLoop } },
  });
});

test('models that are held against each other get a whole lead-in', async () => {
  const { host } = await simulateRun({ config: { inFlight: [1] }, truthOf: () => ({ collection: QUICK }) });
  const plans = host.log.flatMap(({ plan }) => plan ?? []);
  expect(plans.length).toBeGreaterThan(20);
  expect(plans.every(({ leadInMs }) => leadInMs >= 40)).toBe(true);
});
