/** From the plain data of any chart to its Chart.js configuration. */
import type { ChartConfiguration } from 'chart.js';
import { barChartOf } from './bar-chart.ts';
import { boxChartOf } from './box-chart.ts';
import type { ChartSpec } from './chart-spec.ts';
import type { ChartTheme } from './chart-theme.ts';
import { evidenceChartOf } from './evidence-chart.ts';
import { isEvidence } from './evidence-spec.ts';
import { loopDelayChartOf, loopUtilizationChartOf } from './loop-charts.ts';
import { percentileChartOf } from './percentile-chart.ts';
import { receiptChartOf } from './receipt-chart.ts';

/** Chart.js types a configuration by its chart; who draws any of them needs the general type. */
export type AnyChartConfiguration = ChartConfiguration;

function configurationOf(spec: ChartSpec, theme: ChartTheme) {
  if (isEvidence(spec)) return evidenceChartOf(spec, theme);
  switch (spec.kind) {
    case 'bars':
      return barChartOf(spec, theme);
    case 'receipt':
      return receiptChartOf(spec, theme);
    case 'percentiles':
      return percentileChartOf(spec, theme);
    case 'boxes':
      return boxChartOf(spec, theme);
    case 'loop-delay':
      return loopDelayChartOf(spec, theme);
    case 'loop-utilization':
      return loopUtilizationChartOf(spec, theme);
  }
}

/** The configuration of a chart in a theme. Pure: nothing is drawn. */
export function chartOf(spec: ChartSpec, theme: ChartTheme): AnyChartConfiguration {
  return configurationOf(spec, theme) as AnyChartConfiguration;
}
