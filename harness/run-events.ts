/** What a run tells while it goes on. The harness prints nothing; whoever listens decides what a person sees. */
import type { Condition, Environment, Interval, RunDocument } from './result/schema.ts';

/** A figure so far, for progress only: never a verdict. */
export interface CellProgress {
  readonly cell: string;
  readonly label: string;
  readonly status: 'ok' | 'failed' | 'void' | 'cannot';
  readonly reason: string | null;
  readonly throughputPerSec: Interval | null;
}

export type RunEvent =
  | { readonly type: 'phase'; readonly text: string } // 'starting delay-server', 'calibrating the clock', …
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly environment: Environment;
      readonly conditions: readonly Condition[];
      /** Rounds (cell × block) that the plan holds: the unit of progress. */
      readonly roundCount: number;
      readonly blockCount: number;
      readonly etaMs: number;
    }
  | {
      readonly type: 'block-started';
      /** 0-based, and how many the condition gets. */
      readonly blockIndex: number;
      readonly blockCount: number;
      readonly condition: Condition;
      readonly cells: readonly string[];
      readonly attempt: number;
    }
  | {
      readonly type: 'turn-ended';
      readonly doneRounds: number;
      readonly roundCount: number;
      readonly etaMs: number;
    }
  | {
      readonly type: 'block-ended';
      readonly blockIndex: number;
      readonly blockCount: number;
      readonly condition: Condition;
      readonly doneRounds: number;
      readonly roundCount: number;
      readonly etaMs: number;
      readonly cells: readonly CellProgress[];
      readonly host: {
        readonly usableCores: number;
        readonly loadAverage: number | null;
        readonly stealRatio: number | null;
        readonly throttledMs: number | null;
      };
    }
  /** A sentence that must reach whoever started the run: something of ours stays in a server of theirs. */
  | { readonly type: 'left-behind'; readonly text: string }
  /** All blocks of a condition are there: `document` is the run so far, analysed; show the verdict now. */
  | { readonly type: 'condition-ended'; readonly condition: Condition; readonly document: RunDocument }
  | { readonly type: 'run-ended'; readonly document: RunDocument };

export type RunListener = (event: RunEvent) => void;
