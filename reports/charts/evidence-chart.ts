/** From the plain data of a chart of evidence to its Chart.js configuration. */
import { certaintyChartOf } from './certainty-chart.ts';
import type { ChartTheme } from './chart-theme.ts';
import { coreUseChartOf } from './core-use-chart.ts';
import { crossoverChartOf } from './crossover-chart.ts';
import { driftChartOf } from './drift-chart.ts';
import type { EvidenceSpec } from './evidence-spec.ts';
import { loadChartOf } from './load-chart.ts';
import { scalingChartOf } from './scaling-chart.ts';

/** The configuration of a chart of evidence in a theme. Pure. */
export function evidenceChartOf(spec: EvidenceSpec, theme: ChartTheme) {
  switch (spec.kind) {
    case 'certainty':
      return certaintyChartOf(spec, theme);
    case 'core-use':
      return coreUseChartOf(spec, theme);
    case 'crossover':
      return crossoverChartOf(spec, theme);
    case 'drift':
      return driftChartOf(spec, theme);
    case 'load':
      return loadChartOf(spec, theme);
    default:
      return scalingChartOf(spec, theme);
  }
}
