import { describe, expect, test } from 'vitest';
import { type DealtTo, dealBlocks } from './deal.ts';

const open = (spread: number | null): DealtTo => ({ isOpen: true, spread });
const settled: DealtTo = { isOpen: false, spread: 0.001 };

describe('what settled cells leave goes to those that are known least well', () => {
  const check = (what: string, cells: readonly DealtTo[], expected: readonly number[]): void =>
    test(what, () => expect(dealBlocks(cells, { first: 4, further: 4 })).toEqual(expected));

  check('none is settled: as planned', [open(0.01), open(0.03)], [4, 4]);
  check('all are: nothing more is measured', [settled, settled], [0, 0]);
  check('one alone is as it was', [open(0.03)], [4]);
  check('one of two', [settled, open(0.03)], [0, 8]);
  check('equals share', [settled, open(0.02), open(0.02)], [0, 6, 6]);
  check('the quiet one keeps what was planned for it', [settled, open(0.001), open(0.03)], [0, 4, 8]);
  check(
    'by variance of the mean: four times the spread squared is four times the blocks',
    [settled, settled, open(0.01), open(0.02)],
    [0, 0, 4, 12],
  );
  check(
    'three times the plan at the most',
    [...Array(9).fill(settled), open(0.03)],
    [...Array(9).fill(0), 20],
  );
  check(
    'then the next one gets it',
    [...Array(9).fill(settled), open(0.03), open(0.001)],
    [...Array(9).fill(0), 20, 20],
  );
  check('without a spread as planned', [settled, open(null)], [0, 4]);
});
