import { expect, test } from 'vitest';
import { INPUT_COUNT } from '../config/defaults.ts';
import { sampleScenario } from '../config/sample-config.ts';
import type { RoundRequest } from '../round/protocol.ts';
import { simulateRun } from './simulated-run.ts';

/** What the rounds of a run were asked for. */
async function inputCountsOf(fields: { readonly inputCount?: number }): Promise<Set<number>> {
  const requests: RoundRequest[] = [];
  await simulateRun({
    config: { models: ['worker-threads'], blocks: 2 },
    scenarios: [sampleScenario('io/shares', fields)],
    truthOf: (request) => {
      requests.push(request);
      return {};
    },
  });
  return new Set(requests.map(({ inputCount }) => inputCount));
}

test('as many inputs are made as the scenario asks for, else those of the default', async () => {
  expect(await inputCountsOf({ inputCount: 40 })).toEqual(new Set([40]));
  expect(await inputCountsOf({})).toEqual(new Set([INPUT_COUNT]));
});
