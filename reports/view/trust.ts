/** What a reader must know before believing a figure: the machine, its noise, equal work, and what was found. */
import type { Finding, Round, RunDocument } from '../../harness/result/schema.ts';
import {
  formatBytes,
  formatCoreCount,
  formatCount,
  formatDuration,
  formatMargin,
  formatMs,
  formatNumber,
  formatShare,
  NO_FIGURE,
} from '../format.ts';

/** `good` and `doubt` and `bad` are judgements; `plain` is a fact without one. */
export type TrustState = 'good' | 'doubt' | 'bad' | 'plain';

/** One item of the strip. */
export interface TrustItem {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly detail: string;
  readonly state: TrustState;
}

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

function machineItem({ environment }: RunDocument): TrustItem {
  const cores = environment.usableCores;
  const where = [environment.platform, environment.arch, environment.isContainer ? 'container' : ''];
  return {
    id: 'machine',
    label: 'Machine',
    value: `${formatCoreCount(cores)} ${cores === 1 ? 'core' : 'cores'} · ${formatBytes(environment.memoryBytes)}`,
    detail: [environment.cpuModel, where.filter(Boolean).join(' '), `Node ${environment.node}`].join(' · '),
    state: 'plain',
  };
}

/** Rounds whose digest can be held against that of the reference in the same block, and how many were equal. */
function matchedWork(document: RunDocument): { compared: number; equal: number } {
  const referenceOf = new Map(document.conditions.map(({ id, reference }) => [id, reference]));
  const cells = new Map(document.cells.map((cell) => [cell.id, cell]));
  const isUsable = (round: Round): boolean => round.status === 'ok' && round.digest !== null;
  let compared = 0;
  let equal = 0;
  for (const cell of document.cells) {
    const reference = cells.get(referenceOf.get(cell.condition) ?? '');
    if (reference === undefined || cell.id === reference.id) continue;
    const digestByBlock = new Map(
      reference.blocks.filter(isUsable).map(({ block, digest }) => [block, digest]),
    );
    for (const { block, digest } of cell.blocks.filter(isUsable)) {
      if (!digestByBlock.has(block)) continue;
      compared++;
      if (digestByBlock.get(block) === digest) equal++;
    }
  }
  return { compared, equal };
}

function workItem(document: RunDocument): TrustItem {
  const { compared, equal } = matchedWork(document);
  const head = { id: 'work', label: 'Same work' };
  const detail =
    'A round is a cell in a block. Each must give the digest of the reference beside it, which is itself not counted.';
  if (compared === 0) return { ...head, value: 'not compared', detail, state: 'doubt' };
  if (equal === compared)
    return {
      ...head,
      value: `${plural(compared, 'round')} equal to the reference`,
      detail,
      state: 'good',
    };
  return {
    ...head,
    value: `${formatCount(compared - equal)} of ${plural(compared, 'round')} differ`,
    detail,
    state: 'bad',
  };
}

function roundsItem(document: RunDocument): TrustItem {
  const rounds = document.cells.flatMap((cell) => cell.blocks);
  const count = (status: Round['status']): number => rounds.filter((round) => round.status === status).length;
  const failed = count('failed');
  const doubts = [
    count('void') > 0 ? `${formatCount(count('void'))} void` : '',
    failed > 0 ? `${formatCount(failed)} failed` : '',
    document.complete ? '' : 'run interrupted',
  ].filter(Boolean);
  return {
    id: 'rounds',
    label: 'Measured',
    value: [plural(count('ok'), 'round'), ...doubts].join(' · '),
    detail: `${plural(document.blocks.length, 'block')} of fresh processes in ${formatDuration(document.durationMs)}`,
    state: failed > 0 || !document.complete ? 'bad' : doubts.length > 0 ? 'doubt' : 'good',
  };
}

const largest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

function noiseItem({ blocks, environment, findings }: RunDocument): TrustItem {
  const share = (values: readonly (number | null)[]): string => {
    const most = largest(values);
    return most === null ? NO_FIGURE : formatShare(most);
  };
  const throttled = largest(blocks.map((block) => block.throttledMs));
  const load = environment.loadAverageAtStart;
  const isLoud = findings.some(({ id }) => id === 'noisy-host') || (load ?? 0) > environment.usableCores;
  return {
    id: 'noise',
    label: 'Noise, worst block',
    value: `${share(blocks.map((block) => block.stealRatio))} steal · ${share(blocks.map((block) => block.outsideCpuRatio))} by others`,
    detail: [
      throttled === null ? 'throttling not readable' : `throttled ${formatMs(throttled)}`,
      load === null ? 'load not readable' : `load ${formatNumber(load, 2)} at the start`,
    ].join(' · '),
    state: isLoud ? 'doubt' : 'plain',
  };
}

function findingsItem({ findings }: RunDocument): TrustItem {
  /** Kinds, not cells: one doubt about twelve cells is one doubt. */
  const count = (severity: Finding['severity']): number =>
    new Set(findings.filter((finding) => finding.severity === severity).map(({ id }) => id)).size;
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')];
  const parts = [
    errors > 0 ? plural(errors, 'error') : '',
    warnings > 0 ? plural(warnings, 'warning') : '',
    infos > 0 ? plural(infos, 'remark') : '',
  ].filter(Boolean);
  return {
    id: 'findings',
    label: 'Findings',
    value: parts.length === 0 ? 'none' : parts.join(' · '),
    detail: 'Doubts that the run found about itself, each with its evidence and remedy.',
    // Remarks are no praise: they may be about the very cell that is recommended.
    state: errors > 0 ? 'bad' : warnings > 0 ? 'doubt' : infos > 0 ? 'plain' : 'good',
  };
}

function certaintyItem({ config, blocks }: RunDocument): TrustItem {
  const isSingle = config.blocks < 2 || blocks.length === 0;
  return {
    id: 'certainty',
    label: 'Certainty',
    value: isSingle ? 'one block: no verdicts' : `95% intervals · ${formatMargin(config.marginRatio)} margin`,
    detail: isSingle
      ? 'Intervals need at least two blocks.'
      : `Seed ${config.seed}; the block is the unit of inference.`,
    state: isSingle ? 'doubt' : 'plain',
  };
}

/** The trust strip of a run, in the order in which doubts weigh. Pure. */
export function toTrustStrip(document: RunDocument): TrustItem[] {
  return [workItem, findingsItem, roundsItem, certaintyItem, noiseItem, machineItem].map((item) =>
    item(document),
  );
}
