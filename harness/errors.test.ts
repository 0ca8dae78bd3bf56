import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_MEANINGS } from './errors.ts';

test('docs/errors.md has every code with its meaning, and no other', () => {
  const text = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^\| `(CROSSOVER_\w+)` \| (.+?) \|/gm)].map(([, code, meaning]) => [
    code,
    meaning,
  ]);
  expect(Object.fromEntries(documented)).toEqual(ERROR_MEANINGS);
  expect(documented).toHaveLength(Object.keys(ERROR_MEANINGS).length);
});
