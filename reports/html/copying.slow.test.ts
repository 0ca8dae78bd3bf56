import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { type CellRow, conditionViews } from '../view.ts';
import { findChromium } from './chromium-for-tests.ts';
import { ReportBrowser } from './report-browser-for-tests.ts';

const chromium = findChromium();
const invented = inventedRunDocument(2);
const rows = conditionViews(invented)[0]?.rows ?? [];
const permissions = ['clipboard-read', 'clipboard-write'];

const HEAD = ['model', 'tasks/s (mean)', 'vs single-loop', 'verdict', 'could find', 'eff. cores', 'loop p99'];

/** What a line of the table under the bars says, without the numbers of its notes. */
const textsOf = (row: CellRow): string[] => [
  `${row.best ? '★ ' : ''}${row.label}`,
  row.throughputText,
  row.ratioText,
  `${row.verdictText} ${row.verdictDetail}`.trim(),
  row.detectableText,
  row.effectiveCoresText,
  row.loopDelayText,
];

describe.skipIf(chromium === null)('copies of tables in a real browser', () => {
  const reports = new ReportBrowser(chromium ?? '');
  beforeAll(() => reports.start());
  afterAll(() => reports.stop());

  /** Presses the button over the first table. */
  const press = (page: Page, name: string) =>
    page.locator('#condition-1-bars').getByRole('button', { name }).click();
  const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');

  it('copies what is seen as Markdown, filtered and sorted', async () => {
    const { page, complaints } = await reports.open(invented, { permissions });
    await page.getByRole('searchbox').fill('!m:sequential');
    const column = page.locator('#condition-1-bars-table').getByRole('columnheader', { name: 'tasks/s' });
    await column.getByRole('button').click();
    await press(page, 'Copy as Markdown');
    await page.locator('#condition-1-bars output', { hasText: 'Copied' }).waitFor();
    const seen = rows.filter(({ model }) => model !== 'sequential').reverse();
    const escaped = seen.map((row) => textsOf(row).map((text) => text.replace(/[[\]]/g, '\\$&')));
    const lines = [HEAD, ['-', '-:', '-:', '-', '-:', '-:', '-:'], ...escaped];
    expect(await clipboard(page)).toBe(lines.map((cells) => `| ${cells.join(' | ')} |\n`).join(''));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('copies as CSV', async () => {
    const { page } = await reports.open(invented, { permissions });
    await press(page, 'Copy as CSV');
    await page.locator('#condition-1-bars output', { hasText: 'Copied' }).waitFor();
    const field = (text: string): string => (text.includes(',') ? `"${text}"` : text);
    const lines = [HEAD, ...rows.map(textsOf)].map((cells) => `${cells.map(field).join(',')}\r\n`);
    expect(await clipboard(page)).toBe(lines.join(''));
    await page.context().close();
  });

  it('selects the text where the clipboard is denied', async () => {
    const { page, complaints } = await reports.open(invented);
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("denied"))');
    await press(page, 'Copy as CSV');
    const field = page.locator('#condition-1-bars textarea');
    await field.waitFor();
    const selected = await page.evaluate<string>('getSelection().toString()');
    expect(selected).toBe(await field.inputValue());
    expect(selected.split('\n')[0]).toBe(HEAD.join(','));
    await page.keyboard.press('Escape');
    expect(await field.count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is offered for every table', async () => {
    const { page } = await reports.open(invented);
    const tableCount = await page.locator('table').count();
    expect(await page.getByRole('button', { name: 'Copy as Markdown' }).count()).toBe(tableCount);
    await page.context().close();
  });
});
