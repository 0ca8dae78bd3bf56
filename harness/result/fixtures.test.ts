import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDocument } from './parse.ts';
import { SCHEMA_VERSION } from './schema.ts';

/** Real documents, as each version's release wrote them: whatever was once stored stays readable. */
const FOLDER = new URL('./fixtures/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => /^run-v\d+\.json$/.test(name));

test('there is one document per version', () => {
  const expected = Array.from({ length: SCHEMA_VERSION }, (_, index) => `run-v${index + 1}.json`);
  expect(FILES.sort()).toEqual(expected);
});

test.each(FILES)('%s is read, and nothing of it is lost', (name) => {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  const document = parseDocument(text, name);
  if (document.documentKind !== 'run') throw new TypeError('no run');
  expect(document.schemaVersion).toBe(SCHEMA_VERSION);
  expect(document.cells.every(({ status, blocks }) => status === 'ok' && blocks.length === 3)).toBe(true);
  if (name === `run-v${SCHEMA_VERSION}.json`) expect(document).toEqual(JSON.parse(text));
});

test('a stored tune is read, and nothing of it is lost', () => {
  const name = `tune-v${SCHEMA_VERSION}.json`;
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  expect(parseDocument(text, name)).toEqual(JSON.parse(text));
});
