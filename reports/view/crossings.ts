/** Where the winner changes along a parameter: the sentence that people quote, and the lines behind it. */
import type { Cell, CrossingRecord, Interval, RunDocument } from '../../harness/result/schema.ts';
import {
  formatCoarseMsInterval,
  formatInterval,
  formatMargin,
  formatParams,
  formatSignificant,
  NO_FIGURE,
} from '../format.ts';
import { modelRank } from './simplicity.ts';

/** A cell at one value of the parameter: its ratio to the reference. */
export interface CrossoverPoint {
  readonly cell: string;
  readonly value: number;
  readonly ratio: Interval;
  readonly best: boolean;
}

/** One kind of cell along the parameter. */
export interface CrossoverLine {
  readonly label: string;
  readonly model: string;
  /** Which line of its model this is, from 0. */
  readonly ordinal: number;
  readonly points: readonly CrossoverPoint[];
}

/** A place where a line crosses the reference. */
export interface CrossoverMark {
  readonly label: string;
  readonly model: string;
  readonly at: Interval;
}

/** One parameter of a scenario, all else equal. */
export interface CrossoverView {
  readonly scenario: string;
  readonly param: string;
  /** `payloadKiB=0 · 8 in flight`. */
  readonly label: string;
  readonly referenceLabel: string;
  /** Who pays from where, in one sentence. */
  readonly sentence: string;
  /** Where rivals change places, a sentence each. */
  readonly rivals: readonly string[];
  readonly lines: readonly CrossoverLine[];
  readonly marks: readonly CrossoverMark[];
}

/** A place is an interval that is far wider than this. */
const PLACE_STEP_RATIO = 0.02;

const isBeyondLoop = (model: string): boolean => model !== 'sequential' && model !== 'single-loop';

/** `0.25 ms a task [0.18, 0.34]`, or `cpuShare=0.31 [0.25, 0.40]`. */
function placeText({ param, taskMs, at }: CrossingRecord): string {
  if (at === null) return '';
  const value = `${param} ${formatInterval(at)}`;
  return taskMs === null ? value : `tasks of ${formatCoarseMsInterval(taskMs, PLACE_STEP_RATIO)} (${value})`;
}

/** A value as it was asked for. */
const formatNumeral = (value: number | undefined): string =>
  value === undefined ? NO_FIGURE : String(value);

const rangeText = ({ param, points }: CrossingRecord): string =>
  `${param} ${formatNumeral(points[0]?.value)} to ${formatNumeral(points.at(-1)?.value)}`;

/** A record as it is told: a lead by less than the margin is none that anybody should act on. */
interface ToldRecord extends CrossingRecord {
  /** The margin, where every verdict along the parameter is `same`. */
  readonly sameWithin?: number;
  /** Values of the parameter at which the cell is not surely faster by more than the margin, though it may lead there. */
  readonly unprovenAt?: readonly number[];
  readonly marginRatio?: number;
}

function toTold(record: CrossingRecord, { contrasts, config }: RunDocument): ToldRecord {
  const verdictAt = ({ cell, reference }: CrossingRecord['points'][number]) =>
    contrasts.find((one) => one.cell === cell && one.reference === reference)?.verdict;
  const { marginRatio } = config;
  if (record.points.every((point) => verdictAt(point) === 'same'))
    return { ...record, sameWithin: marginRatio };
  const unproven = record.points.filter((point) => verdictAt(point) !== 'faster');
  return { ...record, marginRatio, unprovenAt: unproven.map(({ value }) => value) };
}

/** `n 12 to 50`: where the two are not told apart. */
const gapText = ({ param, notBelow, notAbove }: CrossingRecord): string =>
  `${param} ${formatSignificant(notBelow ?? Number.NaN)} to ${formatSignificant(notAbove ?? Number.NaN)}`;

/** Whether it is surely faster somewhere on the side where it leads. */
function isProvenBeyond({ points, at, leadsAbove, unprovenAt = [] }: ToldRecord): boolean {
  const place = at?.value ?? Number.NaN;
  return points.some(
    ({ value }) => (leadsAbove ? value > place : value < place) && !unprovenAt.includes(value),
  );
}

/** What one line does against the other, as the end of a sentence that begins with its name. */
function clauseOf(record: ToldRecord, other: string): string {
  const { outcome, leadsAbove, notAbove, notBelow, param, sameWithin, unprovenAt = [] } = record;
  const margin = formatMargin(record.marginRatio ?? 0);
  const range = rangeText(record);
  if (sameWithin !== undefined) return `is within ${formatMargin(sameWithin)} of ${other} from ${range}`;
  if (outcome === 'crosses') {
    const where = `${leadsAbove ? 'from' : 'up to'} ${placeText(record)}`;
    return isProvenBeyond(record) ? `pays ${where}` : `leads ${where}, nowhere surely by more than ${margin}`;
  }
  if (outcome === 'always') {
    return unprovenAt.length === 0
      ? `pays everywhere from ${range}`
      : `leads everywhere from ${range}, not surely by more than ${margin} at ${param} ${unprovenAt.map(formatNumeral).join(', ')}`;
  }
  if (outcome === 'never') return `pays nowhere from ${range}`;
  if (outcome === 'unsure' && leadsAbove !== null) {
    return `pays at ${leadsAbove ? 'both ends' : 'neither end'} of ${range}, but from ${gapText(record)} is not told apart from ${other}`;
  }
  if (outcome === 'unsure') return `is not told apart from ${other} at one end of ${range}, or both`;
  const known = notAbove ?? notBelow ?? Number.NaN;
  const place = `${param} ${formatSignificant(known)}`;
  if (leadsAbove)
    return notAbove === null ? `pays, if at all, only above ${place}` : `surely pays from ${place}`;
  return notBelow === null ? `pays, if at all, only below ${place}` : `surely pays up to ${place}`;
}

/** Records of one parameter with all else equal. */
function familiesOf(document: RunDocument): ToldRecord[][] {
  const families = new Map<string, ToldRecord[]>();
  for (const record of document.crossings) {
    const { scenario, param, params, inFlight } = record;
    const key = JSON.stringify([scenario, param, params, inFlight]);
    families.set(key, [...(families.get(key) ?? []), toTold(record, document)]);
  }
  return [...families.values()];
}

/** Lines of records against the reference; a line that crosses twice has two records and is one line. */
function linesOf(records: readonly CrossingRecord[], document: RunDocument): CrossoverLine[] {
  const cells = new Map<string, Cell>(document.cells.map((cell) => [cell.id, cell]));
  const ratios = new Map(
    document.contrasts.map((contrast) => [
      JSON.stringify([contrast.cell, contrast.reference]),
      // As the places are: of medians, whatever decided a verdict.
      contrast.ratio,
    ]),
  );
  const byLabel = new Map(records.map((record) => [record.models[0] ?? '', record]));
  const countByModel = new Map<string, number>();
  return [...byLabel].map(([label, { points }]) => {
    const model = cells.get(points[0]?.cell ?? '')?.model ?? label;
    const ordinal = countByModel.get(model) ?? 0;
    countByModel.set(model, ordinal + 1);
    const drawn = points.flatMap(({ value, cell, reference }) => {
      const ratio = ratios.get(JSON.stringify([cell, reference])) ?? null;
      return ratio === null ? [] : { cell, value, ratio, best: cells.get(cell)?.best ?? false };
    });
    return { label, model, ordinal, points: drawn };
  });
}

/** `worker-threads×2 pays from tasks of 0.25 ms [0.18, 0.34]; sequential and x pay nowhere from taskMs 0.01 to 100.` */
function sentenceOfRecords(records: readonly CrossingRecord[], referenceLabel: string): string {
  const namesByClause = new Map<string, string[]>();
  for (const record of records) {
    const clause = clauseOf(record, referenceLabel);
    namesByClause.set(clause, [...(namesByClause.get(clause) ?? []), record.models[0] ?? '']);
  }
  const clauses = [...namesByClause].map(([clause, names]) => {
    const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    return `${list} ${names.length === 1 ? clause : clause.replace(/^(pay|lead)s/, '$1').replace(/^is /, 'are ')}`;
  });
  return `${clauses.join('; ')}.`;
}

/** The records of a family against the reference, and those of them that sentences tell: of models that are candidates beyond the loop. */
interface Against {
  readonly all: readonly CrossingRecord[];
  readonly told: readonly CrossingRecord[];
  readonly isAgainst: (record: CrossingRecord) => boolean;
}

function pickAgainst(records: readonly CrossingRecord[], document: RunDocument): Against {
  const references = new Set(document.conditions.map(({ reference }) => reference));
  const isAgainst = ({ points }: CrossingRecord): boolean => references.has(points[0]?.reference ?? '');
  const modelOf = new Map(document.cells.map(({ id, model }) => [id, model]));
  const rankOf = ({ points }: CrossingRecord): number => modelRank(modelOf.get(points[0]?.cell ?? '') ?? '');
  const all = records.filter(isAgainst).sort((one, other) => rankOf(one) - rankOf(other));
  const floors = new Set(document.cells.filter(({ isFloor }) => isFloor).map(({ id }) => id));
  const told = all.filter(({ points: [point] }) => {
    const cell = point?.cell ?? '';
    return isBeyondLoop(modelOf.get(cell) ?? '') && !floors.has(cell);
  });
  return { all, told: told.length > 0 ? told : all, isAgainst };
}

/** What one line does, in as few words as it takes: behind its name in a list. */
function shortClauseOf(record: ToldRecord): string {
  const { outcome, leadsAbove, notAbove, notBelow, param, taskMs, sameWithin } = record;
  const least = `${param} ${formatNumeral(record.points[0]?.value)}`;
  const most = `${param} ${formatNumeral(record.points.at(-1)?.value)}`;
  if (sameWithin !== undefined) return `within ${formatMargin(sameWithin)} throughout`;
  if (outcome === 'crosses') {
    const place =
      taskMs === null ? placeText(record) : `${formatCoarseMsInterval(taskMs, PLACE_STEP_RATIO)} a task`;
    return `${leadsAbove ? 'from' : 'up to'} ${place}`;
  }
  if (outcome === 'always') return `already at ${least}`;
  if (outcome === 'never') return `never up to ${most}`;
  if (outcome === 'unsure' && leadsAbove !== null) {
    return `at ${leadsAbove ? 'both ends' : 'neither end'}, not told apart from ${gapText(record)}`;
  }
  if (outcome === 'unsure') return 'not told apart';
  const place = `${param} ${formatSignificant(notAbove ?? notBelow ?? Number.NaN)}`;
  if (leadsAbove) return notAbove === null ? `if at all, only above ${place}` : `surely from ${place}`;
  return notBelow === null ? `if at all, only below ${place}` : `surely up to ${place}`;
}

/** How a clause begins that holds for every line. */
const ALIKE = [
  [/^never/, 'none of them'],
  [/^already/, 'all of them already'],
  [/^not told apart/, 'none of them told apart'],
] as const;

/** `worker-threads×2 from 95 µs a task [77, 110], child-processes×2 never up to taskMs 3`; one clause for all where they agree. */
function shortList(records: readonly CrossingRecord[]): string {
  const clauses = records.map(shortClauseOf);
  const [only] = clauses;
  if (only !== undefined && clauses.length > 1 && clauses.every((clause) => clause === only)) {
    return ALIKE.reduce((text, [word, all]) => text.replace(word, all), only);
  }
  return records.map(({ models: [label] }, index) => `${label} ${clauses[index]}`).join(', ');
}

/** What sets one family apart from another: `payloadKiB=1024`, `1 in flight`. */
function differenceOf(own: CrossingRecord, base: CrossingRecord): string {
  const changed = Object.entries(own.params).filter(([name, value]) => base.params[name] !== value);
  return [
    ...(changed.length > 0 ? [formatParams(Object.fromEntries(changed))] : []),
    ...(own.inFlight === base.inFlight ? [] : [`${own.inFlight} in flight`]),
  ].join(' and ');
}

function viewOf(records: readonly CrossingRecord[], document: RunDocument): CrossoverView[] {
  const { all: against, told, isAgainst } = pickAgainst(records, document);
  const [first] = against;
  if (first === undefined) return [];
  const referenceLabel = first.models[1] ?? '';
  const { scenario, param, params, inFlight } = first;
  const label = [formatParams(params), `${inFlight} in flight`].filter((text) => text !== '').join(' · ');
  const lines = linesOf(against, document);
  return [
    {
      scenario,
      param,
      label,
      referenceLabel,
      sentence: sentenceOfRecords(told, referenceLabel),
      rivals: records
        .filter((record) => !isAgainst(record) && record.outcome === 'crosses')
        .map((record) => {
          const [one = '', other = ''] = record.models;
          const [above, below] = record.leadsAbove ? [one, other] : [other, one];
          return `${above} beats ${below} from ${placeText(record)}.`;
        }),
      lines,
      marks: against.flatMap((record) => {
        const line = lines.find((one) => one.label === record.models[0]);
        return record.at === null || line === undefined
          ? []
          : { label: line.label, model: line.model, at: record.at };
      }),
    },
  ];
}

/** Every parameter of the run that was measured at three values or more. Pure. */
export function crossoverViews(document: RunDocument): CrossoverView[] {
  return familiesOf(document).flatMap((records) => viewOf(records, document));
}

/** `cpu/grain · payloadKiB=0 · 8 in flight: worker-threads×2 pays from tasks of 0.25 ms [0.18, 0.34] (…).` Pure. */
export const crossoverSentence = ({ scenario, label, sentence }: CrossoverView): string =>
  `${scenario} · ${label}: ${sentence}`;

/**
 * What people quote, a sentence for each scenario and parameter: where the models begin to pay under its first condition, and
 * what the others change of that. With one condition it is the sentence of its view. Pure.
 */
export function crossoverHeadlines(document: RunDocument): string[] {
  const groups = new Map<string, (readonly CrossingRecord[])[]>();
  for (const family of familiesOf(document)) {
    if (viewOf(family, document).length === 0) continue;
    const { scenario, param } = family[0]!;
    const key = JSON.stringify([scenario, param]);
    groups.set(key, [...(groups.get(key) ?? []), family]);
  }
  return [...groups.values()].flatMap((families) =>
    families.length === 1
      ? viewOf(families[0]!, document).map(crossoverSentence)
      : quoteOf(families.map((family) => pickAgainst(family, document).told)),
  );
}

function quoteOf(families: readonly (readonly CrossingRecord[])[]): string {
  const [first = [], ...others] = families;
  const base = first[0]!;
  const label = [formatParams(base.params), `${base.inFlight} in flight`].filter((text) => text !== '');
  const changes = others.map((told) => `; with ${differenceOf(told[0]!, base)} ${shortList(told)}`);
  return `${base.scenario} · ${label.join(' · ')}: against ${base.models[1]}, ${shortList(first)}${changes.join('')}.`;
}
