import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { conditionViews } from '../view.ts';
import { findChromium } from './chromium-for-tests.ts';
import { ReportBrowser } from './report-browser-for-tests.ts';

const chromium = findChromium();
const invented = inventedRunDocument(2);
const allRows = conditionViews(invented).flatMap(({ rows }) => rows);
const countOf = (isCounted: (row: (typeof allRows)[number]) => boolean): string =>
  `${allRows.filter(isCounted).length} of ${allRows.length} cells`;

describe.skipIf(chromium === null)('the filter in a real browser', () => {
  const reports = new ReportBrowser(chromium ?? '');
  beforeAll(() => reports.start());
  afterAll(() => reports.stop());

  const field = (page: Page) => page.getByRole('searchbox', { name: 'Filter' });
  const count = (page: Page) => page.locator('#filter-count').innerText();
  const hashOf = (page: Page) => page.evaluate<string>('location.hash');

  it('hides rows, what is empty without them, and the links there', async () => {
    const { page, complaints } = await reports.open(invented);
    expect(await count(page)).toBe(countOf(() => true));
    await field(page).fill('m:sequential');
    expect(await count(page)).toBe(countOf(({ model }) => model === 'sequential'));
    const names = await page.locator('tr[data-cell]:visible th').allTextContents();
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !name.includes('sequential'))).toEqual([]);
    const conditions = conditionViews(invented).filter(({ rows }) =>
      rows.some(({ model }) => model === 'sequential'),
    );
    expect(conditions.length).toBeLessThan(invented.conditions.length);
    expect(await page.locator('.condition:visible').count()).toBe(conditions.length);
    expect(await page.locator('nav a[href^="#condition-"]:visible').count()).toBe(conditions.length);
    expect(await page.locator('.matrix tbody tr:visible').count()).toBe(conditions.length);
    await field(page).press('Escape');
    expect(await count(page)).toBe(countOf(() => true));
    expect(await page.locator('.condition:visible').count()).toBe(invented.conditions.length);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('leaves hidden cells out of the charts', async () => {
    const { page, complaints } = await reports.open(invented);
    const chart = page.locator('#condition-1-bars-chart');
    await chart.scrollIntoViewIfNeeded();
    await chart.and(page.locator('[data-drawn]')).waitFor();
    const heightPx = async () => (await chart.boundingBox())?.height ?? 0;
    const before = await heightPx();
    await field(page).fill('!m:worker-threads');
    await chart.and(page.locator('[data-drawn]')).waitFor();
    await expect.poll(heightPx).toBeLessThan(before);
    await field(page).fill('');
    await expect.poll(heightPx).toBe(before);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('hides a model everywhere, and says so in the address', async () => {
    const { page, complaints } = await reports.open(invented);
    const chart = page.locator('#condition-1-bars-chart');
    await chart.scrollIntoViewIfNeeded();
    await chart.and(page.locator('[data-drawn]')).waitFor();
    const heightPx = async () => (await chart.boundingBox())?.height ?? 0;
    const before = await heightPx();
    const toggle = page
      .getByRole('group', { name: 'Models shown' })
      .getByRole('button', { name: 'worker-threads' });
    const column = page.locator('.matrix').getByRole('columnheader', { name: 'worker-threads' });
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    expect(await column.count()).toBe(1);
    const squares = await page.locator('.matrix td:visible').count();

    await toggle.click();
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
    expect(await count(page)).toBe(countOf(({ model }) => model !== 'worker-threads'));
    expect(await column.count()).toBe(0);
    expect(await page.locator('.matrix td:visible').count()).toBe(squares - invented.conditions.length);
    await expect.poll(heightPx).toBeLessThan(before);
    await field(page).fill('s:ok');
    expect(await count(page)).toBe(
      countOf(({ model, status }) => model !== 'worker-threads' && status === 'ok'),
    );
    await field(page).press('Escape');
    await expect.poll(() => hashOf(page)).toBe('#hide=worker-threads');

    await page.reload();
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
    await toggle.press('Space');
    expect(await count(page)).toBe(countOf(() => true));
    await expect.poll(() => hashOf(page)).toBe('');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('says on paper that it shows a part', async () => {
    const { page } = await reports.open(invented);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await field(page).fill('m:sequential');
    await page.emulateMedia({ media: 'print' });
    expect(await count(page)).toBe(countOf(({ model }) => model === 'sequential'));
    expect(await page.locator('#filter-count').isVisible()).toBe(true);
    expect(await page.locator('button:not(.sort):visible').count()).toBe(0);
    await page.context().close();
  });

  it('says which prefixes there are to one that there is not', async () => {
    const { page } = await reports.open(invented);
    await field(page).fill('x:1');
    expect(await page.locator('#filter-hint').innerText()).toBe(
      'x: means nothing here. Known are m: model · s: status or verdict · k: kind',
    );
    expect(await count(page)).toBe(countOf(() => true));
    await page.context().close();
  });

  it('stands in the address, and survives reloading, links and going back', async () => {
    const { page, complaints } = await reports.open(invented);
    await page.keyboard.press('/');
    await page.keyboard.type('s:unsure');
    const expected = countOf(({ verdict }) => verdict === 'unsure');
    expect(await count(page)).toBe(expected);
    await expect.poll(() => hashOf(page)).toBe('#filter=s%3Aunsure');
    await page.reload();
    expect(await field(page).inputValue()).toBe('s:unsure');
    expect(await count(page)).toBe(expected);
    await page.getByRole('link', { name: 'Raw data' }).click();
    await expect.poll(() => hashOf(page)).toBe('#raw&filter=s%3Aunsure');
    expect(await count(page)).toBe(expected);
    await page.goBack();
    await expect.poll(() => hashOf(page)).toBe('#filter=s%3Aunsure');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('scrolls to the section of a link with a filter', async () => {
    const { page } = await reports.open(invented, { hash: '#condition-3&filter=m%3Aworker-threads' });
    expect(await count(page)).toBe(countOf(({ model }) => model === 'worker-threads'));
    const top = async () => (await page.locator('#condition-3').boundingBox())?.y ?? Number.NaN;
    await expect.poll(top).toBeLessThan(400);
    expect(await top()).toBeGreaterThan(0);
    await page.context().close();
  });

  it.each([
    [1280, '#condition-3'],
    [1280, '#condition-3-drift'],
    [1280, '#condition-3-loop-table'],
    [1280, '#scenario-2'],
    [1280, '#environment'],
    [1280, '#words'],
    [390, '#condition-3'],
    [390, '#condition-3-drift'],
    [390, '#words'],
  ])('shows a heading wholly to which an address leads (%i px, %s)', async (width, hash) => {
    const { page } = await reports.open(invented, { hash, viewport: { width, height: 800 } });
    const boxOf = async (selector: string) => page.locator(selector).boundingBox();
    const top = async () => (await boxOf(hash))?.y ?? Number.NaN;
    // Charts above are drawn on the way and take no other room than was kept for them.
    await expect.poll(top).toBeLessThan(100);
    const bar = await boxOf('#filter');
    const bottom = bar === null ? 0 : bar.y + bar.height;
    expect(await top()).toBeGreaterThanOrEqual(Math.max(0, bottom));
    if (width > 980) expect(bar?.height).toBeLessThan(60);
    await page.context().close();
  });

  it('stays in one line, and its hint hangs below while it is needed', async () => {
    const { page } = await reports.open(invented);
    const heightPx = async () => (await page.locator('#filter').boundingBox())?.height;
    const before = await heightPx();
    const hint = page.locator('#filter-hint');
    expect(await hint.isVisible()).toBe(false);
    await field(page).focus();
    expect(await hint.isVisible()).toBe(true);
    expect(await heightPx()).toBe(before);
    await page.context().close();
  });

  it('gives way to a link that leads to what it hides', async () => {
    const { page } = await reports.open(invented);
    await field(page).fill('nothing has such a name');
    expect(await count(page)).toBe(`${countOf(() => false)}: nothing matches all of these words`);
    expect(await page.locator('.scenario:visible').count()).toBe(0);
    await page.locator('.verdicts a').first().click();
    await expect.poll(() => count(page)).toBe(countOf(() => true));
    expect(await hashOf(page)).toBe('#condition-1');
    await page.context().close();
  });
});
