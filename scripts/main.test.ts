import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = new URL('../', import.meta.url);
/** Imports that are there at run time: neither types nor `import()`. */
const STATIC_IMPORT = /^(?:import|export)\s+(?!type\b)[^;'"]*?\bfrom\s*'([^']+)'/gm;

/** Everything that is loaded before a command is known: our files from the root, and names of packages. */
function loadedFrom(file: string, seen = new Set<string>()): Set<string> {
  seen.add(file);
  for (const [, specifier] of readFileSync(new URL(file, ROOT), 'utf8').matchAll(STATIC_IMPORT)) {
    const target = specifier!.startsWith('.')
      ? fileURLToPath(new URL(specifier!, new URL(file, ROOT))).slice(fileURLToPath(ROOT).length)
      : specifier!;
    if (seen.has(target) || !target.endsWith('.ts')) seen.add(target);
    else loadedFrom(target, seen);
  }
  return seen;
}

test('--help loads yargs and the tables, and nothing that costs', () => {
  const loaded = [...loadedFrom('scripts/cli.ts')];
  const packages = loaded.filter((name) => !name.endsWith('.ts') && !name.startsWith('node:'));
  expect(packages).toEqual(['yargs']);
  expect(loaded.filter((name) => /^(reports|scenarios)\/|^scripts\/commands\//.test(name))).toEqual([]);
  expect(loaded.filter((name) => name.startsWith('harness/')).sort()).toEqual([
    'harness/built.ts',
    'harness/compare/finding-ids.ts',
    'harness/config/defaults.ts',
    'harness/config/nearest.ts',
    'harness/config/unknown-name.ts',
    'harness/errors.ts',
    'harness/measure/arrivals.ts',
    'harness/tool.ts',
  ]);
});
