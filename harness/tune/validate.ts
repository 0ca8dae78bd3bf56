/** What fresh blocks say: every setting against the recommended one, side by side in the same blocks. Pure. */
import { TUNE } from '../config/defaults.ts';
import type { Cell, Interval, RunDocument } from '../result/schema.ts';
import type { ValidatedSetting } from '../result/tune-schema.ts';
import { logContrast, ratioInterval } from '../stats/contrast.ts';
import { figuresOf } from './figures.ts';
import { fallsBehind } from './limits.ts';
import { logBetter, type ObjectiveId, roundsByBlock } from './read-blocks.ts';
import type { Validated } from './validated.ts';

interface Fresh {
  readonly document: RunDocument;
  readonly request: { readonly objective: ObjectiveId };
  readonly validationFrom: number;
}

function verdictOf({ low, high }: Interval): ValidatedSetting['verdict'] {
  const [least, most] = [1 - TUNE.deltaRatio, 1 / (1 - TUNE.deltaRatio)];
  if (low > most) return 'better';
  if (high < least) return 'worse';
  return low >= least && high <= most ? 'same' : 'unsure';
}

/** One record for each; the recommended one first, as they come. */
export function validate(
  { document, request, validationFrom }: Fresh,
  validated: readonly Validated[],
): ValidatedSetting[] {
  const byId = new Map(document.cells.map((cell) => [cell.id, cell]));
  const freshOf = (cell: Cell) => {
    const rounds = [...roundsByBlock(cell).values()].filter(({ block }) => block >= validationFrom);
    return new Map(rounds.map((round) => [round.block, round]));
  };
  const chosen = byId.get(validated.find(({ roles }) => roles.includes('recommended'))?.cell.id ?? '');
  const reference = chosen === undefined ? null : freshOf(chosen);
  return validated.flatMap(({ cell: planned, roles, size, detail }): ValidatedSetting[] => {
    const cell = byId.get(planned.id);
    if (cell === undefined) return [];
    const rounds = freshOf(cell);
    const differences = [...rounds].flatMap(([block, round]) => {
      const other = reference?.get(block);
      return other === undefined ? [] : [logBetter(round, other, request.objective)];
    });
    const contrast = cell === chosen ? null : logContrast(differences.filter(Number.isFinite));
    const isBehind = request.objective === 'latency' && fallsBehind([...rounds.values()]);
    const ratio = contrast === null || isBehind ? null : ratioInterval(contrast);
    const measured = isBehind ? 'worse' : ratio === null ? 'not measured' : verdictOf(ratio);
    const verdict = cell === chosen ? 'recommended' : measured;
    return [
      {
        ...figuresOf(cell, [...rounds.values()], request.objective),
        roles: [...roles],
        knobs: { ...cell.knobs },
        size,
        ratio,
        verdict: rounds.size === 0 ? 'not measured' : verdict,
        detail,
        reason: isBehind ? 'falls behind' : cell.reason,
      },
    ];
  });
}
