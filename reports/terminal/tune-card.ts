/** A tune on a terminal: what to do, why, every size, what fresh blocks say, and what to paste. */
import type { TuneDocument, TuneSize, ValidatedSetting } from '../../harness/result/tune-schema.ts';
import { formatMs, formatPercentChangeInterval, NO_FIGURE } from '../format.ts';
import { safeLine } from '../safe-text.ts';
import { figureTexts, objectiveTitle, rolesText, standingText, validatedText } from '../tune/row-words.ts';
import { tuneSnippet } from '../tune/snippet.ts';
import {
  asides,
  baselineText,
  coresText,
  durationText,
  EXPECTED_FINDINGS,
  headline,
  lawText,
  limitsText,
  peakText,
  searchText,
  shapeText,
  sizeText,
} from '../tune/words.ts';
import type { RenderOptions } from './condition-table.ts';
import { type Style, styleOf } from './style.ts';
import { renderTable, type TableRow } from './table.ts';
import { wrapText } from './text-width.ts';

interface Card {
  readonly document: TuneDocument;
  readonly columns: number;
  readonly style: Style;
}

function wrapped({ columns }: Card, text: string, prefix = '  '): string[] {
  return wrapText(safeLine(text), { width: columns, prefix });
}

function titleLines(card: Card): string[] {
  const { scenario, model, knob } = card.document;
  const title = `${scenario.id}  ${scenario.label} · ${model} · ${knob.id}`;
  return wrapText(safeLine(title), { width: card.columns, prefix: '' }).map(card.style.bold);
}

function answerLines(card: Card): string[] {
  const { document, style } = card;
  const { recommendation } = document;
  const beside = asides(document);
  const aside = beside.length === 0 ? '' : `  (${beside.join(' · ')})`;
  const [first = '', ...rest] = wrapped(
    card,
    `${headline(document)}${aside}`,
    recommendation.kind === 'none' ? '✗ ' : '★ ',
  );
  const strong = recommendation.kind === 'none' ? style.bad : style.good;
  const answered = document.sizes.find(({ size }) => size === recommendation.size);
  const shape = shapeText(document);
  return [
    strong(style.bold(first)),
    ...rest.map(strong),
    ...(answered === undefined ? [] : wrapped(card, figuresLine(answered, document))),
    ...(shape === null ? [] : wrapped(card, shape)),
  ];
}

/** A p99 to be shown needs more tasks than a bound that keeps a limit. */
function keptP99({ limits }: TuneSize): string[] {
  const bound = limits.find(({ id, standing }) => id === 'p99' && standing === 'kept')?.bound ?? null;
  return bound === null ? [] : [`p99 at most ${formatMs(bound)} (95 %)`];
}

function figuresLine(answered: TuneSize, document: TuneDocument): string {
  const { objective, p99, loop, memory } = figureTexts(answered, document);
  const parts = [
    document.objective.unit === 'ms'
      ? `${objectiveTitle(document)} ${objective}`
      : `${objective} ${document.objective.unit}`,
    ...(p99 === NO_FIGURE ? keptP99(answered) : [`p99 ${p99}`]),
    ...(memory === NO_FIGURE ? [] : [`memory +${memory}`]),
    ...(loop === NO_FIGURE ? [] : [`loop p99 ${loop}`]),
  ];
  return parts.join(' · ');
}

function sizeTable({ document, columns, style }: Card): string[] {
  const rows = document.sizes.map((size): TableRow => {
    const texts = figureTexts(size, document);
    const isAnswer = size.size === document.recommendation.size;
    const standing = standingText(size, document);
    const doubtful =
      size.standing === 'unsure' || size.standing === 'infeasible' || size.standing === 'failed';
    return {
      ...(isAnswer ? { mark: { text: '★', paint: style.good } } : {}),
      cells: [
        { text: sizeText(size.size), ...(isAnswer ? { paint: style.good } : {}) },
        { text: texts.objective },
        { text: size.toBest === null ? NO_FIGURE : formatPercentChangeInterval(size.toBest) },
        { text: safeLine(standing), ...(doubtful ? { paint: style.doubt } : {}) },
        { text: texts.p99 },
        { text: texts.loop },
        { text: texts.memory },
      ],
    };
  });
  const { lines, dropped } = renderTable(
    [
      { header: document.knob.id, align: 'left' },
      { header: objectiveTitle(document), align: 'left' },
      { header: 'vs best', align: 'left' },
      { header: '', align: 'left' },
      { header: 'p99', align: 'right' },
      { header: 'loop p99', align: 'right' },
      { header: 'memory', align: 'right' },
    ],
    rows,
    { width: columns, headerPaint: style.dim },
  );
  const missing = dropped.filter((name) => name !== '');
  if (missing.length === 0) return [...lines];
  const remark = `No room for: ${missing.join(', ')}.`;
  return [...lines, ...wrapText(remark, { width: columns, prefix: '  ' }).map(style.dim)];
}

/** Why sizes have no figure, once for all that say the same. */
function failureLines(card: Card): string[] {
  const byReason = new Map<string, number[]>();
  for (const { size, standing, reason } of card.document.sizes) {
    if (standing === 'failed' && reason !== null)
      byReason.set(reason, [...(byReason.get(reason) ?? []), size]);
  }
  return [...byReason].flatMap(([reason, sizes]) =>
    wrapped(card, `${sizes.map(sizeText).join(', ')}: ${reason}`, '✗ ').map(card.style.bad),
  );
}

function validatedRow(setting: ValidatedSetting, { document, style }: Card): TableRow {
  const texts = figureTexts(setting, document);
  const isChosen = setting.verdict === 'recommended';
  return {
    ...(isChosen ? { mark: { text: '★', paint: style.good } } : {}),
    cells: [
      { text: rolesText(setting) },
      { text: safeLine(setting.size === null ? setting.label : sizeText(setting.size)) },
      {
        text: validatedText(setting),
        ...(setting.verdict === 'unsure' || setting.verdict === 'better' ? { paint: style.doubt } : {}),
      },
      { text: texts.objective },
    ],
  };
}

function validationLines(card: Card): string[] {
  const { document, columns, style } = card;
  const { validation } = document;
  if (validation.every(({ blockCount }) => blockCount === 0)) return [];
  const { lines } = renderTable(
    [
      { header: 'on fresh blocks', align: 'left' },
      { header: document.knob.id, align: 'left' },
      { header: 'vs recommended', align: 'left' },
      { header: objectiveTitle(document), align: 'left' },
    ],
    validation.map((setting) => validatedRow(setting, card)),
    { width: columns, headerPaint: style.dim },
  );
  const details = validation.flatMap((setting) =>
    setting.detail === null ? [] : wrapped(card, `${rolesText(setting)}: ${setting.detail}.`),
  );
  return ['', ...lines, ...details.map(style.dim)];
}

function evidenceLines(card: Card): string[] {
  const { document, style } = card;
  const asked = limitsText(document);
  const peak = peakText(document);
  const baseline = baselineText(document);
  const law = `Law: ${lawText(document)}${peak === null ? '' : `; ${peak}`}.`;
  const lines = [
    ...(asked === '' ? [] : wrapped(card, `Limits, each on its 95 % bound: ${asked}.`)),
    ...wrapped(card, searchText(document)),
    ...(document.search.noiseRatio === null ? [] : wrapped(card, law)),
    ...wrapped(card, `${coresText(document)} · took ${durationText(document)}`),
  ];
  return [...lines.map(style.dim), ...(baseline === null ? [] : wrapped(card, baseline, '→ '))];
}

function findingLines(card: Card): string[] {
  const { document, style } = card;
  const { findings } = document;
  const doubts = findings.filter(({ id, severity }) => severity !== 'info' && !EXPECTED_FINDINGS.has(id));
  const shown = [...new Map(doubts.map((finding) => [finding.id, finding])).values()];
  return shown.flatMap(({ id, evidence, remedy }) =>
    wrapped(card, `${id}: ${evidence}. ${remedy}.`, '⚠ ').map(style.doubt),
  );
}

function snippetLines({ document, style }: Card): string[] {
  if (document.recommendation.kind !== 'size') return [];
  const lines = tuneSnippet(document).trimEnd().split('\n');
  return ['', ...lines.map((line) => (line.startsWith('//') ? style.dim(safeLine(line)) : safeLine(line)))];
}

/** Ends with a line feed. Pure. */
export function renderTuneCard(document: TuneDocument, { columns, color }: RenderOptions): string {
  const card: Card = { document, columns, style: styleOf(color) };
  const lines = [
    ...titleLines(card),
    ...answerLines(card),
    '',
    ...sizeTable(card),
    ...failureLines(card),
    ...validationLines(card),
    '',
    ...evidenceLines(card),
    ...findingLines(card),
    ...snippetLines(card),
  ];
  return `${lines.join('\n')}\n`;
}
