import { describe, expect, test } from 'vitest';
import { tiedWithBest } from '../best.ts';
import { createRandom } from '../random.ts';
import { drawContrasts } from './cells.ts';

/** Among how many of the runs each holds. */
function countStars(
  cellCount: number,
  blockCount: number,
  lead: number,
  alpha: number,
): { bestKeeps: number; allKeep: number; othersLose: number } {
  const random = createRandom(41);
  const trials = 1500;
  const rates = { bestKeeps: 0, allKeep: 0, othersLose: 0 };
  const effectOf = (cell: number): number => (cell === 0 ? lead : 0);
  for (let trial = 0; trial < trials; trial++) {
    const stars = tiedWithBest(cellCount, drawContrasts(random, { cellCount, blockCount, effectOf }), alpha);
    if (stars[0]) rates.bestKeeps += 1 / trials;
    if (stars.every(Boolean)) rates.allKeep += 1 / trials;
    rates.othersLose += stars.slice(1).filter((star) => !star).length / (cellCount - 1) / trials;
  }
  return rates;
}

const slack = 2 * Math.sqrt((0.05 * 0.95) / 1500); // of the simulation itself

describe('of identical cells, the one that is designated as the best keeps its star in 95 %', () => {
  const check = (cellCount: number, blockCount: number): void =>
    test(`${cellCount} cells, ${blockCount} blocks`, () => {
      expect(countStars(cellCount, blockCount, 0, 0.05).bestKeeps).toBeGreaterThanOrEqual(0.95 - slack);
    });

  check(2, 5);
  check(4, 5);
  check(8, 5);
  check(2, 10);
  check(4, 10);
  check(8, 10);
  check(4, 12);
  check(8, 12);
});

describe('that fails without the correction for the number of cells', () => {
  const check = (cellCount: number): void =>
    test(`${cellCount} cells`, () => {
      const uncorrected = 0.05 * (cellCount - 1);
      expect(countStars(cellCount, 10, 0, uncorrected).bestKeeps).toBeLessThan(0.95 - slack);
    });

  check(4);
  check(8);
});

describe('with alpha ÷ k, all of k identical cells keep their stars in 95 %', () => {
  const check = (cellCount: number): void =>
    test(`${cellCount} cells`, () => {
      expect(countStars(cellCount, 10, 0, 0.05 / cellCount).allKeep).toBeGreaterThanOrEqual(0.95 - slack);
    });

  check(2);
  check(4);
  check(8);
});

describe('a true lead takes the stars of the others (1 % per block and cell)', () => {
  const check = (lead: number, alpha: number, least: number, most: number): void =>
    test(`lead ${lead}, alpha ${alpha}`, () => {
      const { othersLose, bestKeeps } = countStars(4, 10, lead, alpha);
      expect(othersLose).toBeGreaterThanOrEqual(least);
      expect(othersLose).toBeLessThanOrEqual(most);
      expect(bestKeeps).toBeGreaterThanOrEqual(0.98);
    });

  check(0.01, 0.05, 0.3, 0.5);
  check(0.02, 0.05, 0.85, 1);
  check(0.03, 0.05, 0.99, 1);
  check(0.02, 0.05 / 4, 0.65, 0.95);
  check(0.03, 0.05 / 4, 0.97, 1);
});
