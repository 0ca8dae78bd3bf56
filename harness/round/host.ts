/** The orchestrator's side of rounds: where they run, and how to talk to one. Tests put a fake in its place. */
import type { RoundCommands, RoundRequest } from './protocol.ts';

/** One live round. */
export interface RoundHandle {
  /** The process that hosts the round; null in fakes. Its main thread is what gets pinned. */
  readonly pid: number | null;
  /**
   * Sends one command and waits for its answer. Rejects with the round's error, or CROSSOVER_DEADLINE / _EXECUTOR_DIED. `onRest`: of a slice that
   * takes turns (`SlicePlan.holdTasks`), which waits for its first one, too. Its deadline is that of each of its turns.
   */
  send<Name extends keyof RoundCommands>(
    command: Name,
    request: RoundCommands[Name]['request'],
    deadlineMs: number,
    onRest?: () => void,
  ): Promise<RoundCommands[Name]['reading']>;
  /** Lets a slice that takes turns go on. Absent where slices cannot. */
  resume?(): void;
  /** Ends the round and everything that it started. Idempotent; resolves when the process is gone. */
  kill(): Promise<void>;
}

export interface RoundHost {
  /** Starts an empty process; `open` is then sent to it like any command. */
  start(request: RoundRequest): Promise<RoundHandle>;
  /** Ends every round that is still alive. */
  killAll(): Promise<void>;
}
