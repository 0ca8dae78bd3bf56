import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { conditionViews } from '../view.ts';
import { findChromium } from './chromium-for-tests.ts';
import { hostileRunDocument } from './hostile-document.ts';
import { ReportBrowser } from './report-browser-for-tests.ts';

const chromium = findChromium();

describe.skipIf(chromium === null)('the report in a real browser', () => {
  const reports = new ReportBrowser(chromium ?? '');
  beforeAll(() => reports.start());
  afterAll(() => reports.stop());

  /**
   * Scrolls every chart into view, waits until it is drawn, and gives how many different colours each holds: one means
   * that it is blank. Charts that went off screen need not be drawn any more.
   */
  async function seeAllCharts(page: Page): Promise<number[]> {
    const canvases = page.locator('canvas');
    const colorCounts: number[] = [];
    for (let index = 0; index < (await canvases.count()); index++) {
      await canvases.nth(index).scrollIntoViewIfNeeded();
      const drawn = canvases.nth(index).and(page.locator('[data-drawn]'));
      await drawn.waitFor();
      colorCounts.push(
        await drawn.evaluateAll(([canvas]) => {
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const colors = new Set<number>();
          for (let at = 0; at < pixels.length; at += 4) {
            colors.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
          }
          return colors.size;
        }),
      );
    }
    return colorCounts;
  }

  const countDrawn = (page: Page, theme?: string): Promise<number> =>
    page.locator(theme === undefined ? 'canvas[data-drawn]' : `canvas[data-drawn=${theme}]`).count();

  it.each([
    ['light', 53, inventedRunDocument()],
    ['dark', 53, inventedRunDocument()],
    ['light', 48, inventedRunDocument(1)],
  ] as const)(
    'draws every chart and complains of nothing (%s, %i)',
    async (colorScheme, chartCount, document) => {
      const { page, complaints } = await reports.open(document, { colorScheme });
      const colorCounts = await seeAllCharts(page);
      expect(colorCounts).toHaveLength(chartCount);
      expect(Math.min(...colorCounts)).toBeGreaterThan(5);
      expect(await countDrawn(page)).toBeLessThanOrEqual(12);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('is complete and readable without JavaScript', async () => {
    const document = inventedRunDocument();
    const { page } = await reports.open(document, { javaScriptEnabled: false });
    const text = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
    for (const { sentence, rows } of conditionViews(document)) {
      expect(text).toContain(sentence.text);
      for (const row of rows) expect(text).toContain(row.reason ?? row.throughputText);
    }
    expect(await page.locator('canvas:visible, button:visible').count()).toBe(0);
    expect(await page.locator('table:visible').count()).toBe(6 * 8 + 1);
    await page.context().close();
  });

  it.each([
    ['light', 'screen', 1280, 'rgb(255, 255, 255)', 'rgb(0, 0, 0)', 1],
    ['dark', 'screen', 390, 'rgb(22, 27, 34)', 'rgb(230, 237, 243)', 1],
    ['dark', 'print', 1280, 'rgb(255, 255, 255)', 'rgb(0, 0, 0)', 0.72],
  ] as const)(
    'without JavaScript shows who wins as SVG (%s, %s, %i px)',
    async (colorScheme, media, width, surface, sequential, zoom) => {
      const options = { javaScriptEnabled: false, colorScheme, viewport: { width, height: 900 } };
      const { page } = await reports.open(inventedRunDocument(), options);
      await page.emulateMedia({ media });
      const stills = page.locator('svg.still');
      expect(await stills.and(page.locator(':visible')).count()).toBe(6);
      const box = await stills.first().boundingBox();
      const column = await page.locator('#condition-1-bars').boundingBox();
      expect(Math.abs(box!.width - column!.width)).toBeLessThan(1); // a whole number of pixels each
      const text = await stills.first().locator('text').first().boundingBox();
      // With its halo of 4 px; drawn to scale it would be half of that, or twice.
      expect(text!.height / zoom).toBeGreaterThan(17);
      expect(text!.height / zoom).toBeLessThan(28);
      const styleOf = (selector: string, property: string): Promise<string> =>
        page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);
      expect(await styleOf('.still text', 'stroke')).toBe(surface);
      expect(await styleOf('.still .bar.k1', 'fill')).toBe(sequential);
      await page.context().close();
    },
  );

  it('puts the canvas in the place of the SVG, and nothing moves', async () => {
    const { page } = await reports.open(inventedRunDocument(2));
    const still = page.locator('#condition-1-bars .still');
    const canvas = page.locator('#condition-1-bars-chart');
    const room = page.locator('#condition-1-bars .chart');
    const still2 = page.locator('#condition-6-bars .still');
    expect(await still2.isVisible()).toBe(true);
    expect(await still2.getAttribute('aria-hidden')).toBe('true');
    const before = await room.boundingBox();
    await canvas.scrollIntoViewIfNeeded();
    await canvas.and(page.locator('[data-drawn]')).waitFor();
    expect(await still.isVisible()).toBe(false);
    const after = await room.boundingBox();
    expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
    await page.getByRole('searchbox').fill('!m:single-loop');
    await page.locator('#condition-6-bars .partial').waitFor({ state: 'attached' });
    expect(await still2.isVisible()).toBe(false);
    await page.getByRole('searchbox').fill('');
    await still2.waitFor();
    await page.context().close();
  });

  it('draws a box for each model beside the curves, and leaves out what is hidden', async () => {
    const { page, complaints } = await reports.open(inventedRunDocument());
    const boxes = page.locator('#condition-1-percentiles-chart-2');
    await boxes.scrollIntoViewIfNeeded();
    await boxes.and(page.locator('[data-drawn]')).waitFor();
    const before = (await boxes.boundingBox())?.height ?? 0;
    await page
      .getByRole('group', { name: 'Models shown' })
      .getByRole('button', { name: 'single-loop', exact: true })
      .click();
    await boxes.scrollIntoViewIfNeeded();
    await boxes.and(page.locator('[data-drawn]')).waitFor();
    expect((await boxes.boundingBox())?.height).toBe(before - 34);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('changes the theme of page and charts, and keeps it', async () => {
    const { page, complaints } = await reports.open(inventedRunDocument(2), { colorScheme: 'light' });
    await seeAllCharts(page);
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const before = await background();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await background()).not.toBe(before);
    expect(await countDrawn(page, 'dark')).toBeGreaterThan(2);
    expect(await countDrawn(page, 'dark')).toBe(await countDrawn(page));
    // What is stored just before a reload the browser may lose, and then it has to be chosen again.
    const stored = await vi.waitUntil(
      async () => {
        const toDark = page.getByRole('button', { name: 'Dark theme' });
        if ((await toDark.count()) > 0) await toDark.click();
        await page.reload();
        return page.evaluate<string | null>("localStorage.getItem('crossover-theme')");
      },
      { timeout: 30_000 },
    );
    expect(stored).toBe('dark');
    expect(await background()).not.toBe(before);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('prints in light, with every chart drawn and every fold open', async () => {
    const { page } = await reports.open(inventedRunDocument(2), { colorScheme: 'dark' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('canvas[data-drawn=light]').count()).toBe(53);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await countDrawn(page, 'dark')).toBe(await countDrawn(page));
    expect(await countDrawn(page)).toBeLessThanOrEqual(12);
    await page.context().close();
  });

  it('fits a phone', async () => {
    const { page } = await reports.open(inventedRunDocument(2), { viewport: { width: 390, height: 844 } });
    await seeAllCharts(page);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
    await page.context().close();
  });

  it('saves the document that it holds', async () => {
    const document = inventedRunDocument(2);
    const { page } = await reports.open(document);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(JSON.parse(Buffer.concat(chunks).toString('utf8'))).toEqual(document);
    await page.context().close();
  });

  it('shows hostile names and runs nothing of them', async () => {
    const { page, complaints } = await reports.open(hostileRunDocument());
    await seeAllCharts(page);
    expect(await page.evaluate<boolean>("'canary' in globalThis")).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('body').innerText()).toContain('<img src=x onerror=');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
