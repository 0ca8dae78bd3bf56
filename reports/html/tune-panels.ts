/** What a size costs besides: latency and memory under the curve, over the same axis, with the limits that were asked for. Pure. */
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { formatBytes, formatCount, formatMs, formatTick } from '../format.ts';
import { sizesOf } from '../tune/words.ts';
import { type Markup, markup } from './markup.ts';
import { linearTicks, placeOf, stillChart, stillText } from './still-parts.ts';
import { sizeAxisOf } from './tune-frame.ts';

const TOP_PX = 26;
const PLOT_PX = 92;
const AXIS_PX = 24;
export const PANEL_PX = TOP_PX + PLOT_PX + AXIS_PX;

interface PanelPoint {
  readonly size: number;
  readonly value: number;
  readonly high: number;
}

export interface TunePanel {
  readonly id: string;
  readonly title: string;
  readonly points: readonly PanelPoint[];
  readonly limit: number | null;
  /** Where there is no pool. */
  readonly level: number | null;
  readonly format: (value: number) => string;
  /** Ticks are round in this unit. */
  readonly unit: number;
}

/** The panels that have something to show. */
export function tunePanels(document: TuneDocument): TunePanel[] {
  const none = document.sizes.find(({ size }) => size === 0);
  const sizes = sizesOf(document);
  const latency: TunePanel = {
    id: 'latency',
    title: 'p99 of the tasks, from 0 · whiskers: upper 95 % bound',
    points: sizes.flatMap(({ size, p99Ms }) =>
      p99Ms === null ? [] : [{ size, value: p99Ms.value, high: p99Ms.high }],
    ),
    limit: document.limits.p99Ms,
    level: none?.p99Ms?.value ?? null,
    format: formatMs,
    unit: 1,
  };
  const loop: TunePanel = {
    id: 'loop',
    title: 'event-loop delay, p99, from 0',
    points: sizes.flatMap(({ size, loopDelayMsP99 }) =>
      loopDelayMsP99 === null ? [] : [{ size, value: loopDelayMsP99, high: loopDelayMsP99 }],
    ),
    limit: document.limits.loopDelayMs,
    level: none?.loopDelayMsP99 ?? null,
    format: formatMs,
    unit: 1,
  };
  const memory: TunePanel = {
    id: 'memory',
    title: 'memory that the model adds, from 0',
    points: sizes.flatMap(({ size, addedMemoryBytes }) =>
      addedMemoryBytes === null ? [] : [{ size, value: addedMemoryBytes, high: addedMemoryBytes }],
    ),
    limit: document.limits.addedMemoryBytes,
    level: none?.addedMemoryBytes ?? null,
    format: formatBytes,
    unit: 2 ** 20,
  };
  return [latency, loop, memory].filter(({ points }) => points.length >= 2);
}

/** One panel; its table is that of all sizes. */
export function tunePanel(
  document: TuneDocument,
  panel: TunePanel,
  { tableId, className }: { readonly tableId: string; readonly className: string },
): Markup {
  const axis = sizeAxisOf(document);
  const { points, limit, level, format, title, unit } = panel;
  const highest = Math.max(...points.map(({ value }) => value), level ?? 0);
  const most =
    Math.max(Math.min(Math.max(...points.map(({ high }) => high)), 2 * highest), limit ?? 0, highest) * 1.1;
  const bottomPx = TOP_PX + PLOT_PX;
  const pxOf = (value: number): number => bottomPx - PLOT_PX * Math.min(1, Math.max(0, value / most));
  const across = (value: number): string =>
    `M${placeOf(axis.left)} ${placeOf(pxOf(value))}H${placeOf(axis.right)}`;
  const at = ({ size, value }: PanelPoint): string =>
    `${placeOf(axis.unitsOf(size))} ${placeOf(pxOf(value))}`;
  const ticks = linearTicks(most / unit)
    .filter((_tick, index, all) => index % Math.ceil(all.length / 4) === 0)
    .map((tick) => tick * unit);
  const whiskers = points
    .filter(({ value, high }) => high > value)
    .map(
      ({ size, value, high }) =>
        `M${placeOf(axis.unitsOf(size))} ${placeOf(pxOf(value))}V${placeOf(pxOf(high))}`,
    )
    .join('');
  const plot = [
    limit !== null &&
      markup`<rect class="infeasible" x="${placeOf(axis.left)}" width="${placeOf(axis.right - axis.left)}" y="${placeOf(TOP_PX)}" height="${placeOf(Math.max(0, pxOf(limit) - TOP_PX))}"/><path class="limit" d="${across(limit)}"/>`,
    markup`<path class="grid" d="${ticks.map(across).join('')}"/>`,
    level !== null && markup`<path class="level" d="${across(level)}"/>`,
    markup`<path class="curve ${className}" d="M${points.map(at).join('L')}"/><path class="whisker" d="${whiskers}"/><path class="dots ${className}" d="${points.map((point) => `M${at(point)}h0`).join('')}"/>`,
  ];
  const texts = [
    stillText(title, { x: '0', y: 13, className: 'tick' }),
    ticks.map((tick) =>
      stillText(formatTick(format(tick)), { x: '0', y: pxOf(tick) + 4, className: 'tick' }),
    ),
    axis.ticks.map((size) =>
      stillText(formatCount(size), {
        x: axis.percentOf(size),
        y: bottomPx + 17,
        anchor: 'middle',
        className: 'tick',
      }),
    ),
    limit !== null &&
      stillText(`limit ${format(limit)}`, {
        x: '96.5%',
        y: pxOf(limit) - 5,
        anchor: 'end',
        className: 'tick',
      }),
    level !== null &&
      stillText('no pool', { x: '96.5%', y: pxOf(level) - 5, anchor: 'end', className: 'tick' }),
  ];
  return stillChart({ finding: title, tableId }, { plot, texts, heightPx: PANEL_PX });
}
