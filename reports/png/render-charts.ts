/** A run document as pictures: one chart per condition and the winners matrix, for READMEs and chats. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { type AnyChartConfiguration, chartOf } from '../charts/chart-of.ts';
import { barsSpecOf, heightOf } from '../charts/chart-spec.ts';
import { type ChartMedium, type ChartTheme, chartThemeOf } from '../charts/chart-theme.ts';
import { matrixChartOf, matrixHeightOf } from '../charts/matrix-chart.ts';
import { formatTimestamp } from '../format.ts';
import type { ThemeName } from '../palette.ts';
import { type ConditionView, conditionViews, winnersMatrix } from '../view.ts';
import { visibleText, withVisibleTexts } from '../visible-text.ts';
import { type DrawingTools, loadDrawingTools, PICTURE_FONT } from './load-canvas.ts';
import { fileNameOf, uniqueNames, wrapText } from './picture-texts.ts';

/** One picture; `name` is a file name without its ending. */
export interface ChartPicture {
  readonly name: string;
  readonly png: Buffer;
}

/** The pictures, or none and the one-line reason with its remedy. */
export interface ChartPictures {
  readonly pictures: readonly ChartPicture[];
  readonly reason: string | null;
}

/** Everything about a picture but its pixels. */
interface Plan {
  readonly name: string;
  readonly configuration: AnyChartConfiguration;
  readonly heightPx: number;
}

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
/** Twice the pixels: sharp on dense screens. */
const PIXEL_RATIO = 2;

/** Puts title, sentence and origin around a chart, which must say by itself what it shows. */
function planOf(
  name: string,
  chart: { readonly configuration: AnyChartConfiguration; readonly heightPx: number },
  texts: { readonly title: string; readonly lines: readonly string[]; readonly theme: ChartTheme },
): Plan {
  const { title, lines, theme } = texts;
  const options = chart.configuration.options ?? {};
  const font = { family: theme.fontFamily, size: FONT_PX };
  const titled = {
    ...options,
    devicePixelRatio: PIXEL_RATIO,
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
  return { name, configuration: { ...chart.configuration, options: titled }, heightPx };
}

function conditionPlan(condition: ConditionView, name: string, origin: string, theme: ChartTheme): Plan {
  const spec = withVisibleTexts(barsSpecOf(condition));
  const chart = { configuration: chartOf(spec, theme), heightPx: heightOf(spec) };
  const lines = [...wrapText(visibleText(condition.sentence.text)), origin];
  return planOf(name, chart, { title: wrapText(visibleText(condition.heading), 80)[0] ?? '', lines, theme });
}

function winnersPlan(document: RunDocument, name: string, origin: string, theme: ChartTheme): Plan {
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

function plansOf(document: RunDocument, theme: ChartTheme): Plan[] {
  const { environment, tool } = document;
  const facts = [
    environment.cpuModel,
    `Node ${environment.node}`,
    formatTimestamp(document.startedAt),
    `${tool.name} ${tool.version}`,
  ];
  const origin = wrapText(visibleText(facts.join(' · ')))[0] ?? '';
  const conditions = conditionViews(document);
  const [winnersName = 'winners', ...names] = uniqueNames(['winners', ...conditions.map(fileNameOf)]);
  const drawable = conditions.map((condition, index) =>
    conditionPlan(condition, names[index] ?? `condition-${index + 1}`, origin, theme),
  );
  return conditions.length === 0 ? [] : [winnersPlan(document, winnersName, origin, theme), ...drawable];
}

function draw({ Canvas, errorBarsPath }: DrawingTools, plan: Plan, theme: ChartTheme): ChartPicture {
  const canvas = new Canvas({
    width: WIDTH_PX,
    height: plan.heightPx,
    backgroundColour: theme.surface,
    plugins: { requireLegacy: [errorBarsPath] },
  });
  // Only the synchronous calls work on @napi-rs/canvas.
  return { name: plan.name, png: canvas.renderToBufferSync(plan.configuration) };
}

/**
 * Draws the winners matrix (`winners`) and one chart per condition. Never throws for a missing or broken canvas: then
 * there are no pictures, and `reason` says why and what to install, in one line.
 */
export async function renderCharts(
  document: RunDocument,
  themeName: ThemeName = 'light',
): Promise<ChartPictures> {
  const tools = await loadDrawingTools();
  if (typeof tools === 'string') return { pictures: [], reason: tools };
  const theme = chartThemeOf(themeName, PICTURE);
  return { pictures: plansOf(document, theme).map((plan) => draw(tools, plan, theme)), reason: null };
}
