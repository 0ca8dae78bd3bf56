import { describe, expect, test } from 'vitest';
import { CrossoverError } from '../errors.ts';
import { knownModels as models } from '../models/index.ts';
import { DEFAULT_MODELS, DIALS, PRESETS } from './defaults.ts';
import type { ResolvedConfig, UserOptions } from './options.ts';
import { resolveConfig } from './resolve.ts';
import { sampleConfig, sampleScenario } from './sample-config.ts';

const withParams = sampleScenario('cpu/params', {
  params: { n: [10, 20], mode: ['fast', 'safe'], cached: [true, false] } as object,
});

function messageOf(options: UserOptions): string {
  try {
    sampleConfig(options, [withParams]);
  } catch (error) {
    if (error instanceof CrossoverError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('what is refused, and how', () => {
  const check = (options: UserOptions, expected: string): void =>
    test(expected, () => expect(messageOf(options)).toBe(`CROSSOVER_USAGE: ${expected}`));

  check(
    { models: ['worker-thread'] },
    `unknown model "worker-thread". Did you mean "worker-threads"? Known: ${models.map(({ id }) => id).join(', ')}.`,
  );
  check(
    { models: ['cluster'] },
    'cluster serves requests, and no chosen scenario is a server. Choose one that is: crossover run servers/app.',
  );
  check(
    { ratesPerSec: [10], inFlight: [1, 8] },
    '--rate stands beside several values of --in-flight. Tasks come by the schedule: --in-flight then says what pools are made for, and takes one value.',
  );
  check({ ratesPerSec: [0.1] }, '--rate got 0.1. It takes tasks per second from 1 to 20000.');
  check(
    { knobs: { poolsize: [2] } },
    'unknown knob "poolsize". Did you mean "poolSize"? Known: poolSize, tasksPerWorker, transfer, atomics, fifo, idleTimeoutMs, maxQueue, batch, serialization, uvThreads.',
  );
  check({ models: ['sequential'], knobs: { poolSize: [2] } }, 'unknown knob "poolSize". Known: uvThreads.');
  check(
    { models: ['worker-threads'], knobs: { serialization: ['json'] } },
    'unknown knob "serialization". Known: poolSize, tasksPerWorker, transfer, atomics, fifo, idleTimeoutMs, maxQueue, batch, uvThreads.',
  );
  check(
    { knobs: { serialization: ['jsn'] } },
    'unknown value for knob serialization "jsn". Did you mean "json"? Known: advanced, json.',
  );
  for (const value of [0, -1, 1.5, 1025, 'many', '']) {
    check(
      { knobs: { poolSize: [1, value] } },
      `Knob poolSize got "${value}". It takes whole numbers from 1 to 1024.`,
    );
  }
  check(
    { knobs: { uvThreads: ['defualt'] } },
    'Knob uvThreads got "defualt". Did you mean "default"? It takes whole numbers from 1 to 1024, or default.',
  );
  check(
    { models: ['sequential'], knobs: { uvThreads: [0] } },
    'Knob uvThreads got "0". It takes whole numbers from 1 to 1024, or default.',
  );
  for (const [name, wrong, meant, known] of [
    ['transfer', 'trasnfer', 'transfer', 'clone, transfer, shared'],
    ['atomics', 'asyn', 'async', 'async, sync, disabled'],
    ['fifo', 'stict', 'strict', 'strict, default'],
  ] as const) {
    check(
      { knobs: { [name]: [wrong] } },
      `unknown value for knob ${name} "${wrong}". Did you mean "${meant}"? Known: ${known}.`,
    );
  }
  check(
    { knobs: { idleTimeoutMs: [-1] } },
    'Knob idleTimeoutMs got "-1". It takes whole numbers from 0 to 3600000, or never.',
  );
  check(
    { knobs: { maxQueue: ['atuo'] } },
    'Knob maxQueue got "atuo". Did you mean "auto"? It takes whole numbers from 0 to 1000000, or unbounded, or auto.',
  );
  check({ params: { N: [1] } }, 'unknown parameter "N". Did you mean "n"? Known: n, mode, cached.');
  for (const value of ['ten', '', ' ', true]) {
    check({ params: { n: [value] } }, `Parameter n got "${value}". It takes numbers, such as 10, 20.`);
  }
  check({ params: { cached: ['yes'] } }, 'Parameter cached got "yes". It takes true or false.');
  check({ blocks: 0 }, '--blocks got 0. It takes whole numbers from 1 to 1000.');
  check({ blocks: 2.5 }, '--blocks got 2.5. It takes whole numbers from 1 to 1000.');
  check({ inFlight: [8, 0] }, '--in-flight got 0. It takes whole numbers from 1 to 100000.');
  check({ seed: -1 }, `--seed got -1. It takes whole numbers from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  check({ marginRatio: 0 }, '--margin got 0%. It takes 0.1% to 99%.');
  check({ marginRatio: 1 }, '--margin got 100%. It takes 0.1% to 99%.');
  check({ marginRatio: Number.NaN }, '--margin got NaN%. It takes 0.1% to 99%.');

  test('a preset that does not exist', () => {
    const preset = 'quik' as 'quick';
    expect(messageOf({ preset })).toBe(
      'CROSSOVER_USAGE: unknown preset "quik". Did you mean "quick"? Known: smoke, quick, full.',
    );
  });

  test('no scenario', () => {
    expect(() => resolveConfig({}, [], models)).toThrow('No scenario was selected.');
  });
});

describe('what becomes of it', () => {
  const check = (options: UserOptions, expected: Partial<Record<keyof ResolvedConfig, unknown>>): void =>
    test(JSON.stringify(options), () => expect(sampleConfig(options, [withParams])).toMatchObject(expected));

  check({}, { preset: 'quick', ...pace('quick'), blockCount: 5, blockCountIsGiven: false });
  check({ preset: 'smoke' }, { preset: 'smoke', ...pace('smoke'), blockCount: 1 });
  check({ preset: 'full' }, { preset: 'full', ...pace('full'), blockCount: 5 });
  check({ blocks: 3 }, { blockCount: 3, blockCountIsGiven: true, budgetMs: null });
  check({ blocks: 3, budgetMs: 9_000 }, { blockCount: 3, blockCountIsGiven: true, budgetMs: 9_000 });
  check({ preset: 'full', budgetMs: 9_000 }, { blockCountIsGiven: false, budgetMs: 9_000 });
  check({}, { inFlight: [8], marginRatio: 0.03, alpha: 0.05, taskDeadlineMs: 30_000, pin: true });
  check({ inFlight: [1, 64], pin: false, seed: 0 }, { inFlight: [1, 64], pin: false, seed: 0 });
  check({}, { params: { 'cpu/params': { n: [10], mode: ['fast'], cached: [true] } } });
  check(
    { preset: 'full' },
    { params: { 'cpu/params': { n: [10, 20], mode: ['fast', 'safe'], cached: [true, false] } } },
  );
  check({ inFlight: [8, 1, 8] }, { inFlight: [8, 1] });
  check({ params: { n: ['30', 30, 3e1] } }, { params: { 'cpu/params': { n: [30] } } });
  check(
    { params: { n: ['30', 1e3, '1e4'], mode: ['other', 5], cached: ['false', true] } },
    { params: { 'cpu/params': { n: [30, 1e3, 1e4], mode: ['other', '5'], cached: [false, true] } } },
  );

  test('a parameter goes to the scenarios that have it', () => {
    const config = sampleConfig({ params: { n: [5] } }, [withParams, sampleScenario('cpu/plain')]);
    expect(config.params).toMatchObject({ 'cpu/params': { n: [5] }, 'cpu/plain': {} });
  });

  describe('of a dial `full` takes a few values, of a file of that name all', () => {
    const dial = sampleScenario('io/latency', {
      params: { delayMs: [10, 0, 1, 100], rows: [3, 4] } as object,
    });
    const checkDial = (options: UserOptions, isBuiltIn: boolean, expected: object): void =>
      test(JSON.stringify([options, isBuiltIn]), () =>
        expect(sampleConfig(options, [{ ...dial, isBuiltIn }]).params).toEqual({ 'io/latency': expected }),
      );
    const preset = 'full';
    checkDial({ preset }, true, { delayMs: DIALS['io/latency']!.delayMs, rows: [3, 4] });
    checkDial({ preset }, false, { delayMs: [10, 0, 1, 100], rows: [3, 4] });
    checkDial({ preset, params: { delayMs: [0, 7] } }, true, { delayMs: [0, 7], rows: [3, 4] });
    checkDial({ preset: 'quick' }, true, { delayMs: [10], rows: [3] });
  });

  test('a seed is drawn where none is given', () => {
    const { seed } = resolveConfig({}, [withParams], models);
    expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
  });
});

function pace(preset: 'smoke' | 'quick' | 'full'): object {
  const { budgetMs, nominalBlockMs, maxWarmUpMs } = PRESETS[preset];
  return { budgetMs, nominalBlockMs, maxWarmUpMs };
}

describe('models', () => {
  const check = (options: UserOptions, expected: [id: string, knobs: object[]][]): void =>
    test(JSON.stringify(options), () => {
      const resolved = sampleConfig(options).models;
      expect(resolved.map(({ model, knobs }) => [model.id, knobs])).toEqual(expected);
    });

  check(
    {},
    DEFAULT_MODELS.map((id) => [id, [{}]]),
  );
  check({ models: ['single-loop'] }, [['single-loop', [{}]]]);
  check({ models: ['worker-threads', 'sequential'] }, [
    ['sequential', [{}]],
    ['single-loop', [{}]],
    ['worker-threads', [{}]],
  ]);
  check({ models: [] }, [['single-loop', [{}]]]);
  check(
    {
      models: ['worker-threads'],
      knobs: {
        transfer: ['clone', 'shared'],
        atomics: ['sync'],
        fifo: ['default'],
        idleTimeoutMs: [0, 'never'],
        maxQueue: ['auto'],
      },
    },
    [
      ['single-loop', [{}]],
      [
        'worker-threads',
        [
          ['clone', 0] as const,
          ['clone', 'never'] as const,
          ['shared', 0] as const,
          ['shared', 'never'] as const,
        ].map(([transfer, idleTimeoutMs]) => ({
          transfer,
          atomics: 'sync',
          fifo: 'default',
          idleTimeoutMs,
          maxQueue: 'auto',
        })),
      ],
    ],
  );
  check({ models: ['sequential'], knobs: { uvThreads: ['2', 'default'] } }, [
    ['sequential', [{ uvThreads: 2 }, { uvThreads: 'default' }]],
    ['single-loop', [{ uvThreads: 2 }, { uvThreads: 'default' }]],
  ]);
  check(
    { models: ['worker-threads', 'child-processes'], knobs: { poolSize: ['1', 2], serialization: ['json'] } },
    [
      ['single-loop', [{}]],
      ['worker-threads', [{ poolSize: 1 }, { poolSize: 2 }]],
      [
        'child-processes',
        [
          { poolSize: 1, serialization: 'json' },
          { poolSize: 2, serialization: 'json' },
        ],
      ],
    ],
  );
});
