/** The winners matrix as a picture: tinted squares with their figures, drawn by a plug-in on an empty chart. */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
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

function drawSquare(ctx: Context, square: WinnersSquare, box: Box, theme: ChartTheme): void {
  ctx.fillStyle =
    square.log2Ratio === null
      ? theme.surface
      : (HEAT_COLORS[theme.name][heatOf(square.log2Ratio)] ?? theme.surface);
  ctx.fillRect(box.left, box.top, box.width, box.height);
  if (square.log2Ratio === null) {
    ctx.strokeStyle = theme.grid;
    ctx.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
  } else if (square.verdict === 'unsure') hatch(ctx, box, theme);
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

function drawMatrix(chart: Chart, { models, rows }: WinnersMatrix, theme: ChartTheme): void {
  const { ctx, chartArea } = chart;
  const columnPx = (chartArea.right - chartArea.left - NAMES_PX) / Math.max(1, models.length);
  const leftOf = (column: number): number => chartArea.left + NAMES_PX + column * columnPx;
  ctx.save();
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 1;
  models.forEach((model, column) => {
    ctx.textAlign = 'center';
    ctx.fillStyle = theme.mutedText;
    ctx.font = fontOf(theme, theme.fontSizePx);
    ctx.fillText(
      fittedText(ctx, model, columnPx - 8),
      leftOf(column) + columnPx / 2,
      chartArea.top + HEAD_PX / 2,
    );
  });
  rows.forEach((row, index) => {
    const top = chartArea.top + HEAD_PX + index * ROW_PX;
    ctx.textAlign = 'left';
    ctx.fillStyle = theme.text;
    ctx.font = fontOf(theme, theme.fontSizePx);
    ctx.fillText(fittedText(ctx, row.scenario, NAMES_PX - 12), chartArea.left, top + ROW_PX * 0.34);
    ctx.fillStyle = theme.mutedText;
    ctx.font = fontOf(theme, theme.fontSizePx - 2);
    ctx.fillText(fittedText(ctx, row.label, NAMES_PX - 12), chartArea.left, top + ROW_PX * 0.7);
    row.squares.forEach((square, column) => {
      const box = { left: leftOf(column), top, width: columnPx - GAP_PX, height: ROW_PX - GAP_PX };
      drawSquare(ctx, square, box, theme);
    });
  });
  ctx.restore();
}

/** A Chart.js configuration without data: the plug-in draws everything into the plot. Pure until it is drawn. */
export function matrixChartOf(
  matrix: WinnersMatrix,
  theme: ChartTheme,
): ChartConfiguration<'scatter', [], string> {
  const plugin: Plugin<'scatter'> = {
    id: 'winners-matrix',
    afterDraw: (chart) => drawMatrix(chart as Chart, matrix, theme),
  };
  const hidden = { display: false };
  return {
    type: 'scatter',
    data: { datasets: [] },
    options: { ...baseOptionsOf(theme), scales: { x: hidden, y: hidden }, plugins: { legend: hidden } },
    plugins: [plugin],
  };
}
