/**
 * Raw values → summaries, contrasts, stars and findings. Pure and deterministic: analysing the stored raw values of a
 * document again gives its stored verdicts, byte for byte.
 */
import { analysers } from '../analysers/index.ts';
import type { Cell, Condition, RunDocument } from '../result/schema.ts';
import { contrastCondition, contrastRivals, findBestCells, withoutContradicted } from './contrast-cells.ts';
import { contrastHeadlines } from './contrast-headlines.ts';
import { contrastOpenLoop, findBestInOpenLoop } from './contrast-latency.ts';
import { findCrossings } from './find-crossings.ts';
import { measureKind } from './measured-kind.ts';
import { type RawCell, summariseCell } from './summarise-cell.ts';

/** A document whose cells have no summaries yet. */
export type RawDocument = Omit<
  RunDocument,
  'cells' | 'contrasts' | 'headlines' | 'crossings' | 'findings'
> & {
  readonly cells: readonly RawCell[];
};

function withPossibleCores<Summary extends { effectiveCores: number | null }>(
  cell: Summary,
  { usableCores }: RawDocument['environment'],
): Summary {
  const { effectiveCores } = cell;
  return effectiveCores === null ? cell : { ...cell, effectiveCores: Math.min(effectiveCores, usableCores) };
}

export function analyse(raw: RawDocument): RunDocument {
  const summarised = raw.cells.map((cell) => withPossibleCores(summariseCell(cell), raw.environment));
  // Two versions of one cell do not compete, nor does the base with itself: what they say is for harness/compare.
  const competing = raw.config.sides === undefined ? raw.conditions : [];
  const isOpen = ({ ratePerSec }: Condition): boolean => ratePerSec !== undefined;
  const contrasts = raw.conditions.flatMap((condition) =>
    isOpen(condition)
      ? contrastOpenLoop(condition, summarised, raw.config)
      : [
          ...contrastCondition(condition, summarised, raw.config),
          ...(competing.includes(condition) ? contrastRivals(condition, summarised, raw.config) : []),
        ],
  );
  const bestOf = (condition: Condition): ReadonlySet<string> =>
    (isOpen(condition) ? findBestInOpenLoop : findBestCells)(condition, summarised, raw.config);
  const best = withoutContradicted(
    new Set(competing.flatMap((condition) => [...bestOf(condition)])),
    contrasts,
  );
  const cells: Cell[] = summarised.map((cell) => ({ ...cell, best: best.has(cell.id) }));
  const headlines = competing.flatMap((condition) => {
    const { metrics = [] } = raw.scenarios.find(({ id }) => id === condition.scenario) ?? {};
    return contrastHeadlines(condition, cells, metrics, raw.config);
  });
  const document: RunDocument = {
    ...raw,
    scenarios: raw.scenarios.map((scenario) =>
      scenario.kindIsMeasured
        ? { ...scenario, kind: measureKind(scenario.id, cells) ?? scenario.kind }
        : scenario,
    ),
    cells,
    contrasts,
    ...(headlines.length === 0 ? {} : { headlines }),
    crossings: findCrossings({ conditions: competing.filter((one) => !isOpen(one)), cells }),
    findings: [],
  };
  return { ...document, findings: analysers.flatMap((analyser) => analyser(document)) };
}
