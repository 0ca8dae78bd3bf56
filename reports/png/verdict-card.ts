/** A run's verdict as one picture of 1200 × 630, the size in which chats and READMEs show a link. */
import type { Chart, Plugin } from 'chart.js';
import type { RunDocument } from '../../harness/result/schema.ts';
import { barChartOf } from '../charts/bar-chart.ts';
import { fittedText, fontOf, wrappedText } from '../charts/canvas-text.ts';
import type { AnyChartConfiguration } from '../charts/chart-of.ts';
import { type ChartTheme, chartThemeOf } from '../charts/chart-theme.ts';
import { styleOf, type ThemeName } from '../palette.ts';
import { withVisibleTexts } from '../visible-text.ts';
import { PICTURE_FONT } from './load-canvas.ts';
import type { PicturePlan } from './picture.ts';
import { type CardContent, cardContentOf } from './verdict-card-content.ts';

const WIDTH_PX = 1200;
const HEIGHT_PX = 630;
const PADDING_PX = 52;
const FONT_PX = 20;
const SMALL_PX = 17;
const STRIPE_PX = 10;
const FOOTER_PX = 40;
const MOST_SENTENCE_LINES = 3;

type Context = Chart['ctx'];

/** Writes from top to bottom and remembers how far it came. */
class TextColumn {
  bottomPx = PADDING_PX - 6;
  readonly #ctx: Context;
  readonly #theme: ChartTheme;

  constructor(ctx: Context, theme: ChartTheme) {
    this.#ctx = ctx;
    this.#theme = theme;
  }

  /** One or more lines; gives where the last one ends, px from the left. */
  write(
    text: string,
    style: { sizePx: number; weight?: string; isMuted?: boolean; lineCount?: number },
  ): number {
    const { sizePx, weight, isMuted = false, lineCount = 1 } = style;
    const widthPx = WIDTH_PX - 2 * PADDING_PX;
    this.#ctx.font = fontOf(this.#theme, sizePx, weight);
    this.#ctx.fillStyle = isMuted ? this.#theme.mutedText : this.#theme.text;
    const lines =
      lineCount === 1
        ? [fittedText(this.#ctx, text, widthPx)]
        : wrappedText(this.#ctx, text, widthPx, lineCount);
    for (const line of lines) {
      this.bottomPx += Math.round(sizePx * 1.36);
      this.#ctx.fillText(line, PADDING_PX, this.bottomPx);
    }
    return PADDING_PX + this.#ctx.measureText(lines.at(-1) ?? '').width;
  }
}

/** The label as far as it fits before what must not be cut. */
function subtitleOf(ctx: Context, { label, extent }: CardContent, theme: ChartTheme): string {
  if (label === '') return extent;
  ctx.font = fontOf(theme, FONT_PX);
  const roomPx = WIDTH_PX - 2 * PADDING_PX - ctx.measureText(` · ${extent}`).width;
  return `${fittedText(ctx, label, roomPx)} · ${extent}`;
}

/** Title, sentence and ratio; gives the height that they take, px. */
function writeHead(ctx: Context, content: CardContent, theme: ChartTheme): number {
  const { title, sentence, ratio } = content;
  ctx.save();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  const column = new TextColumn(ctx, theme);
  column.write(title, { sizePx: 36, weight: 'bold' });
  column.bottomPx += 4;
  column.write(subtitleOf(ctx, content, theme), { sizePx: FONT_PX, isMuted: true });
  column.bottomPx += 12;
  column.write(sentence, { sizePx: 25, lineCount: MOST_SENTENCE_LINES });
  if (ratio !== null) {
    const { value, detail, isUnsure } = ratio;
    column.bottomPx += 4;
    const weight = isUnsure ? '' : 'bold';
    const left = column.write(value, { sizePx: 56, weight, isMuted: isUnsure }) + 18;
    ctx.font = fontOf(theme, FONT_PX);
    ctx.fillStyle = theme.mutedText;
    ctx.fillText(fittedText(ctx, detail, WIDTH_PX - PADDING_PX - left), left, column.bottomPx);
  }
  ctx.restore();
  return column.bottomPx + 22;
}

/** The card around the bars: what stands above them decides how much room they have. */
function cardPlugin(content: CardContent, theme: ChartTheme): Plugin {
  return {
    id: 'verdict-card',
    beforeLayout({ ctx, options }) {
      const padding = options.layout?.padding;
      if (typeof padding !== 'object') return;
      Object.assign(padding, { top: writeHead(ctx, content, theme), bottom: FOOTER_PX + PADDING_PX / 2 });
    },
    afterDraw({ ctx }) {
      writeHead(ctx, content, theme);
      ctx.save();
      ctx.fillStyle = content.model === null ? theme.mutedText : styleOf(content.model).color[theme.name];
      ctx.fillRect(0, 0, WIDTH_PX, STRIPE_PX);
      ctx.font = fontOf(theme, SMALL_PX);
      ctx.fillStyle = theme.mutedText;
      ctx.textBaseline = 'alphabetic';
      ctx.textAlign = 'left';
      const origin = fittedText(ctx, content.origin, WIDTH_PX - 2 * PADDING_PX);
      ctx.fillText(origin, PADDING_PX, HEIGHT_PX - PADDING_PX / 2 - 8);
      ctx.restore();
    },
  };
}

function configurationOf(content: CardContent, theme: ChartTheme): AnyChartConfiguration {
  const { options, data, plugins = [], ...rest } = barChartOf(content.bars, theme);
  const x = options?.scales?.x;
  const font = { family: theme.fontFamily, size: SMALL_PX };
  const smaller = { ...x, title: { ...x?.title, font }, ticks: { ...x?.ticks, font, maxTicksLimit: 6 } };
  return {
    ...rest,
    data: { ...data, datasets: data.datasets.map((dataset) => ({ ...dataset, maxBarThickness: 30 })) },
    options: { ...options, scales: { ...options?.scales, x: smaller } },
    plugins: [...plugins, cardPlugin(content, theme)],
  } as AnyChartConfiguration;
}

/** The card, or null where nothing was measured. Pure: nothing is drawn. */
export function verdictCardPlan(
  document: RunDocument,
  name: string,
  themeName: ThemeName,
): PicturePlan | null {
  const content = cardContentOf(document);
  if (content === null) return null;
  const theme = chartThemeOf(themeName, {
    fontFamily: PICTURE_FONT,
    fontSizePx: FONT_PX,
    isResponsive: false,
    paddingPx: PADDING_PX,
  });
  const configuration = configurationOf(withVisibleTexts(content), theme);
  return { name, configuration, theme, widthPx: WIDTH_PX, heightPx: HEIGHT_PX, pixelRatio: 1 };
}
