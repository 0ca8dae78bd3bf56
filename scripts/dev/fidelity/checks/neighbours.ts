/** What tasks that misbehave do to the figures of others in the same run. */
import { rm } from 'node:fs/promises';
import { builtUrl } from '../../../../harness/built.ts';
import type { SelectedScenario } from '../../../../harness/config/options.ts';
import { resolveConfig } from '../../../../harness/config/resolve.ts';
import { models } from '../../../../harness/models/index.ts';
import { run } from '../../../../harness/run.ts';
import type { Scenario } from '../../../../harness/scenario.ts';
import { logContrast } from '../../../../harness/stats/contrast.ts';
import { calibrateIterations, toInterval } from '../contrasts.ts';
import type { Lab } from '../lab.ts';
import type { FidelityCheck } from '../row.ts';

const PAIRS = 6;
const MODELS = ['single-loop', 'worker-threads'];
const MARGIN = 0.05;

async function selectWorkload(name: string, params?: Scenario['params']): Promise<SelectedScenario> {
  const moduleUrl = builtUrl(`scripts/dev/fidelity/workloads/${name}.js`).href;
  const { default: scenario } = (await import(moduleUrl)) as { default: Scenario };
  const declared = params ?? scenario.params;
  return {
    id: name,
    moduleUrl,
    label: name,
    isBuiltIn: false,
    scenario: declared === undefined ? scenario : { ...scenario, params: declared },
  };
}

/** A short run of the scenarios; the throughput of the first of them under each model. */
async function measureFirst(
  lab: Lab,
  scenarios: readonly SelectedScenario[],
  seed: number,
): Promise<Map<string, number>> {
  const outDir = await lab.makeTempDir();
  const options = { preset: 'full', seed, blocks: 2, models: MODELS, taskDeadlineMs: 1_000 } as const;
  const config = resolveConfig(options, scenarios, models);
  const document = await run(
    { ...config, nominalBlockMs: 2_500, maxWarmUpMs: 350, maxAttempts: 3 },
    {
      outDir,
      command: 'crossover run',
      onEvent: () => {},
      signal: new AbortController().signal,
    },
  );
  await rm(outDir, { recursive: true, force: true });
  return new Map(
    document.cells
      .filter(({ scenario, throughputPerSec }) => scenario === scenarios[0]?.id && throughputPerSec !== null)
      .map(({ model, throughputPerSec }) => [model, throughputPerSec?.value ?? Number.NaN]),
  );
}

export const neighboursDoNoHarm: FidelityCheck = {
  id: 'neighbours',
  summary: 'a healthy scenario in a run of its own, and beside scenarios that misbehave',
  run: async (lab, log) => {
    const iterations = Math.round((await calibrateIterations()) * 2);
    const healthy = await selectWorkload('integer-loop', { iterations: [iterations] });
    const misbehaving = await selectWorkload('misbehaving');
    const logs = new Map(MODELS.map((model) => [model, [] as number[]]));
    for (let pair = 0; pair < PAIRS; pair++) {
      const measure = (isAlone: boolean) =>
        measureFirst(lab, isAlone ? [healthy] : [healthy, misbehaving], pair);
      const aloneFirst = pair % 2 === 0; // a drift of the machine falls on both sides alike
      const one = await measure(aloneFirst);
      const other = await measure(!aloneFirst);
      const [alone, beside] = aloneFirst ? [one, other] : [other, one];
      for (const model of MODELS) {
        const ratio = (beside.get(model) ?? Number.NaN) / (alone.get(model) ?? Number.NaN);
        if (Number.isFinite(ratio)) logs.get(model)?.push(Math.log(ratio)); // void where the machine was not quiet
      }
      log(`pair ${pair + 1}/${PAIRS}`);
    }
    return MODELS.map((model) => {
      const contrast = logContrast(logs.get(model) ?? []);
      const interval = contrast && toInterval(contrast, 0.9);
      return {
        what: `integer loop under \`${model}\`: in a run beside tasks that throw, spin, hang, exit, flood and leave workers spinning ÷ in a run of its own, ${logs.get(model)?.length ?? 0} pairs`,
        goal: 'equal within 5 % (TOST)',
        measured: interval ? `${interval.text} (90 % interval)` : 'no figure',
        passed: interval ? interval.low >= 1 / (1 + MARGIN) && interval.high <= 1 + MARGIN : false,
      };
    });
  },
};
