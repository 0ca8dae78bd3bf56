/** What two versions of a cell have drawn anew before each of their slices: where inputs lie, and what garbage there is. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SlicePlan } from '../measure/closed-loop.ts';
import { readStatFields, readText } from '../measure/linux-sources.ts';
import { DEADLINE_MS, RoundLab } from './round-lab.ts';

const PLAN: SlicePlan = { leadInMs: 10, windowMs: 60, minCompletions: 20 };

/** A millisecond or two that leave nothing behind: of quicker tasks the harness itself makes garbage. */
const WORK = 'let sum = 0; for (let step = 0; step < 1_000_000; step++) sum += step & 7;';

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

async function openRound(source: string, redrawsMemory: boolean) {
  const { round, open } = await lab.start('single-loop', source, {
    inFlight: 1,
    inputCount: 2,
    ...(redrawsMemory ? { redrawsMemory } : {}),
  });
  await open();
  return round;
}

/** What became of two slices: `ok`, or what a task failed with. */
async function takeTwo(source: string, redrawsMemory: boolean, plan = PLAN): Promise<string[]> {
  const round = await openRound(source, redrawsMemory);
  const told: string[] = [];
  for (let index = 0; index < 2; index++) {
    const { error, tasks, gcCount } = await round.send('slice', plan, DEADLINE_MS);
    told.push(
      error?.message ?? (tasks.ok > 10 && gcCount === 0 ? 'ok' : `${tasks.ok} tasks, ${gcCount} collections`),
    );
    if (error) break;
  }
  return told;
}

describe('inputs that are memory themselves', () => {
  /** Fails when it has seen more places than that, or bytes that are not those of its input. */
  const watching = (mostPlaces: number): string => `
const places = new Set();
export default {
  inputs: (params, random, count) => Array.from({ length: count }, () => new Uint8Array(50_000).fill(7)),
  run: (input) => {
    ${WORK}
    places.add(input.buffer);
    if (input.length !== 50_000 || input[49_999] !== 7) throw new Error('other bytes');
    if (places.size > ${mostPlaces}) throw new Error('moved');
    return input[0];
  },
};`;

  test('stay where they are in a run', async () => {
    expect(await takeTwo(watching(2), false)).toEqual(['ok', 'ok']);
  });

  test('lie elsewhere in the first slice already', async () => {
    expect(await takeTwo(watching(3), true)).toEqual(['moved']);
  });

  test('are told of by a process that has warmed up', async () => {
    const round = await openRound(watching(6), true);
    const { collection } = await round.send('warmUp', { maxMs: 300 }, DEADLINE_MS);
    expect(collection?.movesInputs).toBe(true);
  });

  test('stay where they are where several tasks are outstanding, and nothing is collected nor read of collections', async () => {
    const { round, open } = await lab.start('single-loop', watching(4), {
      inFlight: 4,
      inputCount: 4,
      redrawsMemory: true,
    });
    await open();
    expect(await round.send('warmUp', { maxMs: 300 }, DEADLINE_MS)).not.toHaveProperty('collection');
    expect((await round.send('slice', PLAN, DEADLINE_MS)).error).toBeNull();
  });

  test('move once a slice, and not within', async () => {
    expect(await takeTwo(watching(6), true)).toEqual(['ok', 'ok']);
    expect(await takeTwo(watching(5), true)).toEqual(['ok', 'moved']);
  });
});

/** Where pages are told one by one, and glibc is what gives them back. */
function seesPages(): boolean {
  const isHuge = readText('/sys/kernel/mm/transparent_hugepage/enabled')?.includes('[always]') ?? false;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return readText('/proc/self/stat') !== null && header.glibcVersionRuntime !== undefined && !isHuge;
}

describe.runIf(seesPages())('large inputs that moved', () => {
  const MEBIBYTES = 32;
  /** Its tasks take some memory for good, which lies where there is room for it: above the inputs of its slice, if nowhere else. */
  const LARGE = `let calls = 0;
const held = [];
export default {
  inputs: (params, random, count) => Array.from({ length: count }, () => new Uint8Array(${MEBIBYTES / 8} * 2 ** 20).fill(7)),
  run: (input) => {
    ${WORK}
    if (++calls % 16 === 0 && held.length < 12) held.push(Buffer.allocUnsafeSlow(100_000));
    return input[input.length >> 1];
  },
};`;

  const SLICE_COUNT = 12;

  /** How many of some slices had their inputs in pages that were new to the process. */
  async function countFresh(plan: Partial<SlicePlan>): Promise<number> {
    const { round, open } = await lab.start('single-loop', LARGE, {
      inFlight: 1,
      inputCount: 8,
      redrawsMemory: true,
    });
    await open();
    // proc(5), counted from the state of the process: minor faults.
    const readFaults = (): number => Number(readStatFields(`/proc/${round.pid}/stat`)![7]);
    let freshCount = 0;
    let collectionCount = 0;
    for (let slice = 0; slice < SLICE_COUNT; slice++) {
      const before = readFaults();
      const { error, gcCount } = await round.send('slice', { ...PLAN, ...plan }, DEADLINE_MS);
      expect(error).toBeNull();
      collectionCount += gcCount;
      if (readFaults() - before > 0.9 * MEBIBYTES * 256) freshCount += 1;
    }
    // A new space may be full in any of them; forced ones would be one or two in each.
    if (plan.collects) expect(collectionCount).toBeLessThan(SLICE_COUNT);
    return freshCount;
  }

  test('lie in pages that nobody had in the slice before, once there is room at the end of the heap', async () => {
    expect(await countFresh({ collects: true })).toBeGreaterThanOrEqual(7);
  });

  test.each<[where: string, plan: Partial<SlicePlan>]>([
    ['nothing may be collected', {}],
    ['another process of the block cannot give them back', { collects: true, keepsMemory: true }],
  ])('come back to theirs where %s', async (_where, plan) => {
    expect(await countFresh(plan)).toBeLessThanOrEqual(4);
  });
});

/** In the slices of a round whose garbage is collected before each of them. */
async function countCollections(source: string, sliceCount: number): Promise<number> {
  const round = await openRound(source, true);
  let count = 0;
  for (let slice = 0; slice < sliceCount; slice++) {
    const { error, gcCount } = await round.send(
      'slice',
      { ...PLAN, windowMs: 20, collects: true, turnSeed: slice },
      DEADLINE_MS,
    );
    expect(error).toBeNull();
    count += gcCount;
  }
  return count;
}

describe('garbage', () => {
  /** Something that nobody holds, and that lives until it is collected. */
  const WEAK = `let weak;
export default () => {
  ${WORK}
  weak ??= new WeakRef({});
  if (weak.deref() === undefined) throw new Error('collected');
  return 1;
};`;

  test('is left where a slice does not ask for its collection', async () => {
    expect(await takeTwo(WEAK, true)).toEqual(['ok', 'ok']);
  });

  test('is collected where it does, and that counts for no task', async () => {
    expect(await takeTwo(WEAK, true, { ...PLAN, collects: true })).toEqual(['collected']);
    expect(await countCollections(`export default () => { ${WORK} return sum; };`, 10)).toBeLessThan(6);
  });

  test('of the new generation is collected at any point of its course, as often as tasks fill its space', async () => {
    // Some 24 kB each, of which a slice has twenty and more: a new space that is empty takes that several times.
    const littering = `let last;
export default () => { ${WORK} for (let piece = 0; piece < 24; piece++) last = new Array(125); return last.length; };`;
    const count = await countCollections(littering, 40);
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThan(60);
  });

  const GARBAGE = 'export default () => Array.from({ length: 20_000 }, (_, index) => ({ index })).length;';
  /** Half a million objects that live on, and as many again every few tasks. */
  const KEPT = `const kept = [];
export default () => {
  kept[kept.length % 8] = Array.from({ length: 60_000 }, (_, index) => ({ index }));
  if (kept.length >= 8) kept.length = 0;
  return 1;
};`;

  test.each([
    ['none', `export default () => { ${WORK} return sum; };`, { majorCount: 0 }],
    ['some that is gone at once', GARBAGE, { majorCount: 0 }],
  ])('a process that has warmed up tells what there is: %s', async (_what, source, expected) => {
    const round = await openRound(source, true);
    const { collection } = await round.send('warmUp', { maxMs: 300 }, DEADLINE_MS);
    expect(collection).toMatchObject(expected);
    expect(collection?.forcedMs).toBeGreaterThan(0);
    expect(collection?.paceRatio).toBeGreaterThan(0);
    expect((collection?.count ?? 0) >= 3).toBe(source === GARBAGE);
    expect(collection?.movesInputs).toBeUndefined();
  });

  test('but not its pace after a collection, where that is known', async () => {
    const round = await openRound(GARBAGE, true);
    const { collection } = await round.send('warmUp', { maxMs: 300, keepsPace: true }, DEADLINE_MS);
    expect(collection?.forcedMs).toBeGreaterThan(0);
    expect(collection?.paceRatio).toBeNull();
  });

  test('in the time of a task or two, where tasks are slow', async () => {
    const round = await openRound(
      'export default () => { const end = Date.now() + 150; let turns = 0; while (Date.now() < end) turns += 1; return 1; };',
      true,
    );
    const startedMs = performance.now();
    const { collection, latencyMs, durationMs } = await round.send('warmUp', { maxMs: 300 }, DEADLINE_MS);
    const readingMs = performance.now() - startedMs - durationMs;
    expect(collection?.paceRatio).toBeGreaterThan(0);
    // A lead-in of three latencies would take twice as long; a second reading is taken where the first was a loud moment.
    expect(readingMs / latencyMs).toBeLessThan(collection!.paceRatio! < 0.9 ? 7 : 3.5);
  });

  test('and that its old generation was collected, where tasks keep what they make', async () => {
    const round = await openRound(KEPT, true);
    const { collection } = await round.send('warmUp', { maxMs: 1_500 }, DEADLINE_MS);
    expect(collection?.majorCount).toBeGreaterThan(0);
    expect(collection?.forcedMs).toBeNull();
    expect(collection?.paceRatio).toBeNull();
  });

  test('nothing of the kind in a run', async () => {
    const round = await openRound(GARBAGE, false);
    const warm = await round.send('warmUp', { maxMs: 100 }, DEADLINE_MS);
    expect(warm).not.toHaveProperty('collection');
  });
});
