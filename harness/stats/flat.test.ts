import { describe, expect, test } from 'vitest';
import { isFlat } from './flat.ts';
import { createRandom } from './random.ts';

describe('isFlat', () => {
  const check = (name: string, chunkMeans: number[], expected: boolean): void =>
    test(name, () => expect(isFlat(chunkMeans)).toBe(expected));

  check('nothing yet', [], false);
  check('six chunks are too few', [1, 1, 1, 1, 1, 1], false);
  check('seven equal chunks', [1, 1, 1, 1, 1, 1, 1], true);
  check('still falling by 5 % a chunk', [1, 0.95, 0.9, 0.86, 0.81, 0.77, 0.73], false);
  check('one step inside the window', [9, 9, 9, 1, 1, 1, 1], false);
  check('the step lies before the window', [9, 9, 1, 1, 1, 1, 1, 1, 1], true);
  check('one long chunk (GC) in the earlier half', [1, 1, 5, 1, 1, 1, 1], true);
  check('one long chunk in the later half', [1, 1, 1, 1, 1, 5, 1], true);
  check('getting slower is not cured by more warm-up', [1, 1, 1, 1, 1.1, 1.2, 1.3], true);
  check('1 % lower is within the tolerance', [1, 1, 1, 1, 0.99, 0.99, 0.99], true);
  check('3 % lower is not', [1, 1, 1, 1, 0.97, 0.97, 0.97], false);
  check('flat a chunk ago, not now', [1, 1, 1, 1, 1, 1, 0.9], false);
});

/** True time per task in chunk k, 1 when warm. */
const curves = {
  warm: () => 1,
  'tiers at 3 and 8': (k: number) => (k < 3 ? 10 : k < 8 ? 3 : 1),
  'tiers at 4 and 9, the second small': (k: number) => (k < 4 ? 10 : k < 9 ? 1.3 : 1),
  'falling over 5 chunks': (k: number) => 1 + 4 * Math.exp(-k / 5),
  'falling over 20 chunks': (k: number) => 1 + 4 * Math.exp(-k / 20),
};

/** Warms up 300 times, with log-normal noise and one chunk in twenty up to three times as long. */
function warmUp(curve: (k: number) => number, noise: number): { earlyRatio: number; meanChunks: number } {
  const random = createRandom(11);
  const trials = 300;
  let early = 0;
  let chunks = 0;
  for (let trial = 0; trial < trials; trial++) {
    const series: number[] = [];
    while (series.length < 250 && !isFlat(series)) {
      const spike = random.next() < 0.05 ? 1 + 2 * random.next() : 1;
      series.push(curve(series.length) * Math.exp(noise * random.normal()) * spike);
    }
    chunks += series.length;
    if (curve(series.length) > 1.05) early++;
  }
  return { earlyRatio: early / trials, meanChunks: chunks / trials };
}

describe('simulated: how often it stops while a task still takes 5 % longer, and after how many chunks', () => {
  const check = (name: keyof typeof curves, noise: number, mostEarly: number, mostChunks: number): void =>
    test(`${name}, noise ${noise}`, () => {
      const { earlyRatio, meanChunks } = warmUp(curves[name], noise);
      expect(earlyRatio).toBeLessThanOrEqual(mostEarly);
      expect(meanChunks).toBeLessThanOrEqual(mostChunks);
    });

  check('warm', 0.01, 0, 8);
  check('warm', 0.03, 0, 10);
  check('warm', 0.1, 0, 12);
  check('tiers at 3 and 8', 0.01, 0, 16);
  check('tiers at 3 and 8', 0.1, 0, 21);
  check('tiers at 4 and 9, the second small', 0.01, 0, 18);
  check('tiers at 4 and 9, the second small', 0.1, 0.02, 22);
  check('falling over 5 chunks', 0.01, 0.01, 50);
  check('falling over 5 chunks', 0.03, 0.01, 50);
  check('falling over 5 chunks', 0.1, 0.05, 50);
  check('falling over 20 chunks', 0.01, 0.01, 190);
  check('falling over 20 chunks', 0.03, 0.02, 190);
  // A fall of 5 % a chunk in noise of 10 % a chunk cannot be told from none: here the chunks have to be longer.
  check('falling over 20 chunks', 0.1, 0.35, 190);
});
