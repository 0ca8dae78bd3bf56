import { expect, test } from 'vitest';
import { parseDocument } from '../result/parse.ts';
import { againstReference, simulateRun } from './simulated-run.ts';

/** What each model can do, in tasks a second; the last one is a floor. */
const TRUE_PACE: Readonly<Record<string, number>> = {
  'single-loop': 1_000,
  'worker-threads': 1_500,
  'child-processes': 3_000,
};

test.each([true, false])('the fastest cell has the star unless it is a floor: %s', async (isFloor) => {
  const { document } = await simulateRun({
    config: { models: Object.keys(TRUE_PACE), blocks: 4 },
    adapt: (config) => ({
      ...config,
      models: config.models.map(({ model, knobs }) => ({
        knobs,
        model: model.id === 'child-processes' ? { ...model, isFloor } : model,
      })),
    }),
    truthOf: ({ modelId }) => ({ throughputPerSec: TRUE_PACE[modelId]!, sliceNoise: 0.01 }),
  });
  const starred = document.cells.filter(({ best }) => best).map(({ model }) => model);
  expect(starred).toEqual([isFloor ? 'worker-threads' : 'child-processes']);
  const last = document.cells.find(({ model }) => model === 'child-processes');
  expect(last).toMatchObject({ status: 'ok', ...(isFloor ? { isFloor: true } : {}) });
  expect(againstReference(document).map(({ verdict }) => verdict)).toEqual(['faster', 'faster']);
  expect(parseDocument(JSON.stringify(document), 'simulated')).toEqual(document);
});
