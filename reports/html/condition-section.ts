/** The evidence of one condition: bars, receipt, percentiles, event loop, costs; every chart above its table. */
import { boxesSpecOf } from '../charts/box-chart.ts';
import { barsSpecOf } from '../charts/chart-spec.ts';
import { formatCount } from '../format.ts';
import { BUCKET_WIDTH_TEXT } from '../view/latency-text.ts';
import type { ConditionView } from '../view.ts';
import { type ConditionPlace, titleOf } from './condition-place.ts';
import { costTable, latencyTable, loopTable, receiptTable, serverTable } from './condition-tables.ts';
import { certaintyFigure, coreUseFigure, driftFigure, scalingFigure } from './evidence-figures.ts';
import { figure } from './figure.ts';
import { type Markup, markup } from './markup.ts';
import { badge } from './overview.ts';
import { batchSection, ownCostSection } from './own-cost-section.ts';
import { anchorOf, type PageContext, sentenceMarkup } from './page-context.ts';
import { reproduceSection } from './reproduce-section.ts';
import { stillBars } from './still-bars.ts';
import { notesOf, throughputTable } from './throughput-table.ts';

/** In open loop bars would show what came: the table stands alone. */
function openLoopTable({ condition, anchor, context }: ConditionPlace): Markup {
  const id = `${anchor}-bars`;
  return markup`<div class="figure" id="${id}"><h4>Who keeps up, and how long does a task take?</h4>
${throughputTable(`${id}-table`, condition, context)}${notesOf(condition)}
<p class="caption"><b>How to read this:</b> tasks come by a schedule and latency counts from the moment for which each was meant. “saturated” is what fell behind: its latency grows as long as the load lasts, so none is given, and what it carried out each second is its capacity here. The ratio is of latencies, paired inside blocks: below 1 is faster.</p></div>`;
}

function barsFigure({ condition, anchor, context }: ConditionPlace): Markup {
  if (condition.openLoop !== null) return openLoopTable({ condition, anchor, context });
  const id = `${anchor}-bars`;
  const whiskers = condition.hasVerdicts
    ? 'Whiskers are 95% intervals of the mean over blocks. They do not decide: the ratio in the table does, for it is paired inside blocks. ★ marks what is not told apart from the best. Fastest first, here and in what follows. “Detects” is how far up or down a cell would have to lie for this run to call it faster or slower in 80% of cases; always more than the margin, for the whole interval has to lie beyond it.'
    : 'There are no whiskers, stars or verdicts: that takes at least two blocks.';
  const spec = barsSpecOf(condition);
  const finding = `Bar chart of throughput, ${titleOf(condition)}. ${condition.sentence.text}`;
  const classOf = (model: string): string => context.swatches.classOf(model);
  return figure(
    {
      id,
      question: condition.holdsVersions ? 'How fast was each version?' : 'Which model wins here?',
      specs: [spec],
      finding,
      still: stillBars(spec, { finding, tableId: `${id}-table`, classOf }),
      howToRead: `the longer the bar, the more tasks per second. ${whiskers}`,
      table: markup`${throughputTable(`${id}-table`, condition, context)}${notesOf(condition)}`,
    },
    context.charts,
  );
}

/** What a latency of `sequential` must not be compared with; empty where nothing else is in flight beside its task. */
function oneAtATimeOf({ rows, inFlight }: ConditionView): string {
  const single = rows.filter(({ model, latency }) => model === 'sequential' && latency !== null);
  if (inFlight <= 1 || single.length === 0) return '';
  const names = single.map(({ label }) => label).join(', ');
  return ` ${names} has one task in flight whatever the condition says: its latency is that of one task at a time and cannot be compared with that of ${formatCount(inFlight)} in flight.`;
}

function receiptFigure({ condition, anchor, context }: ConditionPlace): Markup {
  const id = `${anchor}-receipt`;
  const isMerged = condition.receipts.some(({ parts }) => parts.some(({ part }) => part === 'queue+send'));
  const merged = isMerged
    ? " Where a library's own queue hides the hand-over, queue wait and send are one part."
    : '';
  const totals = condition.receipts.map(({ label, totalText }) => `${label} ${totalText}`).join(', ');
  return figure(
    {
      id,
      question: 'What does one task cost?',
      specs: [{ kind: 'receipt', series: condition.receipts }],
      finding: `Stacked bar chart of the mean time of one task, ${titleOf(condition)}: ${totals}.`,
      howToRead: `a bar is the mean time of a task from being offered to its answer. Queue wait grows with the tasks in flight; run is the work itself, from its start to its end, with whatever it waits for meanwhile: the network, and a loop that is busy with other tasks. Send and return are the price of crossing to a thread or process, and of waiting there for a loop that is busy; return also holds the wait until the loop that offered the task turns to its answer, which is all of it on single-loop: nothing is crossed there, but the loop serves other tasks first.${merged}${oneAtATimeOf(condition)}`,
      table: receiptTable(`${id}-table`, condition, context),
    },
    context.charts,
  );
}

function percentileFigure({ condition, anchor, context }: ConditionPlace): Markup {
  const id = `${anchor}-percentiles`;
  const medians = condition.rows.flatMap(({ label, latency }) =>
    latency === null ? [] : `${label} ${latency.p50}`,
  );
  const boxes = boxesSpecOf(condition.spreads);
  return figure(
    {
      id,
      question: 'How long are the tails?',
      specs: [
        { kind: 'percentiles', series: condition.percentiles },
        ...(boxes.series.length > 0 ? [boxes] : []),
      ],
      finding: `Latency by percentile and as boxes, ${titleOf(condition)}. Medians: ${medians.join(', ')}.`,
      howToRead: `at 99, one task in a hundred takes longer than the curve. Lower is better, and flat is predictable. Both axes are logarithmic; all blocks are pooled; a curve ends where fewer than 10 tasks lie beyond. A box holds the middle half of the tasks, with a line at the median; its whiskers are no intervals: they reach from p5 to p95 and are left out under 200 tasks, the box under 40. Latencies are counted in buckets ${BUCKET_WIDTH_TEXT} wide: quantiles and max have no more digits than that bears, and bounds are rounded outwards.${oneAtATimeOf(condition)}`,
      table: latencyTable(`${id}-table`, condition, context),
    },
    context.charts,
  );
}

function loopFigure({ condition, anchor, context }: ConditionPlace): Markup {
  const id = `${anchor}-loop`;
  const delays = condition.loops.map(({ label, texts }) => `${label} p99 ${texts.p99}`).join(', ');
  return figure(
    {
      id,
      question: 'Is the event loop still alive meanwhile?',
      specs: [
        { kind: 'loop-delay', series: condition.loops },
        { kind: 'loop-utilization', series: condition.loops },
      ],
      finding: `Event-loop delay and utilisation, ${titleOf(condition)}: ${delays}.`,
      howToRead:
        'the delay is what any other callback of that process would have to wait, such as a request that arrives meanwhile. The dot is the 99th percentile over time, the dash the median, the cross the longest; delays under 0.1 ms are drawn at 0.1 ms. ≥ stands where the loop had not turned when measuring ended.',
      table: loopTable(`${id}-table`, condition, context),
    },
    context.charts,
  );
}

/** Of servers alone: what the load costs those who did not make it. */
function serverSection({ condition, anchor, context }: ConditionPlace): Markup | null {
  if (condition.servers.length === 0) return null;
  const id = `${anchor}-server`;
  return markup`<div class="figure" id="${id}"><h4>What does the load cost everybody else?</h4>
${serverTable(`${id}-table`, condition, context)}
<p class="caption"><b>How to read this:</b> the victim is a cheap route, such as a health check, asked 300 times a second beside the load; its latency counts from the moment for which each request was meant, so a loop that computes shows in it. At the end of each block the server is told to end (SIGTERM) while requests keep coming at half its pace: lost are those that were sent and never answered, not those that found no listener. The load comes from a process of its own on the same machine, and takes cores that a server of yours would have.</p></div>`;
}

function costSection({ condition, anchor, context }: ConditionPlace): Markup {
  const id = `${anchor}-costs`;
  return markup`<div class="figure" id="${id}"><h4>What does it cost to run?</h4>
${costTable(`${id}-table`, condition, context)}
<p class="caption"><b>How to read this:</b> start-up is until every executor answered, first task is the first one after it; neither is part of the throughput. CPU is of one task, and the part of it on the event loop’s thread. Memory is what the model adds to the process before it was opened, and for each executor. A switch is a thread put on a CPU, per task: workers that sleep between tasks have several. CPU wait is the time for which threads that could run had no CPU, all together, in every second.</p></div>`;
}

/** The whole section of a condition. */
export function conditionSection(condition: ConditionView, index: number, context: PageContext): Markup {
  const place = { condition, anchor: anchorOf(index), context };
  return markup`<article class="condition" id="${place.anchor}">
<h3>${condition.label === '' ? condition.scenario : condition.label} <small>${condition.blocksText}</small></h3>
<p class="sentence">${badge(condition.sentence)} ${sentenceMarkup(condition.sentence.parts)}</p>
${barsFigure(place)}
${
  condition.openLoop === null &&
  markup`${certaintyFigure(place)}
${scalingFigure(place)}
`
}${condition.servers.length === 0 && receiptFigure(place)}
${batchSection(place)}${ownCostSection(place)}
${serverSection(place)}
${percentileFigure(place)}
${loopFigure(place)}
${coreUseFigure(place)}
${costSection(place)}
${driftFigure(place)}
${reproduceSection(condition, context)}
</article>
`;
}
