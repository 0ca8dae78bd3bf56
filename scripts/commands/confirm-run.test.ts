import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dealAfterFirstLook, gateSides } from '../../harness/compare/gate-sides.ts';
import { sampleConfig, sampleScenario } from '../../harness/config/sample-config.ts';
import type { Contrast } from '../../harness/result/schema.ts';
import { openJournal } from '../../harness/run/journal.ts';
import { simulateRun } from '../../harness/run/simulated-run.ts';
import { exitCodeOfComparison } from '../exit-code.ts';
import { confirmInFreshBlocks, type Measured, type MeasureSides } from './confirm-run.ts';

const HEAD = 'file:///head/';
const IDS = ['a', 'b'];
const config = sampleConfig(
  {
    blocks: 8,
    models: ['single-loop'],
    sides: {
      baseName: 'old',
      headName: 'new',
      heads: IDS.map((id) => ({ ...sampleScenario(id), moduleUrl: `${HEAD}${id}.js` })),
      looksTwice: true,
    },
  },
  IDS.map((id) => sampleScenario(id)),
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-confirm-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What was asked to be measured, one entry a run. */
interface Asked {
  readonly conditions: readonly string[];
  readonly savedCount: number | null;
}

/**
 * A simulated machine on which the head of `b` runs at these paces, one for the first run and one for the second; the second is stopped
 * after so many blocks, and its journal lies where a real one would.
 */
function simulated(paces: readonly [first: number, second: number], stopAfter = Number.POSITIVE_INFINITY) {
  const asked: Asked[] = [];
  let confirmingBlocks = 0;
  const measureSides: MeasureSides = async (own, { outDir, saved }) => {
    const isSecond = own.sides?.only !== undefined;
    const controller = new AbortController();
    const { document, journal, plan } = await simulateRun({
      adapt: () => own,
      noiseSeed: own.seed,
      saved: saved?.entries ?? [],
      signal: controller.signal,
      dealAfterFirstLook,
      truthOf: ({ executor, scenarioId }) => ({
        processNoise: 0.005,
        throughputPerSec:
          executor.scenarioUrl.startsWith(HEAD) && scenarioId === 'b' ? paces[isSecond ? 1 : 0] : 1_000,
      }),
      onEvent: ({ type }) => {
        if (!isSecond || type !== 'block-ended') return;
        confirmingBlocks += 1;
        if (confirmingBlocks === stopAfter) controller.abort('SIGINT');
      },
    });
    asked.push({
      conditions: plan.conditions.map(({ id }) => id),
      savedCount: saved?.entries.length ?? null,
    });
    const header = { runId: 'r', startedAt: '', command: '', toolVersion: '0', request: null };
    if (saved === null) {
      const written = await openJournal(join(outDir, document.runId), header);
      await written.start({ environment: document.environment, computing: [] });
      for (const entry of journal) await written.append(entry);
    }
    return { document, comparison: gateSides(document, 'result.json'), isComplete: document.complete };
  };
  return { asked, measureSides };
}

async function confirmed(measureSides: MeasureSides, first?: Measured): Promise<Measured> {
  const measured = first ?? (await measureSides(config, { outDir: folder, saved: null }));
  return confirmInFreshBlocks(measured, config, folder, measureSides, () => {});
}

const verdictOf = ({ comparison }: Measured): Contrast | undefined =>
  comparison.contrasts.find(({ cell, metric }) => cell.startsWith('b') && metric.id === 'throughput');

describe('what was slower is measured once more, and it alone', () => {
  const check = (
    what: string,
    paces: readonly [number, number],
    expected: { verdict: string; reason: unknown; exitCode: number; runs: number },
  ): void =>
    test(what, async () => {
      const { asked, measureSides } = simulated(paces);
      const measured = await confirmed(measureSides);
      const { verdict, reason } = verdictOf(measured) ?? {};
      const exitCode = exitCodeOfComparison(measured.comparison, { strict: false });
      expect({ verdict, reason, exitCode, runs: asked.length }).toEqual(expected);
      expect(measured.isComplete).toBe(true);
      for (const { conditions } of asked.slice(1)) {
        expect(conditions).toEqual([expect.stringMatching(/^b/)]);
      }
    });

  check('a change that is there is confirmed', [900, 900], {
    verdict: 'slower',
    reason: expect.stringMatching(/^confirmed in \d fresh blocks/),
    exitCode: 3,
    runs: 2,
  });
  check('what the first run found by chance is cleared', [900, 1_000], {
    verdict: 'unsure',
    reason: expect.stringMatching(/^slower at first, and not in \d fresh blocks/),
    exitCode: 0,
    runs: 2,
  });
  check('nothing is measured again where nothing is slower', [1_000, 900], {
    verdict: 'same',
    reason: null,
    exitCode: 0,
    runs: 1,
  });
});

test('a confirmation that was cut off goes on where it was, and says the same as one in one go', async () => {
  const whole = await confirmed(simulated([900, 900]).measureSides);
  await rm(join(folder, 'simulated'), { recursive: true });

  const stopping = simulated([900, 900], 2);
  const first = await stopping.measureSides(config, { outDir: folder, saved: null });
  const cutOff = await confirmed(stopping.measureSides, first);
  expect(cutOff.isComplete).toBe(false);
  expect(verdictOf(cutOff)).toMatchObject({
    verdict: 'slower',
    reason: 'slower at first; what would confirm it was interrupted',
  });

  const going = simulated([900, 900]);
  const continued = await confirmed(going.measureSides, first);
  expect(going.asked.map(({ savedCount }) => savedCount)).toEqual([2]);
  expect(continued.isComplete).toBe(true);
  expect(verdictOf(continued)?.verdict).toBe(verdictOf(whole)?.verdict);
  expect(verdictOf(continued)?.reason).toMatch(/^confirmed in/);
});
