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

/** What is seen of a picture; the background is the colour of its lower left corner. */
interface Look {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly colorCount: number;
}

async function look(png: Buffer): Promise<Look> {
  const image = await canvas.loadImage(png);
  const context = canvas.createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const colors = new Set<string>();
  for (let at = 0; at < data.length; at += 4) colors.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
  const corner = data.length - 4 * image.width;
  const background = data.slice(corner, corner + 3).join();
  return { width: image.width, height: image.height, background, colorCount: colors.size };
}

afterEach(() => {
  vi.doUnmock('chartjs-node-canvas');
  vi.resetModules();
});

describe('renderCharts', () => {
  it('draws the winners, the card and every condition, each for light and for dark pages', async () => {
    const { pictures, reason } = await renderCharts(inventedRunDocument(2));
    expect(reason).toBeNull();
    const names = [
      'winners',
      'card',
      'cpu-sum-of-squares-n-1000000-8-in-flight',
      'cpu-sum-of-squares-n-3000000-8-in-flight',
      'cpu-sha256-payload-8-mib-8-in-flight',
      'io-http-fan-out-delayms-20-64-in-flight',
      'io-file-read-files-64-16-in-flight',
      'mixed-fetch-parse-hash-cpushare-0-5-8-in-flight',
    ];
    expect(pictures.map(({ name }) => name)).toEqual([...names, ...names.map((name) => `${name}-dark`)]);
    for (const { name, png } of pictures) {
      const seen = await look(png);
      const isDark = name.endsWith('-dark');
      const size = name.startsWith('card') ? { width: 1200, height: 630 } : { width: 1800 };
      expect(seen).toMatchObject({ ...size, background: isDark ? '22,27,34' : '255,255,255' });
      expect(seen.colorCount).toBeGreaterThan(20);
    }
  });

  it('writes with the shipped font, not with what the machine happens to have', async () => {
    await renderCharts(inventedRunDocument(1));
    expect(canvas.GlobalFonts.has(PICTURE_FONT)).toBe(true);
  });

  it('draws hostile names as text, under harmless file names', async () => {
    const { pictures } = await renderCharts(hostileRunDocument());
    expect(pictures).toHaveLength(16);
    expect(new Set(pictures.map(({ name }) => name)).size).toBe(16);
    for (const { name } of pictures) expect(name).toMatch(/^[a-z0-9-]{1,88}$/);
  });

  it('draws no card where every cell failed, but says so in the other pictures', async () => {
    const document = inventedRunDocument(1);
    const failed = document.cells.map((cell) => ({ ...cell, status: 'failed' as const, reason: 'it threw' }));
    const { pictures } = await renderCharts({ ...document, cells: failed });
    expect(pictures.map(({ name }) => name).filter((name) => /card|winners/.test(name))).toEqual([
      'winners',
      'winners-dark',
    ]);
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
