import { expect, test } from 'vitest';
import { inventedAnswer, inventedTune } from '../fixture-tune.ts';
import { textWidth } from './text-width.ts';
import { renderTuneCard } from './tune-card.ts';

const plain = (document = inventedTune(), columns = 80): string =>
  renderTuneCard(document, { columns, color: false });

test('the answer, every size, what fresh blocks say, and what to paste', () => {
  const card = plain();
  expect(card).toContain('★ Use poolSize 2 (tied: 2, 3 · unsure: 4 · best measured: 2');
  expect(card).toContain('  391 [385, 397] tasks/s · p99 20 ms · memory +16.0 MiB · loop p99 1.2 ms\n');
  expect(card).toMatch(/^★ 2 .*best/m);
  expect(card).toMatch(/^ {2}no pool .*worse/m);
  expect(card).toMatch(/^ {2}your setting +16 .*worse/m);
  expect(card).toContain('pool.ts: maxThreads 16.');
  expect(card).toContain('The answer is stable after 9 blocks');
  expect(card).toContain('export const pool = new Piscina({');
  expect(card.endsWith('});\n')).toBe(true);
});

test.each([80, 60, 40])('no line of the tables is wider than %i columns', (columns) => {
  const [tables = ''] = plain(inventedTune(), columns).split('// poolSize');
  for (const line of tables.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(columns);
});

test('no answer has a sign and no snippet of its own; names cannot do harm', () => {
  const none = plain(inventedAnswer({ kind: 'none', size: null }, { validation: [] }));
  expect(none).toMatch(/^✗ /m);
  expect(none).not.toContain('on fresh blocks');
  expect(none).not.toContain('import');
  const scenario = { ...inventedTune().scenario, id: 'a\u001b[31m\n::error::b' };
  const hostile = plain(inventedTune({ scenario }));
  expect(hostile).not.toContain('\u001b');
  expect(hostile).not.toMatch(/^::/m);
});

test('a limit on the p99 that is kept is told by its bound where there are too few tasks for the figure', () => {
  const limits = [{ id: 'p99' as const, most: 100, bound: 93, standing: 'kept' as const }];
  const sizes = inventedTune().sizes.map((size) => ({ ...size, p99Ms: null, limits }));
  expect(plain(inventedTune({ sizes }))).toContain('tasks/s · p99 at most 93 ms (95 %) · memory');
});

test('what could not be measured says why, once for all that failed alike', () => {
  const reason = 'The task failed: no such table';
  const sizes = inventedTune().sizes.map((size) =>
    size.size <= 1 ? { ...size, standing: 'failed' as const, objective: null, reason } : size,
  );
  const card = plain(inventedAnswer({ kind: 'none', size: null }, { sizes, validation: [] }));
  expect(card).toMatch(/^ {2}no pool .*failed/m);
  expect(card).toContain(`✗ no pool, 1: ${reason}\n`);
});

test('colour only repeats what a word says', () => {
  const colored = renderTuneCard(inventedTune(), { columns: 80, color: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is taken away
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain());
});
