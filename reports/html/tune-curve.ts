/** The curve of a tune as SVG: estimates with intervals, the band through them, the answer, what ties and what is out of the question. */
import type { TuneDocument, TuneSize } from '../../harness/result/tune-schema.ts';
import { coresLabel } from '../charts/core-use-chart.ts';
import { formatCount, formatNumber, formatTick } from '../format.ts';
import { rolesText } from '../tune/row-words.ts';
import { sizesOf, sizeText } from '../tune/words.ts';
import { type Markup, markup } from './markup.ts';
import { linearTicks, PLOT_UNITS, placeOf, stillChart, stillText } from './still-parts.ts';
import { type SizeAxis, sizeAxisOf } from './tune-frame.ts';

const TOP_PX = 42;
const PLOT_PX = 280;
/** Each setting that is marked has a line of its own below the axis. */
const MARK_PX = 17;
const AXIS_PX = 56;
const CAP_UNITS = 4;

export interface TuneCurveContext {
  readonly finding: string;
  readonly tableId: string;
  /** The class that holds the colours of the model. */
  readonly className: string;
}

interface Frame extends SizeAxis {
  readonly pxOf: (ratio: number) => number;
  readonly most: number;
  readonly bottomPx: number;
}

/** Settings that are no more than a size, and neither the answer nor no pool. */
export function markedSettings({ validation, recommendation }: TuneDocument) {
  return validation.filter(
    ({ size, roles }) =>
      size !== null && size > 0 && size !== recommendation.size && !roles.includes('best-pool'),
  );
}

export function tuneCurveHeightPx(document: TuneDocument): number {
  return TOP_PX + PLOT_PX + AXIS_PX + MARK_PX * markedSettings(document).length;
}

/** Whiskers of two blocks may reach anywhere: the axis follows the values, and is twice their height at the most. */
function frameOf(document: TuneDocument): Frame {
  const values = [
    1,
    ...sizesOf(document).flatMap(({ ratio }) => (ratio === null ? [] : [ratio.value])),
    ...document.curve.points.map(({ value }) => value),
  ];
  const highs = [
    ...sizesOf(document).flatMap(({ ratio }) => (ratio === null ? [] : [ratio.high])),
    ...document.curve.points.map(({ high }) => high),
  ];
  const highest = Math.max(...values);
  const most = Math.min(Math.max(highest, ...highs), 1.6 * highest) * 1.06;
  const bottomPx = TOP_PX + PLOT_PX;
  return {
    ...sizeAxisOf(document),
    pxOf: (ratio) => bottomPx - PLOT_PX * Math.min(1, Math.max(0, ratio / most)),
    most,
    bottomPx,
  };
}

function gridOf({ left, right, pxOf, most }: Frame): string {
  return linearTicks(most)
    .map((tick) => `M${placeOf(left)} ${placeOf(pxOf(tick))}H${placeOf(right)}`)
    .join('');
}

/** What is within δ of the best is as good. */
function tieBand(document: TuneDocument, { left, right, pxOf }: Frame): Markup | null {
  const best = document.sizes.find(({ size }) => size === document.recommendation.best);
  const ratio = best?.size === document.knob.anchor ? 1 : best?.ratio?.value;
  if (ratio === undefined || document.recommendation.kind === 'none') return null;
  const [top, bottom] = [pxOf(ratio), pxOf(ratio * (1 - document.deltaRatio))];
  return markup`<rect class="tie-band" x="${placeOf(left)}" width="${placeOf(right - left)}" y="${placeOf(top)}" height="${placeOf(Math.max(1, bottom - top))}"/>`;
}

/** From halfway to the neighbour below to halfway to the one above. */
function infeasibleZones(document: TuneDocument, frame: Frame): Markup[] {
  const sizes = sizesOf(document);
  const edge = (one: TuneSize | undefined, other: TuneSize | undefined, end: number): number =>
    one === undefined || other === undefined
      ? end
      : (frame.unitsOf(one.size) + frame.unitsOf(other.size)) / 2;
  return sizes.flatMap((size, index) => {
    if (size.standing !== 'infeasible') return [];
    const from = edge(sizes[index - 1], size, frame.left);
    const to = edge(size, sizes[index + 1], frame.right);
    return [
      markup`<rect class="infeasible" x="${placeOf(from)}" width="${placeOf(to - from)}" y="${placeOf(TOP_PX)}" height="${placeOf(frame.bottomPx - TOP_PX)}"/>`,
    ];
  });
}

function bandOf(
  { curve: { points } }: TuneDocument,
  { unitsOf, pxOf }: Frame,
  className: string,
): Markup | null {
  if (points.length === 0) return null;
  const at = (size: number, ratio: number): string => `${placeOf(unitsOf(size))} ${placeOf(pxOf(ratio))}`;
  const above = points.map(({ size, high }) => at(size, high));
  const below = [...points].reverse().map(({ size, low }) => at(size, low));
  const line = points.map(({ size, value }) => at(size, value));
  return markup`<path class="band ${className}" d="M${[...above, ...below].join('L')}Z"/><path class="curve ${className}" d="M${line.join('L')}"/>`;
}

function dotsOf(document: TuneDocument, { unitsOf, pxOf }: Frame, className: string): Markup {
  const sizes = sizesOf(document).flatMap((size) => {
    const ratio = size.size === document.knob.anchor ? { value: 1, low: 1, high: 1 } : size.ratio;
    return ratio === null ? [] : [{ size: size.size, ...ratio }];
  });
  const whiskers = sizes
    .map(({ size, low, high }) => {
      const x = unitsOf(size);
      const [from, to] = [placeOf(pxOf(low)), placeOf(pxOf(high))];
      const cap = `M${placeOf(x - CAP_UNITS)} `;
      return `M${placeOf(x)} ${from}V${to}${cap}${from}h${placeOf(2 * CAP_UNITS)}${cap}${to}h${placeOf(2 * CAP_UNITS)}`;
    })
    .join('');
  const dots = sizes
    .map(({ size, value }) => `M${placeOf(unitsOf(size))} ${placeOf(pxOf(value))}h0`)
    .join('');
  return markup`<path class="whisker" d="${whiskers}"/><path class="dots ${className}" d="${dots}"/>`;
}

function uprightAt({ unitsOf, bottomPx }: Frame, size: number, className: string): Markup {
  return markup`<path class="${className}" d="M${placeOf(unitsOf(size))} ${placeOf(TOP_PX)}V${placeOf(bottomPx)}"/>`;
}

/** What is higher where the size is better. */
const COMPARED: Readonly<Record<string, string>> = {
  goodput: 'good tasks/s',
  'cpu-per-task': 'work per CPU second',
  latency: '1 ÷ mean latency',
};

function textsOf(document: TuneDocument, frame: Frame): Markup {
  const { ticks, percentOf, pxOf, bottomPx, most, isLog } = frame;
  const { knob, recommendation, objective } = document;
  const upright = linearTicks(most).map((tick) =>
    stillText(`${formatTick(formatNumber(tick, 2))}×`, { x: '0', y: pxOf(tick) + 4, className: 'tick' }),
  );
  const below = ticks.map((size) =>
    stillText(formatCount(size), {
      x: percentOf(size),
      y: bottomPx + 17,
      anchor: 'middle',
      className: size === recommendation.size ? 'best' : 'tick',
    }),
  );
  const against = sizeText(knob.anchor);
  const what = COMPARED[objective.id] ?? 'throughput';
  const title = stillText(`${what} ÷ ${knob.anchor === 0 ? against : `${knob.id} ${against}`}, from 0`, {
    x: '0',
    y: 13,
    className: 'tick',
  });
  const axis = stillText(`${knob.id}${isLog ? ' (log)' : ''}`, {
    x: '52.5%',
    y: bottomPx + 36,
    anchor: 'middle',
    className: 'tick',
  });
  const level = stillText(against, { x: '96.5%', y: pxOf(1) - 5, anchor: 'end', className: 'tick' });
  const marks = markedSettings(document).map((setting, index) => {
    const at = setting.size ?? 0;
    const isRight = frame.unitsOf(at) > 0.6 * PLOT_UNITS;
    return stillText(`${isRight ? '' : '↑ '}${rolesText(setting)} (${sizeText(at)})${isRight ? ' ↑' : ''}`, {
      x: percentOf(at),
      y: bottomPx + AXIS_PX + MARK_PX * index,
      className: 'tick',
      ...(isRight ? { anchor: 'end' as const } : {}),
    });
  });
  const answer =
    recommendation.kind === 'size' && recommendation.size !== null
      ? stillText(`use ${formatCount(recommendation.size)}`, {
          x: percentOf(recommendation.size),
          y: TOP_PX - 5,
          anchor: 'middle',
          className: 'best',
        })
      : null;
  return markup`${upright}${below}${title}${axis}${level}${marks}${answer}`;
}

function coresMark(document: TuneDocument, frame: Frame): { line: Markup | null; text: Markup | null } {
  const { usableCores } = document.environment;
  const last = frame.ticks.at(-1) ?? 0;
  const isInSight = usableCores >= (frame.ticks[0] ?? 0) && usableCores <= last;
  if (!isInSight || document.knob.id !== 'poolSize') return { line: null, text: null };
  return {
    line: uprightAt(frame, usableCores, 'cores'),
    text: stillText(coresLabel(usableCores), {
      x: frame.percentOf(usableCores),
      y: frame.bottomPx - 6,
      anchor: 'middle',
      className: 'tick',
    }),
  };
}

/** Ratio to the anchor over the size, from 0. Pure. */
export function tuneCurve(document: TuneDocument, context: TuneCurveContext): Markup {
  const frame = frameOf(document);
  const { recommendation } = document;
  const cores = coresMark(document, frame);
  const marks = markedSettings(document).map(({ size }) => uprightAt(frame, size ?? 0, 'ideal'));
  const answer =
    recommendation.kind === 'size' && recommendation.size !== null
      ? uprightAt(frame, recommendation.size, 'answer')
      : null;
  const level = markup`<path class="level" d="M${placeOf(frame.left)} ${placeOf(frame.pxOf(1))}H${placeOf(frame.right)}"/>`;
  const plot = [
    tieBand(document, frame),
    infeasibleZones(document, frame),
    markup`<path class="grid" d="${gridOf(frame)}"/>`,
    cores.line,
    marks,
    level,
    answer,
    bandOf(document, frame, context.className),
    dotsOf(document, frame, context.className),
  ];
  const texts = [textsOf(document, frame), cores.text];
  return stillChart(context, { plot, texts, heightPx: tuneCurveHeightPx(document) });
}
