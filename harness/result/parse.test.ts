import { expect, test } from 'vitest';
import { CrossoverError } from '../errors.ts';
import { sampleCell, sampleRun } from './fixtures/sample.ts';
import { parseDocument } from './parse.ts';

/** The message of the refusal, or null when the text is read. */
function refusalOf(text: string): string | null {
  try {
    parseDocument(text, 'x.json');
    return null;
  } catch (error) {
    if (error instanceof CrossoverError && error.code === 'CROSSOVER_DOCUMENT') return error.message;
    throw error;
  }
}

/** A valid run with one change made on its JSON. */
function runWith(change: Record<string, unknown>): string {
  return JSON.stringify({ ...sampleRun(), ...change });
}

test('a document survives the way through its file unchanged', () => {
  const document = sampleRun();
  expect(parseDocument(JSON.stringify(document), 'x.json')).toEqual(document);
});

test('fields of a later release within the version are tolerated', () => {
  expect(refusalOf(runWith({ novelty: 1 }))).toBeNull();
});

const REFUSALS: [name: string, text: string, expected: RegExp][] = [
  ['no JSON', '{"schemaVersion": 1,', /^x\.json is not valid JSON \(.*\)\.$/],
  ['empty', '', /not valid JSON/],
  ['an array', '[]', /not an object/],
  ['null', 'null', /not an object/],
  ['foreign JSON', '{"name":"x"}', /no document of Crossover: its schemaVersion is missing/],
  ['a version in words', runWith({ schemaVersion: 'one' }), /schemaVersion is "one", not a whole number/],
  [
    'a newer version',
    runWith({ schemaVersion: 7 }),
    /schemaVersion 7; this release reads up to 1.*newer crossover-bench/,
  ],
  ['an older version that never was', runWith({ schemaVersion: 0 }), /schemaVersion 0, which no release/],
  [
    'an unknown kind',
    runWith({ documentKind: 'history' }),
    /unknown kind "history".*Known kinds: run, comparison/,
  ],
  ['no kind', '{"schemaVersion":1}', /unknown kind \(none\)/],
  ['a missing field', runWith({ cells: undefined }), /damaged: cells: /],
  [
    'a wrong field deep inside',
    runWith({
      cells: [sampleCell(), { ...sampleCell(), throughputPerSec: { value: 1, low: 'a', high: 2 } }],
    }),
    /damaged: cells\[1\]\.throughputPerSec\.low: .*expected number/,
  ],
  [
    'many wrong fields',
    '{"schemaVersion":1,"documentKind":"run"}',
    /damaged: tool: .*; runId: .*; startedAt: .*; and \d+ more\. Run again/,
  ],
  [
    'a hostile nesting',
    runWith({
      cells: [{ ...sampleCell(), error: 'DEEP' }],
    }).replace(
      '"DEEP"',
      `${'{"code":"","name":"","message":"","cause":'.repeat(100_000)}null${'}'.repeat(100_000)}`,
    ),
    /nested too deeply|not valid JSON/,
  ],
];

test.each(REFUSALS)('%s is refused by its reason', (_name, text, expected) => {
  expect(refusalOf(text)).toMatch(expected);
});
