/** A comparison that found something, and fresh blocks of what it found: what of it still stands. Pure. */
import type { ComparisonDocument, Contrast } from '../result/schema.ts';

/** Ids of the cells that would fail a build. */
export function slowerCells({ contrasts }: ComparisonDocument): string[] {
  return [...new Set(contrasts.filter(({ verdict }) => verdict === 'slower').map(({ cell }) => cell))];
}

/**
 * The first comparison with its `slower` cells held against the second, which has measured these alone: `slower` stays where both
 * say so. Everything else stays as it was. So false alarms become fewer than promised, and so do finds: what has a chance of p to be
 * found has p² to be found and confirmed.
 */
export function confirmSlower(first: ComparisonDocument, second: ComparisonDocument): ComparisonDocument {
  const keyOf = ({ cell, metric }: Contrast): string => JSON.stringify([cell, metric.id]);
  const again = new Map(second.contrasts.map((contrast) => [keyOf(contrast), contrast]));
  return {
    ...first,
    contrasts: first.contrasts.map((contrast) =>
      contrast.verdict === 'slower' ? holdAgainst(contrast, again.get(keyOf(contrast))) : contrast,
    ),
    findings: [...first.findings, ...second.findings.filter(({ cell }) => cell !== null)],
  };
}

/**
 * The first comparison where the one that would confirm it was cut off. What it found stands, for it was found at its own error rate;
 * half of a confirmation is neither one nor the other, and whoever goes on with it has not looked at it.
 */
export function leaveUnconfirmed(first: ComparisonDocument): ComparisonDocument {
  const reason = 'slower at first; what would confirm it was interrupted';
  return {
    ...first,
    contrasts: first.contrasts.map((contrast) =>
      contrast.verdict === 'slower' ? { ...contrast, reason } : contrast,
    ),
  };
}

function holdAgainst(contrast: Contrast, again: Contrast | undefined): Contrast {
  if (again?.verdict === 'slower') {
    return { ...contrast, reason: `confirmed in ${again.blockCount} fresh blocks${changeOf(again)}` };
  }
  if (again === undefined || again.verdict === 'not comparable') {
    const reason = `slower at first; could not be confirmed: ${again?.reason ?? 'it was not measured again'}`;
    return { ...contrast, verdict: 'not comparable', decidedBy: null, reason };
  }
  const reason = `slower at first, and not in ${again.blockCount} fresh blocks${changeOf(again)}`;
  return { ...contrast, verdict: 'unsure', decidedBy: null, moreBlocks: null, reason };
}

function changeOf({ ratio }: Contrast): string {
  if (ratio === null) return '';
  const percent = (value: number): string => `${((value - 1) * 100).toFixed(1)} %`;
  return ` (${percent(ratio.value)} [${percent(ratio.low)}, ${percent(ratio.high)}])`;
}
