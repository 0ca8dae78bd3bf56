/** Two stored tunes side by side, as lines: what each recommends, and whether the one still holds. Pure. */
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { formatCount } from '../format.ts';
import { baselineText } from './words.ts';

function answerText({ recommendation: { kind, size, ties }, knob }: TuneDocument): string {
  if (kind === 'none') return 'nothing to recommend';
  if (kind === 'no-pool') return 'no pool';
  const others = ties.filter((tie) => tie !== size);
  const tied =
    others.length === 0 ? '' : `, which ties with ${others.map((tie) => formatCount(tie)).join(', ')}`;
  return `${knob.id} ${formatCount(size ?? 0)}${tied}`;
}

/** `head` holds what was decided against `base` (its `baseline`). */
export function tuneComparisonLines(base: TuneDocument, head: TuneDocument): string[] {
  const keys = head.baseline?.differingKeys ?? [];
  return [
    [head.scenario.id, head.scenario.label, head.model].filter((part) => part !== '').join(' · '),
    `  base ${base.runId}: ${answerText(base)}`,
    `  head ${head.runId}: ${answerText(head)}`,
    `→ ${baselineText(head) ?? ''}`,
    ...keys.map(({ key, base: then, head: now }) => `  ${key}: ${String(then)} → ${String(now)}`),
    ...(keys.length > 0
      ? []
      : [
          '  Advisory: each was measured at a time of its own. `crossover tune --baseline` measures anew, and gates.',
        ]),
  ];
}
