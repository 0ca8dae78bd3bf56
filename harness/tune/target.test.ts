import { describe, expect, test } from 'vitest';
import { sampleScenario } from '../config/sample-config.ts';
import { models } from '../models/index.ts';
import { currentSetting } from './current-setting.ts';
import { piscinaDefaultsSetting, resolvePiscinaDefaults } from './piscina-defaults.ts';
import { resolveTarget, type TuneWish } from './target.ts';

const scenario = sampleScenario('io/db', {
  kind: 'io',
  params: { poolMax: [8, 1, 4, 16], mode: ['a', 'b'], delayMs: [0, 1] },
});
const targetOf = (wish: TuneWish, cores = 2) => resolveTarget(wish, scenario, models, cores);

test.each<[string, TuneWish, number, object]>([
  [
    'a pool on two cores, as far as eight tasks can keep it busy',
    {},
    2,
    { id: 'poolSize', kind: 'knob', anchor: 0, mayBeNone: true, mostBecause: 'in-flight', inFlight: 8 },
  ],
  ['processes', { model: 'child-processes', inFlight: 100 }, 2, { mostBecause: 'cores', inFlight: 100 }],
  [
    'a parameter, on the loop that it belongs to',
    { knob: 'poolMax' },
    2,
    { kind: 'param', anchor: 8, mayBeNone: false, mostBecause: 'in-flight', sizes: [1, 2, 3, 4, 5, 6, 7, 8] },
  ],
  ['tasks in flight', { knob: 'inFlight' }, 2, { kind: 'in-flight', anchor: 8, mayBeNone: false }],
  ['threads of libuv', { knob: 'uvThreads' }, 2, { kind: 'knob', anchor: 4, mayBeNone: false }],
  ['sizes that were named', { sizes: [8, 2], maxSize: 99 }, 2, { sizes: [2, 8], mostBecause: 'asked' }],
  ['a largest size', { maxSize: 3 }, 2, { sizes: [1, 2, 3], mostBecause: 'asked' }],
  ['eight cores', {}, 8, { inFlight: 16, landmarks: [8], mostBecause: 'in-flight' }],
  ['half a core', {}, 0.5, { sizes: [1, 2, 3, 4], landmarks: [1], mostBecause: 'cores' }],
])('%s', (_what, wish, cores, expected) => {
  expect(targetOf(wish, cores)).toMatchObject(expected);
});

test('sizes: each up to twelve, then steps of about a tenth, the last in any case', () => {
  const { sizes } = targetOf({ maxSize: 40, inFlight: 64 });
  expect(sizes.slice(0, 13)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(sizes.at(-1)).toBe(40);
  expect(sizes.length).toBeLessThan(30);
});

test.each<[TuneWish, RegExp]>([
  [{ knob: 'poolsize' }, /unknown knob "poolsize"\. Did you mean "poolSize"\?/],
  [{ knob: 'mode' }, /unknown knob "mode"/],
  [{ knob: 'delayMs' }, /unknown knob "delayMs"/],
  [{ knob: 'transfer' }, /unknown knob "transfer"/],
  [{ knob: 'maxQueue' }, /unknown knob "maxQueue"/],
  [{ model: 'worker-thread' }, /unknown model .* Did you mean "worker-threads"/],
  [{ sizes: [4] }, /only one size/],
])('%j is refused', (wish, message) => {
  expect(() => targetOf(wish)).toThrow(message);
});

test('a pool on a model that has none is refused by the numbers that there are', () => {
  expect(() => targetOf({ model: 'single-loop' })).toThrow(/unknown knob "poolSize".*inFlight, poolMax/);
});

describe('settings that somebody has', () => {
  const check = (settings: Parameters<typeof currentSetting>[0], wish: TuneWish = {}) =>
    currentSetting(settings, targetOf(wish), 'pool.ts');

  test.each<[string, Parameters<typeof currentSetting>[0], TuneWish, object]>([
    [
      'options of Piscina, and what they leave out',
      { maxThreads: 4, concurrentTasksPerWorker: 2 },
      {},
      { size: 4, knobs: { poolSize: 4, tasksPerWorker: 2, atomics: 'sync', fifo: 'default' } },
    ],
    [
      'options of Piscina, all of them',
      { maxThreads: 2.5, atomics: 'disabled', stricterFIFO: true },
      {},
      { size: 3, knobs: { poolSize: 3, tasksPerWorker: 1, atomics: 'disabled', fifo: 'strict' } },
    ],
    ['a size alone', { poolSize: 6 }, {}, { size: 6, knobs: { poolSize: 6 } }],
    ['a pool of connections', { max: 20, user: 'me' }, { knob: 'poolMax' }, { size: 20, knobs: {} }],
    ['threads of libuv', { UV_THREADPOOL_SIZE: 16 }, { knob: 'uvThreads' }, { knobs: { uvThreads: 16 } }],
    ['a limit', { concurrency: 5 }, { knob: 'inFlight' }, { size: 5 }],
  ])('%s', (_what, settings, wish, expected) => {
    expect(check(settings, wish)).toMatchObject({ role: 'current', ...expected });
  });

  test.each([
    [{ maxThread: 4 }, /says nothing of poolSize: it exports maxThread\. Did you mean "maxThreads"\?/],
    [{}, /it exports no options\. Known: maxThreads/],
    [{ maxThreads: Number.NaN }, /maxThreads is NaN/],
    [{ maxThreads: 1e9 }, /It takes numbers from 1 to 1024/],
  ])('%j is refused', (settings, message) => {
    expect(() => check(settings)).toThrow(message);
  });
});

test.each([
  [1, 1, 2],
  [2, 1, 3],
  [3, 1, 5],
  [8, 4, 12],
])('Piscina’s defaults on %i cores: %i to %i threads', (cores, minThreads, maxThreads) => {
  expect(resolvePiscinaDefaults(cores)).toEqual({ minThreads, maxThreads });
  expect(piscinaDefaultsSetting(4, cores).size).toBe(Math.max(minThreads, Math.min(4, maxThreads)));
});
