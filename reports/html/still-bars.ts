/** The bars of a condition as SVG: what a page shows of them where no script runs, and until one has drawn them. */
import { barLabelOf } from '../charts/bar-chart.ts';
import type { BarDatum, BarsSpec } from '../charts/chart-spec.ts';
import { heightOf } from '../charts/chart-spec.ts';
import { formatRate, formatTick } from '../format.ts';
import { type Markup, markup } from './markup.ts';
import { cutText, linearScale, placeOf, placesOf, stillAxis, stillChart, stillText } from './still-parts.ts';

const ROW_PX = 38;
const LABEL_DROP_PX = 13;
const BAR_DROP_PX = 19;
const BAR_PX = 14;
const CAP_PX = 4.5;
const HALO_PX = 1.5;
const STATUS_INDENT_PX = '8';

/** What fits beside each other on a phone: a label and its figure. */
const LINE_PLACES = 48;
const LEAST_LABEL_PLACES = 14;

/** What the drawing must know besides its data. */
export interface StillBarsContext {
  readonly finding: string;
  /** One of ours. */
  readonly tableId: string;
  /** The class that holds the colours of a model. */
  readonly classOf: (model: string) => string;
}

type Scale = (value: number) => number;

/** From the lower bound to the upper one, with a cap at each end, over a halo that is seen on any bar. Pure. */
function whiskerOf({ low, high }: BarDatum, middlePx: number, scale: Scale): Markup | null {
  if (low === null || high === null) return null;
  const [from, to, y] = [placeOf(scale(low)), placeOf(scale(high)), placeOf(middlePx)];
  const pathOf = (capPx: number): string => {
    const [top, cap] = [placeOf(middlePx - capPx), `v${placeOf(2 * capPx)}`];
    return `M${from} ${y}H${to}M${from} ${top}${cap}M${to} ${top}${cap}`;
  };
  return markup`<path class="halo" d="${pathOf(CAP_PX + HALO_PX)}"/><path class="whisker" d="${pathOf(CAP_PX)}"/>`;
}

function shapesOf(bar: BarDatum, topPx: number, scale: Scale, { classOf }: StillBarsContext): Markup | null {
  if (bar.value === null) return null;
  const y = topPx + BAR_DROP_PX;
  return markup`<rect class="bar ${classOf(bar.model)}" x="0" y="${placeOf(y)}" width="${placeOf(scale(bar.value))}" height="${placeOf(BAR_PX)}"/>${whiskerOf(bar, y + BAR_PX / 2, scale)}`;
}

function textsOf(bar: BarDatum, topPx: number): Markup {
  const y = topPx + LABEL_DROP_PX;
  const label = barLabelOf(bar);
  const className = bar.best ? 'best' : undefined;
  const figure = bar.value === null ? '' : bar.text;
  const places = Math.max(LEAST_LABEL_PLACES, LINE_PLACES - placesOf(figure));
  const classed = className === undefined ? {} : { className };
  return markup`${stillText(cutText(label, places), { x: '0', y, ...classed }, label)}${
    bar.value === null
      ? stillText(cutText(bar.text, LINE_PLACES), {
          x: STATUS_INDENT_PX,
          y: topPx + BAR_DROP_PX + BAR_PX - 3,
          className: 'tick',
        })
      : stillText(figure, { x: '100%', y, anchor: 'end', ...classed })
  }
`;
}

/** Throughput from 0 with 95 % whiskers, a row a cell: its label and figure stand over its bar. Pure. */
export function stillBars(spec: BarsSpec, context: StillBarsContext): Markup {
  const { bars, unit } = spec;
  const most = Math.max(0, ...bars.map(({ value, high }) => Math.max(value ?? 0, high ?? 0)));
  const scale = linearScale(most);
  const bottomPx = ROW_PX * bars.length;
  const hasWhiskers = bars.some(({ low }) => low !== null);
  const { grid, texts } = stillAxis({
    most,
    bottomPx,
    format: (value) => formatTick(formatRate(value)),
    title: [
      `${cutText(unit, LEAST_LABEL_PLACES)} (mean), from 0 · higher is better`,
      ...(hasWhiskers ? ['whiskers: 95% interval'] : []),
    ],
  });
  const plot = [grid, bars.map((bar, index) => shapesOf(bar, ROW_PX * index, scale, context))];
  const lines = [bars.map((bar, index) => textsOf(bar, ROW_PX * index)), texts];
  return stillChart(context, { plot, texts: lines, heightPx: heightOf(spec) });
}
