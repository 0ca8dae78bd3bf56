import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { conditionViews } from '../view.ts';
import { findChromium } from './chromium-for-tests.ts';
import { ReportBrowser } from './report-browser-for-tests.ts';

const chromium = findChromium();
const invented = inventedRunDocument(2);

describe.skipIf(chromium === null)('sorted tables in a real browser', () => {
  const reports = new ReportBrowser(chromium ?? '');
  beforeAll(() => reports.start());
  afterAll(() => reports.stop());

  const rowsOf = (page: Page, table: string) => page.locator(`#${table} tbody th`).allTextContents();
  const heading = (page: Page, table: string, name: string) =>
    page.locator(`#${table}`).getByRole('columnheader', { name, exact: true });

  it('sorts by the figures of a column, up, down and back', async () => {
    const { page, complaints } = await reports.open(invented);
    const table = 'condition-1-costs-table';
    const first = await rowsOf(page, table);
    const shownRows = conditionViews(invented)[0]?.rows ?? [];
    const cpuMs = new Map(invented.cells.map(({ id, cpuMsPerTask }) => [id, cpuMsPerTask ?? Number.NaN]));
    const expected = shownRows
      .filter(({ status }) => status === 'ok')
      .sort((one, other) => (cpuMs.get(one.cell) ?? 0) - (cpuMs.get(other.cell) ?? 0))
      .map(({ label }) => label);
    expect(expected).not.toEqual(first);

    const column = heading(page, table, 'CPU / on the loop');
    await column.getByRole('button').click();
    expect(await column.getAttribute('aria-sort')).toBe('ascending');
    expect(await rowsOf(page, table)).toEqual(expected);
    await page.keyboard.press('Enter');
    expect(await column.getAttribute('aria-sort')).toBe('descending');
    expect((await rowsOf(page, table))[0]).toBe(expected.at(-1));
    await page.keyboard.press('Space');
    expect(await column.getAttribute('aria-sort')).toBe(null);
    expect(await rowsOf(page, table)).toEqual(first);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('sorts by one column at a time, names without their stars, and keeps what is filtered', async () => {
    const { page } = await reports.open(invented);
    const table = 'condition-1-bars-table';
    await page.getByRole('searchbox').fill('!m:child-processes');
    await heading(page, table, 'eff. cores').getByRole('button').click();
    await heading(page, table, 'model').getByRole('button').click();
    expect(await page.locator(`#${table} [aria-sort]`).count()).toBe(1);
    const names = (await page.locator(`#${table} tr[data-cell]:visible .starred`).allTextContents()).map(
      (name) => name.replace('★', ''),
    );
    expect(names.length).toBeGreaterThan(2);
    expect(names).toEqual([...names].sort());
    expect(names.filter((name) => name.startsWith('child-processes'))).toEqual([]);
    await page.context().close();
  });

  it('leaves cells without a figure last, whichever end is first', async () => {
    const { page } = await reports.open(invented);
    const index = conditionViews(invented).findIndex(({ rows }) =>
      rows.some(({ status }) => status !== 'ok'),
    );
    const table = `condition-${index + 1}-bars-table`;
    const button = heading(page, table, 'tasks/s (mean)').getByRole('button');
    const last = () => page.locator(`#${table} tbody tr`).last().locator('.status').count();
    for (const _press of ['up', 'down']) {
      await button.click();
      expect(await last()).toBe(1);
    }
    await page.context().close();
  });
});
