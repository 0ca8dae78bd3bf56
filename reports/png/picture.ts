/** From a planned picture to its pixels. */
import type { Plugin } from 'chart.js';
import type { AnyChartConfiguration } from '../charts/chart-of.ts';
import type { ChartTheme } from '../charts/chart-theme.ts';
import type { DrawingTool } from './load-canvas.ts';

/** One picture; `name` is a file name without its ending. */
export interface ChartPicture {
  readonly name: string;
  readonly png: Buffer;
}

/** Everything about a picture but its pixels. */
export interface PicturePlan {
  readonly name: string;
  readonly configuration: AnyChartConfiguration;
  readonly theme: ChartTheme;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels of the file for each px: 2 is sharp on dense screens. */
  readonly pixelRatio: number;
}

/** Gives the one canvas the size of the picture before anything is laid out, and its background before anything is drawn. */
function framePlugin({ theme, widthPx, heightPx }: PicturePlan): Plugin {
  return {
    id: 'frame',
    beforeInit(chart) {
      chart.resize(widthPx, heightPx);
    },
    beforeDraw({ ctx, width, height }) {
      ctx.save();
      ctx.fillStyle = theme.surface;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
}

/** Draws the picture. Throws what the canvas throws. */
export function drawPicture(tool: DrawingTool, plan: PicturePlan): ChartPicture {
  const { configuration, name, pixelRatio } = plan;
  const framed = {
    ...configuration,
    options: { ...configuration.options, devicePixelRatio: pixelRatio },
    plugins: [framePlugin(plan), ...(configuration.plugins ?? [])],
  } as AnyChartConfiguration;
  // Only the synchronous calls work on @napi-rs/canvas.
  return { name, png: tool.renderToBufferSync(framed) };
}
