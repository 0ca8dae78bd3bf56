/**
 * The closed loop of servers: autocannon keeps a fixed number of connections busy, and our recorder takes its `response` events.
 * Its own figures are not used: it counts whole milliseconds, and drops what is under way when it stops.
 */
import type { EventEmitter } from 'node:events';
import autocannon from 'autocannon';
import type { ErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import type { DriveOutcome, SlicePlan } from '../measure/closed-loop.ts';
import type { Recorder } from '../measure/recorder.ts';
import { isSuccess } from './protocol.ts';
import type { ServerSession } from './server-session.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;

/** How soon it looks whether it was told to stop. */
const STOP_STEP_MS = 20;
/** It ends by itself if nobody stops it. */
const MOST_SEC = 600;

export interface AutocannonRequest {
  readonly server: ServerSession;
  readonly inputCount: number;
  readonly connections: number;
  readonly plan: SlicePlan;
  readonly recorder: Recorder;
  readonly taskDeadlineMs: number;
}

interface State {
  okCount: number;
  error: ErrorRecord | null;
  /** Connections of which a request that began inside the window, or before it, is still under way. */
  readonly open: Set<object>;
  /** Requests of each connection that have no answer yet: one at a time. */
  readonly underWay: Map<object, number>;
  isLeadOut: boolean;
  lastSettledMs: number;
}

/** autocannon connects again and says nothing: the request is sent twice, and the first has no answer. */
const CLOSES_CONNECTIONS =
  'Under load, the server closed a connection on which a request was under way. Keep connections alive for as long as the load lasts (keepAliveTimeout; no `connection: close`, no limit of requests).';

/** The events of a connection are there, and the types know few of them. */
function watchConnection(client: EventEmitter, { open, underWay }: State): void {
  open.add(client);
  client.on('request', () => underWay.set(client, (underWay.get(client) ?? 0) + 1));
}

function unmatched(body: string): ErrorRecord {
  const text = `Under load, the server answered otherwise than before it: ${body.slice(0, 100)}`;
  return taskFailed(text, 'CROSSOVER_UNMATCHED_WORK');
}

function taskFailed(message: string, code = 'CROSSOVER_TASK_FAILED'): ErrorRecord {
  return { code, name: 'CrossoverError', message };
}

/**
 * Loads through lead-in and window until every connection has answered once more behind the window, so that all requests that
 * lie in it have settled under full load. Resolves when all is over; never rejects for a request that failed.
 */
export async function driveAutocannon(request: AutocannonRequest): Promise<DriveOutcome> {
  const { server, plan, recorder, connections, taskDeadlineMs } = request;
  recorder.clear();
  const startMs = nowMs();
  const windowStartMs = startMs + plan.leadInMs;
  const windowEndMs = windowStartMs + plan.windowMs;
  const state: State = {
    okCount: 0,
    error: null,
    open: new Set(),
    underWay: new Map(),
    isLeadOut: false,
    lastSettledMs: startMs,
  };
  /** The first answer that was not that of its own input. */
  let wrongBody: string | null = null;
  const requests = Array.from({ length: request.inputCount }, (_, index) => ({
    method: 'GET' as const,
    path: `/${server.loadRoute}/${index}`,
    onResponse: (status: number, body: string) => {
      if (isSuccess(status) && body !== server.bodies.get(index)) wrongBody ??= body;
    },
  }));
  await new Promise<void>((resolve) => {
    const instance = autocannon(
      {
        url: server.origin,
        connections,
        duration: MOST_SEC,
        sampleInt: STOP_STEP_MS,
        timeout: Math.ceil(taskDeadlineMs / 1e3) + 1,
        skipAggregateResult: true,
        requests,
        setupClient: (client) => watchConnection(client, state),
      },
      () => resolve(),
    );
    const fail = (error: ErrorRecord): void => {
      state.error ??= error;
      instance.stop();
    };
    instance.on('response', (client, statusCode, _bytes, responseMs) => {
      const settledMs = nowMs();
      const offeredMs = settledMs - responseMs;
      state.lastSettledMs = settledMs;
      const lostCount = (state.underWay.get(client) ?? 1) - 1;
      state.underWay.set(client, 0);
      if (lostCount > 0) return fail(taskFailed(CLOSES_CONNECTIONS));
      if (!isSuccess(statusCode)) return fail(taskFailed(`The server answered ${statusCode} under load.`));
      if (wrongBody !== null) return fail(unmatched(wrongBody));
      state.okCount += 1;
      recorder.record(offeredMs, offeredMs, offeredMs, settledMs, settledMs, 0);
      if (settledMs < windowEndMs) return;
      state.open.delete(client);
      if (state.open.size === 0) instance.stop();
    });
    instance.on('reqError', (error: Error) =>
      fail(taskFailed(`A request failed under load: ${error.message}`)),
    );
    watchDeadline(state, taskDeadlineMs, fail, () => state.open.size > 0 && state.error === null);
  });
  return {
    windowStartMs,
    windowEndMs,
    // What is under way when it stops began behind the window.
    offeredCount: state.okCount + (state.error === null ? 0 : 1),
    okCount: state.okCount,
    failedCount: state.error === null ? 0 : 1,
    timedOutCount: 0,
    restedMs: 0,
    error: state.error,
    sampledOutputs: [],
  };
}

function watchDeadline(
  state: State,
  taskDeadlineMs: number,
  fail: (error: ErrorRecord) => void,
  isUnderWay: () => boolean,
): void {
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    cancelTimer(timer);
    if (!isUnderWay()) return;
    if (nowMs() - state.lastSettledMs > taskDeadlineMs) {
      const text = `No request was answered within ${taskDeadlineMs} ms. Give it longer with --task-deadline, or find what it waits for.`;
      fail(taskFailed(text, 'CROSSOVER_DEADLINE'));
      return;
    }
    timer = scheduleTimer(check, Math.min(500, taskDeadlineMs / 4));
    timer.unref();
  };
  check();
}
