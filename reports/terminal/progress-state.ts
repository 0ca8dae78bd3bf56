/** What progress shows, as plain data gathered from events, and as lines of text. Pure: no stream, no clock. */
import type { CellProgress, RunEvent } from '../../harness/run-events.ts';
import { formatCores, formatCount, formatDuration, formatMs, formatRate, formatShare } from '../format.ts';
import { safeLine } from '../safe-text.ts';
import { truncate } from './text-width.ts';

type BlockEnded = Extract<RunEvent, { type: 'block-ended' }>;

export interface ProgressState {
  /** What is being done before and between blocks; null while a block runs. */
  readonly phase: string | null;
  readonly doneRounds: number;
  readonly roundCount: number;
  readonly etaMs: number | null;
  /** `cpu/sha256 · n=1 · 8 in flight · block 3/5`. */
  readonly place: string | null;
  readonly scenario: string | null;
  /** Ids of the cells of the condition that is measured now. */
  readonly currentCells: readonly string[];
  /** The last news of every cell: conditions take turns, and each comes back. */
  readonly cells: readonly CellProgress[];
  readonly host: BlockEnded['host'] | null;
}

export const INITIAL_STATE: ProgressState = {
  phase: null,
  doneRounds: 0,
  roundCount: 0,
  etaMs: null,
  place: null,
  scenario: null,
  currentCells: [],
  cells: [],
  host: null,
};

/** The state after an event. Pure. */
export function nextState(state: ProgressState, event: RunEvent): ProgressState {
  switch (event.type) {
    case 'phase':
      return { ...state, phase: safeLine(event.text) };
    case 'run-started':
      return { ...state, roundCount: event.roundCount, etaMs: event.etaMs };
    case 'block-started':
      return {
        ...state,
        phase: null,
        scenario: event.condition.scenario,
        place: placeOf(event),
        currentCells: event.condition.cells,
      };
    case 'turn-ended':
      return { ...state, doneRounds: event.doneRounds, roundCount: event.roundCount, etaMs: event.etaMs };
    case 'block-ended': {
      const { doneRounds, roundCount, etaMs, host } = event;
      return { ...state, doneRounds, roundCount, etaMs, host, cells: mergeCells(state.cells, event.cells) };
    }
    case 'condition-ended':
    case 'left-behind':
    case 'run-ended':
      return state;
  }
}

/** A condition of more than four cells has several groups: a block brings news of some of its cells. */
function mergeCells(known: readonly CellProgress[], news: readonly CellProgress[]): CellProgress[] {
  const merged = new Map([...known, ...news].map((progress) => [progress.cell, progress]));
  return [...merged.values()];
}

function placeOf(event: Extract<RunEvent, { type: 'block-started' | 'block-ended' }>): string {
  const { condition, blockIndex, blockCount } = event;
  const repeat = 'attempt' in event && event.attempt > 0 ? ', again' : '';
  const block = `block ${formatCount(blockIndex + 1)}/${formatCount(blockCount)}${repeat}`;
  return [condition.scenario, condition.label, block]
    .filter((part) => part !== '')
    .map(safeLine)
    .join(' · ');
}

const BAR_WIDTH = 24;

/** The live area: three or four lines, none wider than `columns`. Pure. */
export function liveLines(state: ProgressState, columns: number): string[] {
  const { doneRounds, roundCount, etaMs, place, phase, host } = state;
  const cells = state.cells.filter(({ cell }) => state.currentCells.includes(cell));
  const share = roundCount === 0 ? 0 : Math.min(1, doneRounds / roundCount);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '━'.repeat(filled) + '─'.repeat(BAR_WIDTH - filled);
  const eta = etaMs === null ? '' : `   ETA ${formatDuration(etaMs)}`;
  const lines = [
    ...(roundCount === 0 ? [] : [`${counts(state)} ${bar} ${Math.floor(share * 100)}%${eta}`]),
    phase ?? place ?? '',
    ...(cells.length === 0 ? [] : [`so far: ${cells.map(figure).join(' · ')}`]),
    ...(host === null ? [] : [hostLine(host)]),
  ];
  return lines.filter((line) => line !== '').map((line) => truncate(` ${line}`, columns - 1));
}

function counts({ doneRounds, roundCount }: ProgressState): string {
  return `${formatCount(Math.floor(doneRounds))}/${formatCount(roundCount)} rounds`;
}

/** `worker-threads×2 391/s`; the status where there is no figure (one block has no interval yet). */
function figure({ label, status, throughputPerSec }: CellProgress): string {
  const hasFigure = status === 'ok' && throughputPerSec !== null;
  return `${safeLine(label)} ${hasFigure ? `${formatRate(throughputPerSec.value)}/s` : status}`;
}

function hostLine(host: BlockEnded['host']): string {
  const { usableCores, loadAverage, stealRatio, throttledMs } = host;
  return [
    `host: ${Number.isInteger(usableCores) ? formatCount(usableCores) : formatCores(usableCores)} cores`,
    ...(loadAverage === null ? [] : [`load ${formatCores(loadAverage)}`]),
    ...(stealRatio === null ? [] : [`steal ${formatShare(stealRatio)}`]),
    ...(throttledMs === null ? [] : [`throttled ${formatMs(throttledMs)}`]),
  ].join(' · ');
}

const MAX_REASON_LENGTH = 70;

/** One finished block as one plain line; a reason is said once, behind the last of the cells in a row that have it, and whole in the table. */
export function blockLine(event: BlockEnded): string {
  const cells = event.cells.map((cell, index) => {
    const saidLater =
      event.cells.slice(index + 1).find(({ reason }) => reason !== null)?.reason === cell.reason;
    return cell.status === 'ok' || cell.reason === null || saidLater
      ? figure(cell)
      : `${figure(cell)} (${truncate(safeLine(cell.reason), MAX_REASON_LENGTH)})`;
  });
  return `[${counts({ ...INITIAL_STATE, ...event })}, ETA ${formatDuration(event.etaMs)}] ${placeOf(event)}: ${cells.join(', ')}`;
}

/** A sign of life between blocks. */
export function heartbeatLine(state: ProgressState): string {
  const eta = state.etaMs === null ? '' : `, ETA ${formatDuration(state.etaMs)}`;
  return `[${counts(state)}${eta}] still measuring ${state.place ?? ''}`.trimEnd();
}
