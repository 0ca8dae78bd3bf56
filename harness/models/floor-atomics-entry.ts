/**
 * The thread of `floor:atomics`: opens the scenario, says so by a message, and from then on sleeps in Atomics.wait until
 * there is something in the ring. Its event loop turns while a task has not settled, and now and then between tasks.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorRecord } from '../errors.ts';
import type { ExecutedTask } from '../executor/executor.ts';
import { describeUnsendable } from '../executor/pool-receipts.ts';
import { PoolWorker } from '../executor/pool-worker.ts';
import { shieldParent } from '../executor/shield-parent.ts';
import { throwPlainErrors } from '../executor/thread-side.ts';
import { nowMs } from '../measure/clock.ts';
import type { ExecutorSpec } from '../model.ts';
import { COUNTS, KINDS, Ring, type RingMemory } from './floor-atomics-ring.ts';

export interface ThreadData {
  readonly executor: ExecutorSpec;
  readonly executorIndex: number;
  readonly memory: RingMemory;
}

const scheduleImmediate = setImmediate;
const scheduleTimer = setTimeout;
/** What tasks leave to the loop, such as output to be written, would pile up where it never turned. */
const LONGEST_STANDSTILL_MS = 10;
/** Output leaves a thread by way of its parent, who asks for more: beyond this, tasks wait for that. */
const MOST_OUTPUT_BYTES = 1_000_000;
/** How long they wait at most: a parent that hears nothing any more must not hold them. */
const LONGEST_OUTPUT_WAIT_MS = 1_000;
shieldParent();
throwPlainErrors();
const { executor, executorIndex, memory } = workerData as ThreadData;
const own = new PoolWorker();
const ring = new Ring(memory);

function writeFailure(at: number, error: ErrorRecord): void {
  try {
    ring.write(at, KINDS.failed, error);
  } catch (thrown) {
    ring.write(at, KINDS.failed, describeUnsendable(thrown, 'threads'));
  }
}

function writeTask(at: number, { output, error, startedMs, endedMs }: ExecutedTask): void {
  ring.writeStamps(at, startedMs, endedMs);
  if (error !== null) {
    writeFailure(at, error);
    return;
  }
  try {
    ring.write(at, KINDS.done, output);
  } catch (thrown) {
    writeFailure(at, describeUnsendable(thrown, 'threads'));
  }
}

function turnLoop(): Promise<void> {
  return new Promise((resolve) => scheduleImmediate(resolve));
}

/** A flood of output would fill the thread's memory between two turns, or while the parent is busy. */
async function waitForOutput(): Promise<void> {
  const lastMs = nowMs() + LONGEST_OUTPUT_WAIT_MS;
  while (waitingOutputBytes() > MOST_OUTPUT_BYTES && nowMs() < lastMs) {
    await new Promise((resolve) => scheduleTimer(resolve, 1));
  }
}

const waitingOutputBytes = (): number => process.stdout.writableLength + process.stderr.writableLength;

/** Collections are told of in turns of the loop. */
async function writeMeters(at: number): Promise<void> {
  await turnLoop();
  ring.write(at, KINDS.done, own.read());
}

async function closeScenario(at: number): Promise<void> {
  await own.close();
  ring.write(at, KINDS.done, null);
}

/** A promise only where the loop has to turn before there is an answer. */
function answer(at: number): void | Promise<void> {
  const kind = ring.kindAt(at);
  if (kind === KINDS.readMeters) return writeMeters(at);
  if (kind === KINDS.closeScenario) return closeScenario(at);
  const task = own.execute(ring.read(at));
  if (task instanceof Promise) return task.then((done) => writeTask(at, done));
  writeTask(at, task);
}

async function serve(): Promise<never> {
  let turnedMs = nowMs();
  for (let answeredCount = 0; ; ) {
    Atomics.wait(ring.counters, COUNTS.written, answeredCount);
    const writtenCount = Atomics.load(ring.counters, COUNTS.written);
    while (answeredCount < writtenCount) {
      const answering = answer(answeredCount);
      if (answering) await answering;
      if (waitingOutputBytes() > MOST_OUTPUT_BYTES) await waitForOutput();
      answeredCount += 1;
      ring.publish(COUNTS.answered, answeredCount);
    }
    if (nowMs() - turnedMs > LONGEST_STANDSTILL_MS) {
      await turnLoop();
      turnedMs = nowMs();
    }
  }
}

const post = parentPort?.postMessage.bind(parentPort);
parentPort?.on('message', () => {}); // a thread whose task waits for nothing would end
// No top-level await: Node.js 20 aborts the whole process when a thread is ended while such a module loads.
void own.open(executor, executorIndex).then((opened) => {
  post?.(opened);
  return serve(); // also without a scenario: the end of a thread is another news than that
});
