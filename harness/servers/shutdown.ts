/** A deploy under load: the server is told to end while requests keep coming. Which of them are lost, and how long does it take? */
import { nowMs } from '../measure/clock.ts';
import type { ShutdownReading } from '../round/protocol.ts';
import { isSuccess } from './protocol.ts';
import type { ServerSession } from './server-session.ts';

const scheduleTimer = setTimeout;

/** Half of what it can carry, so that nothing waits in line; at the most so many. */
const LOAD_RATIO = 0.5;
const MOST_PER_SEC = 200;
const BEFORE_MS = 300;
const MOST_AFTER_MS = 3_000;
/** The connection was never made: a balancer sends such a request elsewhere. */
const REFUSED = new Set(['ECONNREFUSED']);

/**
 * Keeps asking the load route at a fixed pace, sends SIGTERM in mid-load, and goes on until the server refuses a connection or is gone: a
 * balancer takes a server that refused out, and nobody asks on the idle connections that it closes at last. Who did would now and then
 * meet the close half-way, which no server can prevent.
 */
export async function shutDownUnderLoad(
  server: ServerSession,
  { inputCount, pacePerSec }: { readonly inputCount: number; readonly pacePerSec: number },
): Promise<ShutdownReading> {
  const ratePerSec = Math.max(1, Math.min(MOST_PER_SEC, LOAD_RATIO * pacePerSec));
  const counts = { answered: 0, refused: 0, lost: 0 };
  let isOut = false;
  let drained: Promise<number> | null = null;
  const pending: Promise<void>[] = [];
  const askOne = async (index: number): Promise<void> => {
    try {
      const { status } = await server.ask(`/${server.loadRoute}/${index % inputCount}`);
      counts[isSuccess(status) ? 'answered' : 'lost'] += 1;
    } catch (error) {
      const isRefused = REFUSED.has(codeOf(error));
      counts[isRefused ? 'refused' : 'lost'] += 1;
      isOut ||= isRefused && drained !== null;
    }
  };
  const startMs = nowMs();
  for (let index = 0; !isOut && nowMs() - startMs < BEFORE_MS + MOST_AFTER_MS; index++) {
    if (drained === null && nowMs() - startMs >= BEFORE_MS) {
      drained = server.terminate().finally(() => {
        isOut = true;
      });
    }
    pending.push(askOne(index));
    const dueMs = startMs + ((index + 1) * 1e3) / ratePerSec;
    await new Promise((resolve) => scheduleTimer(resolve, Math.max(1, dueMs - nowMs())));
  }
  const drainMs = await (drained ?? server.terminate());
  await Promise.all(pending);
  return { answeredCount: counts.answered, refusedCount: counts.refused, lostCount: counts.lost, drainMs };
}

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return String(cause?.code ?? code ?? '');
}
