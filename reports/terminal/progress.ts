/**
 * Progress on stderr. On a terminal a few lines that are painted over; elsewhere one plain line per block. Everything
 * happens inside an event: never on a timer, because the process that measures does nothing while a slice runs.
 */
import type { RunEvent } from '../../harness/run-events.ts';
import {
  blockLine,
  heartbeatLine,
  INITIAL_STATE,
  liveLines,
  nextState,
  type ProgressState,
} from './progress-state.ts';

export interface ProgressOptions {
  readonly stream: { write(text: string): unknown };
  readonly isTTY: boolean;
  /** Asked anew for each painting: terminals are resized. */
  readonly columns: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds on any clock; for the heartbeat alone. */
  readonly nowMs?: () => number;
}

export interface Progress {
  onEvent(event: RunEvent): void;
  /** Takes the live lines away (or ends the group), so that something else can be printed. */
  clear(): void;
}

/** Without a terminal nobody should have to wonder for longer than this. */
const HEARTBEAT_MS = 30_000;

/** The progress that fits the stream: live lines, or plain ones (with groups on GitHub Actions). */
export function createProgress(options: ProgressOptions): Progress {
  return options.isTTY && options.env.TERM !== 'dumb'
    ? createLiveProgress(options)
    : createPlainProgress(options);
}

const UP_AND_CLEAR = '\u001b[1A\u001b[2K';

function createLiveProgress({ stream, columns }: ProgressOptions): Progress {
  let state: ProgressState = INITIAL_STATE;
  let paintedCount = 0;
  const erasure = (): string => `\r${UP_AND_CLEAR.repeat(paintedCount)}`;
  const clear = (): void => {
    if (paintedCount > 0) stream.write(erasure());
    paintedCount = 0;
  };
  return {
    onEvent: (event) => {
      state = nextState(state, event);
      if (event.type === 'run-ended') return clear();
      if (event.type === 'condition-ended' || event.type === 'left-behind') return;
      const lines = liveLines(state, columns());
      // One write: a terminal never shows the moment between taking away and painting.
      stream.write(erasure() + lines.map((line) => `${line}\n`).join(''));
      paintedCount = lines.length;
    },
    clear,
  };
}

function createPlainProgress({ stream, env, nowMs = () => performance.now() }: ProgressOptions): Progress {
  const hasGroups = env.GITHUB_ACTIONS === 'true';
  let state: ProgressState = INITIAL_STATE;
  let openGroup: string | null = null;
  let lastWriteMs = nowMs();
  const write = (line: string): void => {
    lastWriteMs = nowMs();
    stream.write(`${line}\n`);
  };
  const clear = (): void => {
    if (openGroup !== null) write('::endgroup::');
    openGroup = null;
  };
  const enterGroup = (scenario: string | null): void => {
    if (!hasGroups || scenario === openGroup) return;
    clear();
    if (scenario !== null) write(`::group::${escapeCommandData(scenario)}`);
    openGroup = scenario;
  };
  return {
    onEvent: (event) => {
      const before = state;
      state = nextState(state, event);
      if (event.type === 'phase' && state.phase !== before.phase) write(`${state.phase}`);
      if (event.type === 'block-started') enterGroup(state.scenario);
      if (event.type === 'block-ended') write(blockLine(event));
      if (event.type === 'turn-ended' && nowMs() - lastWriteMs >= HEARTBEAT_MS) write(heartbeatLine(state));
      if (event.type === 'run-ended') clear();
    },
    clear,
  };
}

/** Data of a workflow command ends at a line feed and knows `%` as its escape (actions/toolkit, command.ts). */
function escapeCommandData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
