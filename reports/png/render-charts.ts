/**
 * A run document as pictures, for READMEs and chats: the verdict card, the winners matrix and one chart per condition,
 * each for light and for dark pages.
 */
import type { RunDocument } from '../../harness/result/schema.ts';
import { type AnyChartConfiguration, chartOf } from '../charts/chart-of.ts';
import { barsSpecOf, heightOf } from '../charts/chart-spec.ts';
import { type ChartMedium, type ChartTheme, chartThemeOf } from '../charts/chart-theme.ts';
import { matrixChartOf, matrixHeightOf } from '../charts/matrix-chart.ts';
import { formatCount, formatTimestamp } from '../format.ts';
import type { ThemeName } from '../palette.ts';
import {
  type ConditionView,
  type CrossoverView,
  conditionViews,
  crossoverViews,
  winnersMatrix,
} from '../view.ts';
import { visibleText, withVisibleTexts } from '../visible-text.ts';
import { loadDrawingTool, PICTURE_FONT } from './load-canvas.ts';
import { type ChartPicture, drawPicture, type PicturePlan } from './picture.ts';
import { fileNameOf, uniqueNames, wrapText } from './picture-texts.ts';
import { verdictCardPlan } from './verdict-card.ts';

/** The pictures; and why there are none, with the remedy, or which were left out, in one line. */
export interface ChartPictures {
  readonly pictures: readonly ChartPicture[];
  readonly reason: string | null;
}

/** Nobody looks at a picture of more bars, nor at more pictures; each takes its time to draw. */
const MOST_BARS = 60;
const MOST_CONDITIONS = 60;

const THEMES: readonly ThemeName[] = ['light', 'dark'];
/** What a theme adds to the name of a picture. */
const SUFFIXES: Readonly<Record<ThemeName, string>> = { light: '', dark: '-dark' };

const WIDTH_PX = 900;
const FONT_PX = 13;
const PADDING_PX = 22;
const PICTURE: ChartMedium = {
  fontFamily: PICTURE_FONT,
  fontSizePx: FONT_PX,
  isResponsive: false,
  paddingPx: PADDING_PX,
};
const TITLE_PX = 17;
const LINE_PX = 18;
const CROSSOVER_HEIGHT_PX = 380;
/** Twice the pixels: sharp on dense screens. */
const PIXEL_RATIO = 2;

/** Puts title, sentence and origin around a chart, which must say by itself what it shows. */
function planOf(
  name: string,
  chart: { readonly configuration: AnyChartConfiguration; readonly heightPx: number },
  texts: { readonly title: string; readonly lines: readonly string[]; readonly theme: ChartTheme },
): PicturePlan {
  const { title, lines, theme } = texts;
  const options = chart.configuration.options ?? {};
  const font = { family: theme.fontFamily, size: FONT_PX };
  const titled = {
    ...options,
    plugins: {
      ...options.plugins,
      title: {
        display: true,
        text: title,
        align: 'start',
        color: theme.text,
        padding: { bottom: 6 },
        font: { family: theme.fontFamily, size: TITLE_PX, weight: 'bold' },
      },
      subtitle: {
        display: true,
        text: [...lines],
        align: 'start',
        color: theme.mutedText,
        padding: { bottom: 14 },
        font,
      },
    },
  } as NonNullable<AnyChartConfiguration['options']>;
  const heightPx = chart.heightPx + 2 * PADDING_PX + TITLE_PX + 26 + LINE_PX * lines.length;
  const configuration = { ...chart.configuration, options: titled };
  return { name, configuration, theme, widthPx: WIDTH_PX, heightPx, pixelRatio: PIXEL_RATIO };
}

function conditionPlan(
  condition: ConditionView,
  name: string,
  origin: string,
  theme: ChartTheme,
): PicturePlan {
  const whole = barsSpecOf(condition);
  const isCut = whole.bars.length > MOST_BARS;
  const fastest = [...whole.bars]
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0))
    .slice(0, MOST_BARS);
  const spec = withVisibleTexts(isCut ? { ...whole, bars: fastest } : whole);
  const chart = { configuration: chartOf(spec, theme), heightPx: heightOf(spec) };
  const cut = isCut
    ? [`The ${MOST_BARS} fastest of ${formatCount(whole.bars.length)} cells; the report has all.`]
    : [];
  const lines = [...wrapText(visibleText(condition.sentence.text)), ...cut, origin];
  return planOf(name, chart, { title: wrapText(visibleText(condition.heading), 80)[0] ?? '', lines, theme });
}

function crossoverPlan(view: CrossoverView, name: string, origin: string, theme: ChartTheme): PicturePlan {
  const { scenario, label, param, referenceLabel, lines: series, marks, sentence } = view;
  const spec = withVisibleTexts({ kind: 'crossover', param, referenceLabel, series, marks } as const);
  const chart = { configuration: chartOf(spec, theme), heightPx: CROSSOVER_HEIGHT_PX };
  const title = wrapText(visibleText(`Where the winner changes: ${scenario} · ${label}`), 80)[0] ?? '';
  const how = 'Whiskers and shaded places are 95% intervals.';
  return planOf(name, chart, { title, lines: [...wrapText(visibleText(sentence)), how, origin], theme });
}

function winnersPlan(document: RunDocument, name: string, origin: string, theme: ChartTheme): PicturePlan {
  const matrix = withVisibleTexts(winnersMatrix(document));
  const chart = {
    configuration: matrixChartOf(matrix, theme) as AnyChartConfiguration,
    heightPx: matrixHeightOf(matrix),
  };
  const hasRatios = matrix.rows.some(({ squares }) => squares.some(({ log2Ratio }) => log2Ratio !== null));
  const meaning = hasRatios
    ? 'Throughput of the best cell of each model ÷ the best of its row, from paired contrasts. ★ not told apart from the best; hatched: unsure against the reference.'
    : 'Throughput of the best cell of each model. One block: no intervals, no verdicts.';
  return planOf(name, chart, { title: 'Who wins where', lines: [...wrapText(meaning), origin], theme });
}

/** Where and when it was measured, in one line. */
function originOf({ environment, tool, startedAt }: RunDocument): string {
  const facts = [
    environment.cpuModel,
    `Node ${environment.node}`,
    formatTimestamp(startedAt),
    `${tool.name} ${tool.version}`,
  ];
  return wrapText(visibleText(facts.join(' · ')))[0] ?? '';
}

function plansOf(document: RunDocument): PicturePlan[] {
  // In open loop throughput is what came: a bar of it says nothing.
  const all = conditionViews(document).filter(({ openLoop }) => openLoop === null);
  if (all.length === 0) return [];
  const conditions = all.slice(0, MOST_CONDITIONS);
  const origin = originOf(document);
  const crossovers = crossoverViews(document).slice(0, MOST_CONDITIONS);
  const wanted = [
    ...conditions.map(fileNameOf),
    ...crossovers.map(({ scenario, param, label }) =>
      fileNameOf({ scenario: `crossover ${scenario}`, label: `${param} ${label}` }),
    ),
  ];
  const names = uniqueNames(['winners', 'card', ...wanted], Object.values(SUFFIXES));
  const [winnersName = 'winners', cardName = 'card', ...chartNames] = names;
  return THEMES.flatMap((themeName) => {
    const theme = chartThemeOf(themeName, PICTURE);
    const nameOf = (name: string): string => `${name}${SUFFIXES[themeName]}`;
    const card = verdictCardPlan(document, nameOf(cardName), themeName);
    return [
      ...(all.length > MOST_CONDITIONS ? [] : [winnersPlan(document, nameOf(winnersName), origin, theme)]),
      ...(card === null ? [] : [card]),
      ...conditions.map((condition, index) =>
        conditionPlan(condition, nameOf(chartNames[index] ?? ''), origin, theme),
      ),
      ...crossovers.map((view, index) =>
        crossoverPlan(view, nameOf(chartNames[conditions.length + index] ?? ''), origin, theme),
      ),
    ];
  });
}

/**
 * Draws the winners matrix (`winners`), the verdict card (`card`, where anything was measured), one chart per
 * condition and one per parameter along which the winner may change; all once more for dark pages, with `-dark` behind the name. Never throws for a missing or broken canvas:
 * then there are no pictures, and `reason` says why and what to install, in one line.
 */
export async function renderCharts(document: RunDocument, signal?: AbortSignal): Promise<ChartPictures> {
  const tool = await loadDrawingTool();
  if (typeof tool === 'string') return { pictures: [], reason: tool };
  const pictures: ChartPicture[] = [];
  for (const plan of plansOf(document)) {
    if (signal?.aborted) return { pictures, reason: 'Stopped: not all pictures were drawn.' };
    pictures.push(drawPicture(tool, plan));
    await turnLoop(); // drawing blocks: a wish to stop is heard in between
  }
  const count = document.conditions.length;
  const reason =
    count > MOST_CONDITIONS
      ? `Pictures of the first ${MOST_CONDITIONS} of ${formatCount(count)} conditions; the report has all.`
      : null;
  return { pictures, reason };
}

function turnLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
