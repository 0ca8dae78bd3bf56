import { describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { HEAT_COLORS, heatOf } from '../palette.ts';
import { winnersMatrix } from '../view.ts';
import { chartThemeOf } from './chart-theme.ts';
import { matrixChartOf, matrixHeightOf } from './matrix-chart.ts';

const MEDIUM = { fontFamily: 'x', fontSizePx: 13, isResponsive: false, paddingPx: 22 };
const matrix = winnersMatrix(inventedRunDocument());
const squares = matrix.rows.flatMap((row) => row.squares);

describe.each(['light', 'dark'] as const)('matrixChartOf (%s)', (themeName) => {
  const theme = chartThemeOf(themeName, MEDIUM);
  const { data } = matrixChartOf(matrix, theme);
  const [dataset] = data.datasets;

  it('has a square for each model in each row, row by row', () => {
    expect(dataset?.data).toHaveLength(matrix.rows.length * matrix.models.length);
    expect(dataset?.data.slice(0, 2)).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 0 },
    ]);
    expect(dataset?.data.at(-1)).toEqual({ x: matrix.models.length - 1, y: matrix.rows.length - 1 });
  });

  it('tints what has a ratio, and frames what has none', () => {
    const fills = squares.map(({ log2Ratio }) =>
      log2Ratio === null ? theme.surface : HEAT_COLORS[themeName][heatOf(log2Ratio)],
    );
    expect(dataset?.backgroundColor).toEqual(fills);
    expect(dataset?.borderWidth).toEqual(squares.map(({ log2Ratio }) => (log2Ratio === null ? 1 : 0)));
    expect(new Set(fills).size).toBeGreaterThan(2);
  });
});

describe('matrixChartOf', () => {
  it.each([
    ['no rows', { models: ['a'], rows: [] }],
    ['no models', { models: [], rows: [] }],
  ])('is a chart for %s', (_name, empty) => {
    const { data, options } = matrixChartOf(empty, chartThemeOf('light', MEDIUM));
    expect(data.datasets[0]?.data).toEqual([]);
    expect(options?.scales?.x).toMatchObject({ min: -0.5, max: 0.5 });
  });

  it('takes a row of the picture for each condition', () => {
    const { rows } = matrix;
    expect(matrixHeightOf(matrix) - matrixHeightOf({ ...matrix, rows: rows.slice(1) })).toBe(46);
  });
});
