/** Two tables beside the receipt: what the models cost when nothing is computed, and the way of batches. */
import { formatCount, formatMs } from '../format.ts';
import { BATCH_PARTS, type ConditionView } from '../view.ts';
import type { ConditionPlace } from './condition-place.ts';
import { type Markup, markup } from './markup.ts';
import { bounded, cellNumberOf, namedSwatch, type PageContext } from './page-context.ts';
import { table } from './table.ts';

function ownCostTable(id: string, { ownCosts }: ConditionView, context: PageContext): Markup {
  const { floors, rows } = ownCosts!;
  const columns = [
    { heading: 'model' },
    { heading: 'per null task' },
    ...floors.map((floor) => ({ heading: `vs ${floor}` })),
    { heading: 'CPU of it' },
    { heading: 'of a task’s CPU' },
    { heading: 'messages' },
    { heading: 'of the null task’s CPU' },
  ];
  return table({
    id,
    className: 'stacked',
    caption: 'Own cost of each model, with 95% intervals · the cheapest first',
    columns,
    rows: rows.map((row) => ({
      heading: namedSwatch(row, context),
      cells: [
        bounded(row.perTaskText),
        ...row.floors.map(({ text }) => bounded(text)),
        row.cpuText,
        row.cpuShareText,
        row.messageText,
        row.messageShareText,
      ],
      values: [
        row.perTaskMs,
        ...row.floors.map(({ ratio }) => ratio),
        row.cpuMs,
        row.cpuShare,
        row.messageMs,
        row.messageShare,
      ],
      ...cellNumberOf(row, context),
    })),
  });
}

/** Empty where no null task was measured. */
export function ownCostSection({ condition, anchor, context }: ConditionPlace): Markup | null {
  if (condition.ownCosts === null) return null;
  const id = `${anchor}-own`;
  return markup`<div class="figure" id="${id}"><h4>What does the model itself cost?</h4>
${ownCostTable(`${id}-table`, condition, context)}
<p class="caption"><b>How to read this:</b> a null task is sent and answered as a task of this scenario is, with the same data, and computes nothing: what it takes is the model’s own, and no task under this model can be cheaper. “Per null task” is the time from one answer to the next with ${formatCount(condition.inFlight)} in flight, so several workers share it. The floors are the least that any pool pays: a bare message between threads, and memory that both sides see. “Messages” is writing and reading input and output, measured apart on one thread (so it may come out at a little more than all of the null task’s CPU): where it is small the cost is waking somebody up, where it is large it is your data. A model that starts an executor for each task answers with nothing.</p></div>`;
}

function batchTable(id: string, { batches }: ConditionView, context: PageContext): Markup {
  const columns = [
    { heading: 'model' },
    { heading: 'tasks in a batch' },
    ...BATCH_PARTS.map(({ heading }) => ({ heading })),
    { heading: 'total' },
  ];
  return table({
    id,
    caption: 'Mean time of one batch, from the offer of its first task to its answer',
    columns,
    rows: batches.map((one) => ({
      heading: namedSwatch(one, context),
      cells: [one.sizeText, ...one.partsMs.map(formatMs), formatMs(one.totalMs)],
      values: [one.meanSize, ...one.partsMs, one.totalMs],
      ...cellNumberOf(one, context),
    })),
  });
}

/** Empty where every task travels by itself. */
export function batchSection({ condition, anchor, context }: ConditionPlace): Markup | null {
  if (condition.batches.length === 0) return null;
  const id = `${anchor}-batches`;
  return markup`<div class="figure" id="${id}"><h4>What does one batch cost?</h4>
${batchTable(`${id}-table`, condition, context)}
<p class="caption"><b>How to read this:</b> gathering is the wait until the batch was full, or until the loop turned; run is from the start of its first task to the end of its last, so each task also waits for the others of its batch. In the receipt of a task above, the wait for those before it is part of queue and send, and the wait for those after it is part of return.</p></div>`;
}
