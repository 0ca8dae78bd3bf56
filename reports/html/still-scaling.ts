/** How pools scale, as SVG: what a page shows of it where no script runs, and until one has drawn the chart. */
import { heightOf } from '../charts/chart-spec.ts';
import { coresLabel } from '../charts/core-use-chart.ts';
import type { ScalingSpec } from '../charts/evidence-spec.ts';
import { formatNumber, formatTick } from '../format.ts';
import type { ScalingPoint, ScalingSeries } from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { cutText, linearTicks, PLOT_UNITS, placeOf, stillChart, stillText } from './still-parts.ts';

const TOP_PX = 26;
const BOTTOM_PX = 62;
const LEGEND_PX = 18;
const LABEL_PLACES = 26;
/** Room for the texts of the upright axis, as a share of the width. */
const LEFT_SHARE = 0.09;
const RIGHT_SHARE = 0.97;
const CAP_UNITS = 6;

/** What the drawing must know besides its data. */
export interface StillScalingContext {
  readonly finding: string;
  /** One of ours. */
  readonly tableId: string;
  /** The class that holds the colours of a model. */
  readonly classOf: (model: string) => string;
}

/** Where workers stand across (0 … 1 of the width) and speed-ups down (px). */
interface Frame {
  readonly shareOf: (workers: number) => number;
  readonly pxOf: (speedUp: number) => number;
  readonly bottomPx: number;
}

const unitsOf = (share: number): string => placeOf(PLOT_UNITS * share);

function frameOf(spec: ScalingSpec, most: number): Frame {
  const sizes = spec.series.flatMap(({ points }) => points.map(({ workers }) => workers));
  const [first, last] = [Math.min(...sizes), Math.max(...sizes)];
  const bottomPx = heightOf(spec) - BOTTOM_PX - LEGEND_PX * spec.series.length;
  const width = RIGHT_SHARE - LEFT_SHARE;
  return {
    shareOf: (workers) => LEFT_SHARE + (width * (workers - first + 0.15)) / Math.max(1, last - first + 0.3),
    pxOf: (speedUp) => bottomPx - ((bottomPx - TOP_PX) * Math.min(most, Math.max(0, speedUp))) / most,
    bottomPx,
  };
}

/** An interval of the base is none: a whisker of no length would look like certainty. */
function whiskerOf({ low, high, workers }: ScalingPoint, { shareOf, pxOf }: Frame): string {
  if (low === null || high === null) return '';
  const x = PLOT_UNITS * shareOf(workers);
  const [from, to] = [placeOf(pxOf(low)), placeOf(pxOf(high))];
  const cap = `h${placeOf(2 * CAP_UNITS)}`;
  const left = placeOf(x - CAP_UNITS);
  return `M${placeOf(x)} ${from}V${to}M${left} ${from}${cap}M${left} ${to}${cap}`;
}

function curveOf(series: ScalingSeries, frame: Frame, classOf: (model: string) => string): Markup {
  const at = ({ workers, value }: ScalingPoint): string =>
    `${unitsOf(frame.shareOf(workers))} ${placeOf(frame.pxOf(value))}`;
  const line = series.points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point)}`).join('');
  const dots = series.points.map((point) => `M${at(point)}h0`).join('');
  const whiskers = series.points.map((point) => whiskerOf(point, frame)).join('');
  const colors = classOf(series.model);
  return markup`<path class="curve ${colors}" d="${line}"/><path class="whisker" d="${whiskers}"/><path class="dots ${colors}" d="${dots}"/>`;
}

/** Each worker as good as one of the base, up to where the picture ends. */
function idealOf(spec: ScalingSpec, frame: Frame, most: number): Markup {
  const sizes = spec.series.flatMap(({ points }) => points.map(({ workers }) => workers));
  const base = Math.min(...spec.series.map(({ baseWorkers }) => baseWorkers));
  const from = Math.max(base, Math.min(...sizes));
  const to = Math.min(Math.max(...sizes), most * base);
  const at = (workers: number): string =>
    `${unitsOf(frame.shareOf(workers))} ${placeOf(frame.pxOf(workers / base))}`;
  return markup`<path class="ideal" d="M${at(from)}L${at(Math.max(from, to))}"/>`;
}

function textsOf(spec: ScalingSpec, frame: Frame, most: number): Markup {
  const { shareOf, pxOf, bottomPx } = frame;
  const sizes = [...new Set(spec.series.flatMap(({ points }) => points.map(({ workers }) => workers)))];
  const across = (workers: number): string => `${placeOf(100 * shareOf(workers))}%`;
  const upright = linearTicks(most).map((tick) =>
    stillText(`${formatTick(formatNumber(tick, 2))}×`, { x: '0', y: pxOf(tick) + 4, className: 'tick' }),
  );
  const below = sizes.map((workers) =>
    stillText(String(workers), {
      x: across(workers),
      y: bottomPx + 18,
      anchor: 'middle',
      className: 'tick',
    }),
  );
  const bases = [...new Set(spec.series.map(({ baseLabel }) => baseLabel))];
  const base = bases.length === 1 ? cutText(bases[0] ?? '', LABEL_PLACES) : 'each own base';
  const { usableCores } = spec;
  const isInSight = usableCores >= Math.min(...sizes) && usableCores <= Math.max(...sizes);
  const cores = isInSight
    ? stillText(coresLabel(usableCores), {
        x: across(usableCores),
        y: bottomPx - 6,
        anchor: 'middle',
        className: 'tick',
      })
    : null;
  const titles = [
    stillText(`speed-up over ${base} · dashed: ideal`, { x: '0', y: 12, className: 'tick' }),
    stillText('workers in the pool · whiskers: 95% interval', {
      x: '50%',
      y: bottomPx + 38,
      anchor: 'middle',
      className: 'tick',
    }),
  ];
  const names = spec.series.map(({ label, points }, index) => {
    const [lowest, highest] = [points[0], points.at(-1)].map((point) => formatNumber(point?.value ?? 0, 2));
    const range = `${lowest}× to ${highest}×`;
    const place = { x: '0', y: bottomPx + 58 + LEGEND_PX * index };
    return stillText(`${cutText(label, LABEL_PLACES)}: ${range}`, place, `${label}: ${range}`);
  });
  return markup`${upright}${below}${cores}${titles}${names}`;
}

/** Speed-up over the size of the pool, from 0, with 95 % whiskers; the ideal dashed, the usable cores as a line. Pure. */
export function stillScaling(spec: ScalingSpec, context: StillScalingContext): Markup {
  const highest = spec.series.flatMap(({ points }) => points.map(({ value, high }) => high ?? value));
  const most = Math.max(1, ...highest) * 1.15;
  const frame = frameOf(spec, most);
  const grid = linearTicks(most)
    .map((tick) => `M${unitsOf(LEFT_SHARE)} ${placeOf(frame.pxOf(tick))}H${unitsOf(RIGHT_SHARE)}`)
    .join('');
  const sizes = spec.series.flatMap(({ points }) => points.map(({ workers }) => workers));
  const isInSight = spec.usableCores >= Math.min(...sizes) && spec.usableCores <= Math.max(...sizes);
  const cores = isInSight
    ? markup`<path class="cores" d="M${unitsOf(frame.shareOf(spec.usableCores))} ${placeOf(TOP_PX)}V${placeOf(frame.bottomPx)}"/>`
    : null;
  const plot = [
    markup`<path class="grid" d="${grid}"/>`,
    cores,
    idealOf(spec, frame, most),
    spec.series.map((series) => curveOf(series, frame, context.classOf)),
  ];
  return stillChart(context, { plot, texts: textsOf(spec, frame, most), heightPx: heightOf(spec) });
}
