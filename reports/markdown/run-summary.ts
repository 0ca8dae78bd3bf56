/** A run as Markdown: a table per condition with its sentence, for a comment, an issue or a step summary. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { formatCount, formatDuration, NO_FIGURE } from '../format.ts';
import {
  type BeliefCard,
  beliefCards,
  type ConditionView,
  conditionViews,
  type FindingView,
  findingViews,
  type LoadCurve,
  loadCurves,
} from '../view.ts';
import { codeSpan, escapeText } from './escape.ts';
import { markdownTable } from './table.ts';

/** Ends with a line feed. Pure. */
export function renderRunMarkdown(document: RunDocument): string {
  const { environment, config, durationMs, complete } = document;
  const facts = `${environment.cpuModel} · ${environment.usableCores} cores · Node ${environment.node} · ${formatDuration(durationMs)} · seed ${config.seed}`;
  const sections = [
    `### Crossover: ${conditionViews(document).length} conditions${complete ? '' : ' (interrupted)'}`,
    codeSpan(facts),
    ...conditionViews(document).map(conditionSection),
    ...loadCurves(document).map(loadTable),
    beliefsSection(beliefCards(document)),
    findingViews(document).map(findingItem).join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** Of servers alone. */
const DEPLOY_COLUMNS = ['lost in a deploy', 'time to end'];

function conditionSection(view: ConditionView): string {
  const serverTexts = new Map(view.servers.map(({ cell, texts }) => [cell, texts]));
  const deployTexts = (cell: string): string[] => {
    if (serverTexts.size === 0) return [];
    const texts = serverTexts.get(cell);
    return [texts?.lost ?? NO_FIGURE, texts?.drain ?? NO_FIGURE];
  };
  const rows = view.rows.map((row) => [
    row.best ? '★' : '',
    codeSpan(row.label),
    row.status === 'ok' ? row.throughputText : `${row.status}: ${codeSpan(row.reason ?? '')}`,
    row.ratioText,
    row.verdictText,
    ...row.headlines.map(({ text }) => text),
    row.effectiveCoresText,
    row.loopDelayText,
    ...deployTexts(row.cell),
  ]);
  const sentence = view.sentence.parts
    .map(({ text, strong }) => (strong ? codeSpan(text) : escapeText(text)))
    .join('');
  const headlines = view.rows[0]?.headlines.map(({ name }) => name) ?? [];
  const header = [
    '',
    'model',
    view.openLoop === null ? `${view.unit} (mean)` : 'carried out/s',
    `${view.openLoop?.quantile ?? ''} vs reference`.trim(),
    'verdict',
    ...headlines,
    'cores',
    'loop p99',
    ...(serverTexts.size === 0 ? [] : DEPLOY_COLUMNS),
  ];
  return `#### ${codeSpan(view.heading)}\n\n${markdownTable(header, rows)}\n\n${sentence}`;
}

/** Latency by the rate at which tasks came; a column for each way to run the work. */
function loadTable({ scenario, label, quantile, ratesPerSec, lines, sentence }: LoadCurve): string {
  const place = [scenario, label].filter((text) => text !== '').join(' · ');
  const what = quantile === 'p50' ? 'median latency' : `latency, p50 · ${quantile}`;
  const rows = ratesPerSec.map((rate) => [
    `${formatCount(rate)}/s`,
    ...lines.map(({ points }) => points.find(({ ratePerSec }) => ratePerSec === rate)?.text ?? NO_FIGURE),
  ]);
  const header = [`rate (${what})`, ...lines.map((line) => codeSpan(line.label))];
  return `#### ${codeSpan(`Latency against load: ${place}`)}\n\n${markdownTable(header, rows)}\n\n${escapeText(sentence)}`;
}

const LEFT_OPEN: readonly BeliefCard['standing'][] = ['undecided', 'not tested'];

/** The decided beliefs with their first evidence, a line each; the others by name. Without any decided one, nothing. */
function beliefsSection(cards: readonly BeliefCard[]): string {
  const decided = cards.filter(({ standing }) => !LEFT_OPEN.includes(standing));
  if (decided.length === 0) return '';
  const lines = decided.map(({ belief, standing, summary, evidence: [first] }) => {
    const figure = first === undefined ? '' : `: ${codeSpan(first.place)} ${codeSpan(first.text)}`;
    return `- **${standing}** “${belief}” (${summary})${figure}`;
  });
  const rest = LEFT_OPEN.flatMap((open) => {
    const names = cards.filter(({ standing }) => standing === open).map(({ belief }) => `“${belief}”`);
    return names.length === 0 ? [] : [`- ${open} by this run: ${names.join(', ')}`];
  });
  return ['#### Common beliefs, by this run', '', ...lines, ...rest].join('\n');
}

/** The finding with its remedy, and below it where it was found with the evidence. */
function findingItem({ id, remedy, items }: FindingView): string {
  const places = items.map(
    ({ place, evidence }) => `  - ${[place ?? '', evidence].map(codeSpan).filter(Boolean).join(' ')}`,
  );
  return [`- ${codeSpan(id)}: ${codeSpan(remedy)}`, ...places].join('\n');
}
