import { expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { MovedInputs } from './moved-inputs.ts';

const MEBIBYTE = 2 ** 20;

/** Slices of inputs of which so many MiB come into pages of their own, as the process's resident memory has it; says from which slice on they stay. */
async function findKeeping(freshOf: (slice: number) => number, bytes = 8 * MEBIBYTE): Promise<number | null> {
  let residentBytes = 0;
  let slice = 0;
  const toFreshMemory = (): readonly unknown[] => {
    residentBytes += freshOf(slice) * MEBIBYTE;
    return ['moved'];
  };
  const move = { byteLengths: [bytes], toFreshMemory };
  const moved = new MovedInputs(move, () => residentBytes);
  for (; slice < 40; slice++) {
    expect(await moved.next(true, false, createRandom(slice))).toEqual(['moved']);
    residentBytes = 0;
    await moved.giveBack();
    if (moved.keepsMemory) return slice;
  }
  return null;
}

const check = (
  what: string,
  freshOf: (slice: number) => number,
  expected: number | null,
  bytes?: number,
): void => test(what, async () => expect(await findKeeping(freshOf, bytes)).toBe(expected));

check('pages that are new each time are given back', () => 8, null);
check('half of them as well', () => 4, null);
check('room is made three times before they stay', () => 3.9, 3);
check('and now and then, if most come', (slice) => (slice % 5 === 4 ? 0 : 8), 34);
check('but not for ever, if many do not', (slice) => (slice % 3 === 2 ? 0 : 8), 20);
check('small ones are left alone', () => 0, null, 3 * MEBIBYTE);

test('nothing is given back where garbage is not collected, nor where another process cannot', async () => {
  for (const [collects, keeps] of [
    [false, false],
    [true, true],
  ] as const) {
    const move = { byteLengths: [8 * MEBIBYTE], toFreshMemory: () => ['moved'] };
    const moved = new MovedInputs(move, () => 0);
    for (let slice = 0; slice < 4; slice++) {
      await moved.next(collects, keeps, createRandom(slice));
      await moved.giveBack();
    }
    expect(moved.keepsMemory).toBe(false);
  }
});
