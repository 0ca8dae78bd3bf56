import { expect, test } from 'vitest';
import { SCHEMA_VERSION } from './schema.ts';
import { UPGRADE_STEPS, type UpgradeSteps, upgradeDocument } from './upgrade.ts';

/** Two made-up steps show the mechanism until a real one exists. */
const STEPS: UpgradeSteps = {
  1: (document) => ({ ...document, renamed: document.old, old: undefined }),
  2: (document) => ({ ...document, added: [document.renamed] }),
};

test.each([
  [
    { schemaVersion: 1, old: 'a' },
    { schemaVersion: 3, renamed: 'a', added: ['a'] },
  ],
  [
    { schemaVersion: 2, renamed: 'b' },
    { schemaVersion: 3, renamed: 'b', added: ['b'] },
  ],
  [
    { schemaVersion: 3, any: true },
    { schemaVersion: 3, any: true },
  ],
])('%j is lifted step by step', (raw, expected) => {
  const frozen = JSON.stringify(raw);
  expect(upgradeDocument(raw, 'x', STEPS, 3)).toEqual(expected);
  expect(JSON.stringify(raw)).toBe(frozen);
});

test.each([
  [{ schemaVersion: 4 }, /schemaVersion 4; this release reads up to 3/],
  [{ schemaVersion: 0 }, /schemaVersion 0, which no release/],
  [{ schemaVersion: 1.5 }, /1\.5, not a whole number/],
  [{}, /missing/],
])('%j is refused', (raw, expected) => {
  expect(() => upgradeDocument(raw, 'x', STEPS, 3)).toThrow(expected);
});

test('every version below the newest has its step, and no other', () => {
  const expected = Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => String(index + 1));
  expect(Object.keys(UPGRADE_STEPS)).toEqual(expected);
});
