import { expect, test } from 'vitest';
import { createRandom } from '../harness/stats/random.ts';
import { makeRecords, recordBytes } from './records.ts';

test.each([0.125, 1, 16, 300])('%d KiB of records are that much JSON', (kibibytes) => {
  const text = JSON.stringify(makeRecords(createRandom(5), kibibytes));
  expect(text).toHaveLength(kibibytes * 1024 + 1); // n − 1 commas and two brackets
});

test.each([0, 0.01])('%d KiB are none', (kibibytes) => {
  expect(makeRecords(createRandom(5), kibibytes)).toEqual([]);
});

test('every record takes its bytes, whatever was drawn', () => {
  const sizes = makeRecords(createRandom(6), 64).map((record) => JSON.stringify(record).length + 1);
  expect(new Set(sizes)).toEqual(new Set([recordBytes]));
});
