import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunDocument } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { hostileRunDocument } from '../html/hostile-document.ts';
import { PICTURE_FONT } from './load-canvas.ts';
import { renderCharts } from './render-charts.ts';

/** What the tests use of a canvas module. */
interface CanvasModule {
  loadImage(png: Buffer): Promise<{ width: number; height: number }>;
  createCanvas(width: number, height: number): { getContext(kind: '2d'): CanvasContext };
  GlobalFonts: { has(family: string): boolean };
}
interface CanvasContext {
  drawImage(image: unknown, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
}

const require = createRequire(import.meta.url);
const canvas = createRequire(require.resolve('chartjs-node-canvas'))('canvas') as CanvasModule;

/** Size of a picture, the colour of its corner, and how many colours it holds. */
async function look(png: Buffer): Promise<{ width: number; corner: string; colorCount: number }> {
  const image = await canvas.loadImage(png);
  const context = canvas.createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const colors = new Set<string>();
  for (let at = 0; at < data.length; at += 4) colors.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
  return { width: image.width, corner: `${data[0]},${data[1]},${data[2]}`, colorCount: colors.size };
}

afterEach(() => {
  vi.doUnmock('chartjs-node-canvas');
  vi.resetModules();
});

describe('renderCharts', () => {
  it.each([
    ['light', '255,255,255'],
    ['dark', '22,27,34'],
  ] as const)('draws the winners and every condition (%s)', async (theme, corner) => {
    const { pictures, reason } = await renderCharts(inventedRunDocument(2), theme);
    expect(reason).toBeNull();
    expect(pictures.map(({ name }) => name)).toEqual([
      'winners',
      'cpu-sum-of-squares-n-1000000-8-in-flight',
      'cpu-sum-of-squares-n-3000000-8-in-flight',
      'cpu-sha256-payload-8-mib-8-in-flight',
      'io-http-fan-out-delayms-20-64-in-flight',
      'io-file-read-files-64-16-in-flight',
      'mixed-fetch-parse-hash-cpushare-0-5-8-in-flight',
    ]);
    for (const { png } of pictures) {
      const seen = await look(png);
      expect(seen).toMatchObject({ width: 1800, corner });
      expect(seen.colorCount).toBeGreaterThan(20);
    }
  });

  it('writes with the shipped font, not with what the machine happens to have', async () => {
    await renderCharts(inventedRunDocument(1));
    expect(canvas.GlobalFonts.has(PICTURE_FONT)).toBe(true);
  });

  it('draws hostile names as text, under harmless file names', async () => {
    const { pictures } = await renderCharts(hostileRunDocument());
    expect(pictures).toHaveLength(7);
    for (const { name } of pictures) expect(name).toMatch(/^[a-z0-9-]{1,83}$/);
  });

  it('draws nothing for a run that measured nothing', async () => {
    const nothing: RunDocument = { ...inventedRunDocument(1), conditions: [], cells: [], contrasts: [] };
    expect(await renderCharts(nothing)).toEqual({ pictures: [], reason: null });
  });

  it('says in one line what to install where the canvas is missing', async () => {
    vi.doMock('chartjs-node-canvas', () => {
      throw new Error("Cannot find package 'chartjs-node-canvas'");
    });
    vi.resetModules();
    const fresh = await import('./render-charts.ts');
    const { pictures, reason } = await fresh.renderCharts(inventedRunDocument(1));
    expect(pictures).toEqual([]);
    expect(reason).toMatch(/^No charts as PNG: .*npm install chartjs-node-canvas@5/);
    expect(reason).not.toContain('\n');
  });
});
