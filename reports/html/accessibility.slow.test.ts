import axe, { type AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonOf } from '../fixture-comparison.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { findChromium } from './chromium-for-tests.ts';
import { renderComparisonHtml } from './comparison.ts';
import { ReportBrowser } from './report-browser-for-tests.ts';

const chromium = findChromium();

/** A violation as a line to mend it by. */
const linesOf = ({ violations }: AxeResults): string[] =>
  violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
  );

describe.skipIf(chromium === null)('the report for those who do not see or point', () => {
  const reports = new ReportBrowser(chromium ?? '');
  beforeAll(() => reports.start());
  afterAll(() => reports.stop());

  it.each([
    ['light', 1280],
    ['light', 390],
    ['dark', 1280],
    ['dark', 390],
  ] as const)('has no violation that axe finds (%s, %i px)', async (colorScheme, width) => {
    const { page } = await reports.open(inventedRunDocument(), {
      colorScheme,
      viewport: { width, height: 900 },
      hash: '#hide=sequential',
    });
    // Folds, a sorted column and a hint are seen, too.
    await page.locator('details').evaluateAll((folds) => {
      for (const fold of folds) fold.setAttribute('open', '');
    });
    await page
      .locator('#condition-1-bars-table')
      .getByRole('columnheader')
      .nth(1)
      .getByRole('button')
      .click();
    await page.getByRole('searchbox').fill('x:1');
    await page.evaluate(axe.source);
    const results = await page.evaluate<AxeResults>('axe.run()');
    expect(results.passes.length).toBeGreaterThan(30);
    expect(linesOf(results)).toEqual([]);
    await page.context().close();
  });
  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'nor in a comparison, which runs nothing of hostile names (%s, %i px)',
    async (colorScheme, width) => {
      const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>';
      const comparison = comparisonOf(
        ['slower', 'faster', 'same', 'unsure', 'not comparable', 'added'],
        hostile,
      );
      const { page, complaints } = await reports.openPage(renderComparisonHtml(comparison), {
        colorScheme,
        viewport: { width, height: 900 },
      });
      expect(await page.locator('svg.forest').count()).toBe(6);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.evaluate(axe.source);
      expect(linesOf(await page.evaluate<AxeResults>('axe.run()'))).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );
});
