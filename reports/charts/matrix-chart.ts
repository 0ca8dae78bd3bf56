/** The winners matrix as a picture: tinted squares; names, figures and the hatching of what is unsure stand over them. */
import type { Chart, ChartConfiguration, Plugin, Scale } from 'chart.js';
import type { MatrixDataPoint } from 'chartjs-chart-matrix';
import { HEAT_COLORS, heatOf } from '../palette.ts';
import type { WinnersMatrix, WinnersSquare } from '../view.ts';
import { fittedText, fontOf } from './canvas-text.ts';
import { baseOptionsOf, type ChartTheme } from './chart-theme.ts';

const ROW_PX = 46;
const HEAD_PX = 30;
const NAMES_PX = 230;
const GAP_PX = 3;

type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
type Context = Chart['ctx'];

/** How tall the matrix itself is, without titles. Pure. */
export const matrixHeightOf = ({ rows }: WinnersMatrix): number => HEAD_PX + ROW_PX * rows.length;

function hatch(ctx: Context, { left, top, width, height }: Box, theme: ChartTheme): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.globalAlpha = 0.16;
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 1.5;
  for (let x = left - height; x < left + width; x += 8) {
    ctx.beginPath();
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
    ctx.stroke();
  }
  ctx.restore();
}

function linesOf(square: WinnersSquare): { main: string; small: string } {
  if (square.cell === null) return { main: 'not run', small: '' };
  const hasRatio = square.log2Ratio !== null;
  const main = square.status !== 'ok' || hasRatio ? square.text : square.figureText;
  const detail =
    square.label === square.model ? '' : square.label.slice(square.model.length).replace(/^[ ·]+/, '');
  const isUnsure = hasRatio && square.verdict === 'unsure';
  const small = [detail, hasRatio ? square.figureText : '', isUnsure ? 'unsure' : '']
    .filter(Boolean)
    .join(' · ');
  return { main: square.best ? `★ ${main}` : main, small };
}

const fillOfSquare = ({ log2Ratio }: WinnersSquare, theme: ChartTheme): string =>
  log2Ratio === null ? theme.surface : (HEAT_COLORS[theme.name][heatOf(log2Ratio)] ?? theme.surface);

function writeSquare(ctx: Context, square: WinnersSquare, box: Box, theme: ChartTheme): void {
  if (square.log2Ratio !== null && square.verdict === 'unsure') hatch(ctx, box, theme);
  const { main, small } = linesOf(square);
  const middle = box.left + box.width / 2;
  ctx.textAlign = 'center';
  ctx.fillStyle = square.status === 'ok' ? theme.text : theme.mutedText;
  ctx.font = fontOf(theme, theme.fontSizePx, square.best ? 'bold' : '');
  ctx.fillText(
    fittedText(ctx, main, box.width - 8),
    middle,
    box.top + box.height * (small === '' ? 0.5 : 0.34),
  );
  ctx.font = fontOf(theme, theme.fontSizePx - 2);
  ctx.fillText(fittedText(ctx, small, box.width - 8), middle, box.top + box.height * 0.7);
}

/** The rows of the plot have one height; a picture may leave a little more room than they ask for. */
const rowPxOf = ({ chartArea }: Chart, { rows }: WinnersMatrix): number =>
  chartArea === undefined ? ROW_PX : (chartArea.bottom - chartArea.top) / Math.max(1, rows.length);

const columnPxOf = ({ chartArea }: Chart, { models }: WinnersMatrix): number =>
  chartArea === undefined ? ROW_PX : (chartArea.right - chartArea.left) / Math.max(1, models.length);

/** Writes the names of columns and rows beside the plot, in the room that its axes keep. */
function writeNames(chart: Chart, matrix: WinnersMatrix, theme: ChartTheme): void {
  const { ctx, chartArea } = chart;
  const [columnPx, rowPx] = [columnPxOf(chart, matrix), rowPxOf(chart, matrix)];
  ctx.textAlign = 'center';
  ctx.fillStyle = theme.mutedText;
  ctx.font = fontOf(theme, theme.fontSizePx);
  matrix.models.forEach((model, column) => {
    const middle = chartArea.left + (column + 0.5) * columnPx;
    ctx.fillText(fittedText(ctx, model, columnPx - 8), middle, chartArea.top - HEAD_PX / 2);
  });
  ctx.textAlign = 'left';
  const left = chartArea.left - NAMES_PX;
  matrix.rows.forEach(({ scenario, label }, index) => {
    const top = chartArea.top + index * rowPx;
    ctx.fillStyle = theme.text;
    ctx.font = fontOf(theme, theme.fontSizePx);
    ctx.fillText(fittedText(ctx, scenario, NAMES_PX - 12), left, top + rowPx * 0.34);
    ctx.fillStyle = theme.mutedText;
    ctx.font = fontOf(theme, theme.fontSizePx - 2);
    ctx.fillText(fittedText(ctx, label, NAMES_PX - 12), left, top + rowPx * 0.7);
  });
}

/** Names, figures and hatching, over the squares as they were laid out. */
function textsPlugin(matrix: WinnersMatrix, theme: ChartTheme): Plugin<'matrix'> {
  const squares = matrix.rows.flatMap((row) => row.squares);
  return {
    id: 'winners-matrix',
    afterDatasetsDraw(ofMatrix) {
      const chart = ofMatrix as Chart;
      const { ctx } = chart;
      ctx.save();
      ctx.textBaseline = 'middle';
      writeNames(chart, matrix, theme);
      const [width, height] = [columnPxOf(chart, matrix) - GAP_PX, rowPxOf(chart, matrix) - GAP_PX];
      chart.getDatasetMeta(0).data.forEach(({ x, y }, index) => {
        const square = squares[index];
        if (square !== undefined) writeSquare(ctx, square, { left: x, top: y, width, height }, theme);
      });
      ctx.restore();
    },
  };
}

/** An axis of squares: nothing of it is seen, but it keeps room for names. */
function axisOf(count: number, fit: (axis: Scale) => void) {
  const hidden = { display: false };
  return {
    type: 'linear' as const,
    min: -0.5,
    max: Math.max(1, count) - 0.5,
    offset: false,
    grid: hidden,
    border: hidden,
    ticks: hidden,
    afterFit: fit,
  };
}

/** A Chart.js configuration: needs controller and element of chartjs-chart-matrix registered. Pure. */
export function matrixChartOf(
  matrix: WinnersMatrix,
  theme: ChartTheme,
): ChartConfiguration<'matrix', MatrixDataPoint[], string> {
  const { models, rows } = matrix;
  const squares = rows.flatMap((row) => row.squares);
  const dataset = {
    data: rows.flatMap((row, y) => row.squares.map((_square, x) => ({ x, y }))),
    backgroundColor: squares.map((square) => fillOfSquare(square, theme)),
    borderColor: theme.grid,
    borderWidth: squares.map(({ log2Ratio }) => (log2Ratio === null ? 1 : 0)),
    width: ({ chart }: { chart: Chart }) => columnPxOf(chart, matrix) - GAP_PX,
    height: ({ chart }: { chart: Chart }) => rowPxOf(chart, matrix) - GAP_PX,
  };
  const x = axisOf(models.length, (axis) => {
    axis.height = HEAD_PX;
  });
  const y = axisOf(rows.length, (axis) => {
    axis.width = NAMES_PX;
  });
  return {
    type: 'matrix',
    data: { datasets: [dataset] },
    options: {
      ...baseOptionsOf(theme),
      scales: { x: { ...x, position: 'top' }, y: { ...y, reverse: true } },
      plugins: { legend: { display: false } },
    },
    plugins: [textsPlugin(matrix, theme)],
  };
}
