import { describe, expect, test } from 'vitest';
import { sampleScenario } from '../config/sample-config.ts';
import type { Contrast } from '../result/schema.ts';
import type { MachineTruth } from './simulated-machine.ts';
import { againstReference, simulateRun } from './simulated-run.ts';

/** Throughput of each model as a ratio of the reference's. */
type Ratios = Readonly<Record<string, number>>;

interface Lab {
  readonly ratios: Ratios;
  readonly sliceNoise?: number;
  readonly processNoise?: number;
  readonly machine?: MachineTruth;
  readonly blocks?: number;
  readonly noiseSeed?: number;
  readonly window?: 'contiguous';
}

/** The contrast of each model with the reference, out of a whole run. */
async function contrastsOf(lab: Lab): Promise<Record<string, Contrast>> {
  const { ratios, sliceNoise = 0, processNoise = 0, blocks = 8, noiseSeed = 1 } = lab;
  const { document } = await simulateRun({
    config: { models: Object.keys(ratios), blocks, seed: noiseSeed },
    scenarios: [sampleScenario('a', lab.window ? { window: lab.window } : {})],
    noiseSeed,
    ...(lab.machine ? { machine: lab.machine } : {}),
    truthOf: ({ modelId }) => ({
      throughputPerSec: 800 * (ratios[modelId] ?? 1),
      sliceNoise,
      processNoise,
    }),
  });
  const modelOf = new Map(document.cells.map(({ id, model }) => [id, model]));
  return Object.fromEntries(
    againstReference(document).map((contrast) => [modelOf.get(contrast.cell), contrast]),
  );
}

const RATIOS: Ratios = { sequential: 0.5, 'worker-threads': 1.9, 'child-processes': 1 };

test('without noise the truth is read as it is', async () => {
  const contrasts = await contrastsOf({ ratios: RATIOS });
  for (const [model, ratio] of Object.entries(RATIOS)) {
    expect(contrasts[model]?.ratio?.value).toBeCloseTo(ratio, 9);
    expect(contrasts[model]?.meanRatio?.value).toBeCloseTo(ratio, 9);
  }
});

test('a true 3 % reads as 3 %', async () => {
  const contrasts = await contrastsOf({ ratios: { sequential: 1 / 1.03 } });
  expect(contrasts.sequential?.ratio?.value).toBeCloseTo(1 / 1.03, 9);
});

const SEEDS = Array.from({ length: 15 }, (_, index) => index + 1);

describe('with noise in slices and processes', () => {
  const noisy = { ratios: RATIOS, sliceNoise: 0.03, processNoise: 0.005, blocks: 10 };
  const expected = { sequential: 'slower', 'worker-threads': 'faster', 'child-processes': 'same' };

  test('verdicts are as the truth is, in every one of 15 runs', async () => {
    for (const noiseSeed of SEEDS) {
      const contrasts = await contrastsOf({ ...noisy, noiseSeed });
      const verdicts = Object.entries(contrasts).map(([model, { verdict }]) => [model, verdict]);
      expect(Object.fromEntries(verdicts), `seed ${noiseSeed}`).toEqual(expected);
    }
  });

  test('intervals hold the truth about as often as they promise', async () => {
    let held = 0;
    for (const noiseSeed of SEEDS) {
      const contrasts = await contrastsOf({ ...noisy, noiseSeed });
      for (const [model, truth] of Object.entries(RATIOS)) {
        const { low, high } = contrasts[model]!.ratio!;
        if (low <= truth && truth <= high) held += 1;
      }
    }
    expect(held / (SEEDS.length * 3)).toBeGreaterThan(0.85);
  });

  test('a change below the margin is never called one', async () => {
    for (const noiseSeed of SEEDS) {
      const contrasts = await contrastsOf({ ...noisy, ratios: { sequential: 1.015 }, noiseSeed });
      expect(['same', 'unsure']).toContain(contrasts.sequential?.verdict);
    }
  });

  test('noise that drowns a change makes it unsure, with what it would take', async () => {
    const contrasts = await contrastsOf({ ratios: { sequential: 1.12 }, processNoise: 0.05, blocks: 5 });
    expect(contrasts.sequential).toMatchObject({ verdict: 'unsure', decidedBy: null });
    expect(contrasts.sequential?.moreBlocks).toBeGreaterThan(0);
    expect(contrasts.sequential?.detectable).toBeGreaterThan(1.08);
  });
});

describe('a machine that drifts does not bend the ratio', () => {
  const check = (what: string, machine: MachineTruth, lab: Partial<Lab> = {}): void =>
    test(what, async () => {
      const logErrors = new Map<string, number[]>(Object.keys(RATIOS).map((model) => [model, []]));
      let held = 0;
      for (const noiseSeed of SEEDS.slice(0, 8)) {
        const contrasts = await contrastsOf({ ratios: RATIOS, machine, noiseSeed, ...lab });
        for (const [model, truth] of Object.entries(RATIOS)) {
          const { value, low, high } = contrasts[model]!.ratio!;
          logErrors.get(model)!.push(Math.log(value / truth));
          if (low <= truth && truth <= high) held += 1;
        }
      }
      for (const [model, errors] of logErrors) {
        const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length;
        expect(Math.abs(bias), `${model}: ${bias}`).toBeLessThan(0.012);
      }
      expect(held / (8 * 3)).toBeGreaterThan(0.8);
    });
  const sway = (periodMs: number) => (_cpu: number | null, atMs: number) =>
    1 + 0.2 * Math.sin((2 * Math.PI * atMs) / periodMs);

  check('slower by 2 % every second', { speedOf: (_cpu, atMs) => 0.98 ** (atMs / 1_000) });
  check('a sixth slower after ten seconds', { speedOf: (_cpu, atMs) => (atMs < 15_000 ? 1 : 0.85) });
  check('swaying by 20 % every 40 s', { speedOf: sway(40_000) });
  check('swaying by 20 % every 7 s', { speedOf: sway(7_000) }, { blocks: 16 });
  check('a neighbour on one of two CPUs', { speedOf: (cpu) => (cpu === 1 ? 0.7 : 1) });
  check('a neighbour who comes and goes on one CPU', {
    speedOf: (cpu, atMs) => (cpu === 1 && atMs % 6_000 < 3_000 ? 0.7 : 1),
  });
  check(
    'contiguous windows, slower by 1 % every second',
    { speedOf: (_cpu, atMs) => 0.99 ** (atMs / 1_000) },
    { window: 'contiguous' },
  );
});

test('stars: the best and who cannot be told from it', async () => {
  const { document } = await simulateRun({
    config: { blocks: 8 },
    truthOf: ({ modelId }) => ({
      throughputPerSec: modelId.includes('-t') || modelId.includes('-p') ? 1_900 : 1_000,
      sliceNoise: 0.02,
    }),
  });
  const starred = document.cells.filter(({ best }) => best).map(({ model }) => model);
  expect(starred).toEqual(['worker-threads', 'child-processes']);
});
