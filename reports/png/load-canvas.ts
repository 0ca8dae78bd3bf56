/**
 * Loads chartjs-node-canvas and its canvas when a picture is really wanted. Both are optional: where they are missing
 * or their binary does not load, the reason is given in one line and everything else of a report is unharmed.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ChartJSNodeCanvas } from 'chartjs-node-canvas';

/** The name under which the shipped font is registered: no font of the machine can stand in for it. */
export const PICTURE_FONT = 'Crossover Sans';

/**
 * What draws, ready to use: one for all pictures, because each new one loads Chart.js afresh, which takes longer than
 * drawing. Its own size does not matter: every picture sets its own.
 */
export type DrawingTool = Pick<ChartJSNodeCanvas, 'renderToBufferSync'>;

const ANY_SIZE_PX = 100;

/** From source beside this module; from dist the fonts stay where the package has them. */
const FONT_FOLDERS = ['./fonts/', '../../../reports/png/fonts/'];
const FONT_FILES = [
  { file: 'DejaVuSans.ttf', weight: 'normal' },
  { file: 'DejaVuSans-Bold.ttf', weight: 'bold' },
];

type RegisterFont = (path: string, face: { family: string; weight: string }) => void;
interface CanvasModule {
  readonly registerFont?: RegisterFont;
  readonly GlobalFonts?: { registerFromPath(path: string, family: string): unknown };
}

/** @napi-rs/canvas keeps fonts in `GlobalFonts`, node-canvas has `registerFont`. */
function registerFonts(canvas: CanvasModule): void {
  for (const { file, weight } of FONT_FILES) {
    const path = FONT_FOLDERS.map((folder) => fileURLToPath(new URL(folder + file, import.meta.url))).find(
      existsSync,
    );
    if (path === undefined) throw new Error(`the font ${file} is missing from the package`);
    if (canvas.GlobalFonts === undefined) canvas.registerFont?.(path, { family: PICTURE_FONT, weight });
    else canvas.GlobalFonts.registerFromPath(path, PICTURE_FONT);
  }
}

let loaded: Promise<DrawingTool> | undefined;

async function load(): Promise<DrawingTool> {
  const { ChartJSNodeCanvas: Canvas } = await import('chartjs-node-canvas');
  const require = createRequire(import.meta.url);
  const requireOfCharts = createRequire(require.resolve('chartjs-node-canvas'));
  registerFonts(requireOfCharts('canvas') as CanvasModule);
  // Absolute, so that it is found wherever chartjs-node-canvas itself is installed.
  const plugIns = ['chartjs-chart-error-bars', 'chartjs-chart-matrix', 'chartjs-plugin-annotation'];
  const paths = plugIns.map((name) => require.resolve(name));
  return new Canvas({
    width: ANY_SIZE_PX,
    height: ANY_SIZE_PX,
    plugins: { requireLegacy: paths },
  });
}

/** One line: that there are no pictures, why, and what to install. Pure. */
export function whyNoPictures(failure: unknown): string {
  const message = failure instanceof Error ? failure.message : String(failure);
  const [cause = ''] = message.split('\n');
  return `No charts as PNG: ${cause.slice(0, 160)}. To get them: put "overrides": {"canvas": "npm:@napi-rs/canvas@1"} into your package.json (a canvas that needs no compiler), then npm install chartjs-node-canvas@5.`;
}

/** The tool, or a one-line reason why there is none. Never rejects. */
export async function loadDrawingTool(): Promise<DrawingTool | string> {
  loaded ??= load();
  try {
    return await loaded;
  } catch (failure) {
    return whyNoPictures(failure);
  }
}
