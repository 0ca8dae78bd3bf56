import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolsDocument } from '../fixture-pools.ts';
import { findChromium } from './chromium-for-tests.ts';
import { ReportBrowser } from './report-browser-for-tests.ts';

const chromium = findChromium();

const CHARTS = ['certainty-chart', 'scaling-chart', 'scaling-chart-2', 'cores-chart', 'drift-chart'];

describe.skipIf(chromium === null)('the charts of evidence in a real browser', () => {
  const reports = new ReportBrowser(chromium ?? '');
  beforeAll(() => reports.start());
  afterAll(() => reports.stop());

  /** Scrolls a chart into view, waits until it is drawn, and gives how often each colour occurs: `#d55e00` → pixels. */
  async function colorsOf(page: Page, name: string): Promise<ReadonlyMap<string, number>> {
    const canvas = page.locator(`#condition-1-${name}`);
    await canvas.scrollIntoViewIfNeeded();
    const drawn = canvas.and(page.locator('[data-drawn]'));
    await drawn.waitFor();
    const counts = await drawn.evaluateAll(([element]) => {
      const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
      const found: Record<string, number> = {};
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] !== 255) continue;
        const rgb = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
        const color = `#${rgb.toString(16).padStart(6, '0')}`;
        found[color] = (found[color] ?? 0) + 1;
      }
      return found;
    });
    return new Map(Object.entries(counts));
  }

  const THREADS = '#d55e00';
  const PROCESSES = '#009e73';

  it.each(['light', 'dark'] as const)(
    'are drawn with the colours of their models (%s)',
    async (colorScheme) => {
      const { page, complaints } = await reports.open(poolsDocument(), { colorScheme });
      for (const name of CHARTS) {
        const colors = await colorsOf(page, name);
        expect(colors.get(THREADS) ?? 0, name).toBeGreaterThan(20);
        expect(colors.get(PROCESSES) ?? 0, name).toBeGreaterThan(20);
      }
      expect(await page.locator('#condition-2-scaling').count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('lose a model that is hidden, and are gone with the last', async () => {
    const { page, complaints } = await reports.open(poolsDocument(), { hash: '#hide=worker-threads' });
    for (const name of CHARTS) {
      const colors = await colorsOf(page, name);
      expect(colors.has(THREADS), name).toBe(false);
      expect(colors.get(PROCESSES) ?? 0, name).toBeGreaterThan(20);
    }
    await page.getByRole('searchbox', { name: 'Filter' }).fill('m:single-loop');
    await page.locator('#condition-1-scaling').waitFor({ state: 'hidden' });
    expect(await page.locator('#condition-1-cores').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('say everything in their tables without JavaScript', async () => {
    const { page } = await reports.open(poolsDocument(), { javaScriptEnabled: false });
    const textOf = async (name: string) =>
      (await page.locator(`#condition-1-${name}-table`).innerText()).replace(/\s+/g, ' ');
    expect(await textOf('certainty')).toContain(
      'worker-threads×2 +80.0% [+77.5, +82.5] all above the margin',
    );
    expect(await textOf('scaling')).toContain('worker-threads×2 2 1.80× [1.77, 1.83] 90.0');
    expect(await textOf('cores')).toContain('worker-threads×2 2.00 100% 2 1.00 parallel');
    expect(await textOf('drift')).toContain('worker-threads×2 60 0');
    await page.context().close();
  });

  it('fit a phone', async () => {
    const { page } = await reports.open(poolsDocument(), { viewport: { width: 390, height: 844 } });
    for (const name of CHARTS) await colorsOf(page, name);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
    await page.context().close();
  });
});
