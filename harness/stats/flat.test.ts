import { describe, expect, test } from 'vitest';
import { isFlat } from './flat.ts';

describe('isFlat', () => {
  const check = (name: string, chunkMeans: number[], expected: boolean): void =>
    test(name, () => expect(isFlat(chunkMeans)).toBe(expected));

  check('nothing yet', [], false);
  check('five chunks are too few', [1, 1, 1, 1, 1], false);
  check('six equal chunks', [1, 1, 1, 1, 1, 1], true);
  check('still falling by 5 % a chunk', [1, 0.95, 0.9, 0.86, 0.81, 0.77], false);
  check('one step inside the window', [9, 9, 9, 1, 1, 1], false);
  check('the step lies before the window', [9, 9, 1, 1, 1, 1, 1, 1], true);
  check('one long chunk (GC) in the earlier half hides nothing and shows nothing', [1, 5, 1, 1, 1, 1], true);
  check('one long chunk in the later half', [1, 1, 1, 1, 5, 1], true);
  check('getting slower is not cured by more warm-up', [1, 1, 1, 1.1, 1.2, 1.3], true);
  check('1 % lower is within the tolerance', [1, 1, 1, 0.99, 0.99, 0.99], true);
  check('3 % lower is not', [1, 1, 1, 0.97, 0.97, 0.97], false);
});
