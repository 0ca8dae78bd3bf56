/** What the process that makes the load and the one that serves say to each other. All of it is plain, clonable data. */
import type { ErrorRecord } from '../errors.ts';
import type { ProbeStretch } from '../measure/loop-probe.ts';
import type { ExecutorMetrics } from '../model.ts';
import type { LoopReading } from '../round/loop-meters.ts';
import type { RoundRequest } from '../round/protocol.ts';

/** A server that is ready. */
export interface ServerReading {
  readonly port: number;
  readonly executorCount: number;
  /** Processes besides the server's own. */
  readonly childPids: readonly number[];
}

/** The commands of a server, each with what it answers. */
export interface ServerCommands {
  open: { request: RoundRequest; reading: ServerReading };
  metrics: { request: null; reading: ExecutorMetrics };
  readLive: { request: null; reading: number | null };
  watch: { request: { readonly stretch: ProbeStretch; readonly seed: number }; reading: null };
  unwatch: { request: null; reading: LoopReading };
  close: { request: null; reading: null };
}

export type ServerCommand = {
  [Name in keyof ServerCommands]: {
    readonly id: number;
    readonly command: Name;
    readonly request: ServerCommands[Name]['request'];
  };
}[keyof ServerCommands];

export type ServerAnswer =
  | { readonly id: number; readonly ok: true; readonly reading: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorRecord };

/** Something that serves: one process, or several behind one port. */
export interface Served {
  open(request: RoundRequest): Promise<ServerReading>;
  metrics(): Promise<ExecutorMetrics>;
  /** As that of a model's session. */
  liveBytes(): Promise<number | null>;
  watch(stretch: ProbeStretch, seed: number): Promise<void>;
  unwatch(): Promise<LoopReading>;
  /** Answers what is under way and ends everything. Idempotent. */
  close(): Promise<void>;
}

/** A scenario's code runs in the same process and may send messages of its own. */
export function isServerAnswer(message: unknown): message is ServerAnswer {
  return typeof message === 'object' && message !== null && 'id' in message && 'ok' in message;
}

/** The same the other way. */
export function isServerCommand(message: unknown): message is ServerCommand {
  return typeof message === 'object' && message !== null && 'id' in message && 'command' in message;
}

/** Any 2xx: routes also answer 201, and health checks 204. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
