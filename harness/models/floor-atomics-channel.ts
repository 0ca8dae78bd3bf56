/** The parent's side of `floor:atomics`: a ring to each thread, and one first-in-first-out queue for what finds no slot. */
import { builtUrl } from '../built.ts';
import type { ErrorRecord } from '../errors.ts';
import type { EndWatch } from '../executor/end-watch.ts';
import type { FloorChannel } from '../executor/floor-session.ts';
import { describeUnsendable, failedReceipt, type WorkerReading } from '../executor/pool-receipts.ts';
import { WatchedThread } from '../executor/watched-thread.ts';
import { nowMs } from '../measure/clock.ts';
import type { OpenRequest, TaskReceipt } from '../model.ts';
import type { ThreadData } from './floor-atomics-entry.ts';
import { COUNTS, createRingMemory, KINDS, Ring, SLOT_COUNT } from './floor-atomics-ring.ts';

const scheduleImmediate = setImmediate;

interface WaitAsync {
  readonly waitAsync: (
    array: Int32Array,
    index: number,
    value: number,
  ) => { readonly async: boolean; readonly value: unknown };
}
/** In every Node.js that we run on; the library of types has it from ES2024 on. */
const { waitAsync } = Atomics as typeof Atomics & WaitAsync;

interface Message {
  readonly kind: number;
  readonly value: unknown;
  readonly submittedMs: number;
  readonly settle: (receipt: TaskReceipt) => void;
}

/** One thread, its ring, and the messages in it, the oldest first. */
class RingThread {
  readonly thread: WatchedThread;
  readonly ring: Ring;
  readonly messages: Message[] = [];
  writtenCount = 0;
  answeredCount = 0;

  constructor({ executor }: OpenRequest, executorIndex: number, onEnd: (record: ErrorRecord) => void) {
    const memory = createRingMemory();
    this.ring = new Ring(memory);
    const data: ThreadData = { executor, executorIndex, memory };
    const entry = builtUrl('harness/models/floor-atomics-entry.js');
    this.thread = new WatchedThread(entry, data, executorIndex, onEnd);
  }

  /** Throws what cannot be written, and has then written nothing. */
  write(message: Message): void {
    this.ring.write(this.writtenCount, message.kind, message.value);
    this.messages.push(message);
    this.writtenCount += 1;
    this.ring.publish(COUNTS.written, this.writtenCount);
  }

  settleOldest(): void {
    const message = this.messages.shift();
    const at = this.answeredCount;
    this.answeredCount += 1;
    if (message === undefined) return;
    const isDone = this.ring.kindAt(at) === KINDS.done;
    const value = this.ring.read(at);
    message.settle({
      output: isDone ? value : undefined,
      error: isDone ? null : (value as ErrorRecord),
      submittedMs: message.submittedMs,
      startedMs: this.ring.startedMsAt(at),
      endedMs: this.ring.endedMsAt(at),
      executorIndex: this.thread.index,
    });
  }
}

export class AtomicsChannel implements FloorChannel {
  readonly threads: readonly WatchedThread[];
  readonly #rings: readonly RingThread[];
  readonly #watch: EndWatch;
  readonly #queue: Message[] = [];

  constructor(request: OpenRequest, watch: EndWatch) {
    this.#watch = watch;
    this.#rings = Array.from(
      { length: Number(request.knobs.poolSize) },
      (_, index) => new RingThread(request, index, (record) => watch.fail(record)),
    );
    this.threads = this.#rings.map(({ thread }) => thread);
    for (const ring of this.#rings) void this.#listen(ring);
    void watch.ended.then((error) => this.#failAll(error));
  }

  #failAll(error: ErrorRecord): void {
    const lost = [...this.#rings.flatMap(({ messages }) => messages.splice(0)), ...this.#queue.splice(0)];
    for (const { settle, submittedMs } of lost) settle(failedReceipt(error, submittedMs));
    for (const { ring } of this.#rings) Atomics.notify(ring.counters, COUNTS.answered); // nobody listens for ever
  }

  /** Answers come in turns of the loop, as messages do: it must not stand still while they follow each other closely. */
  async #listen(ringThread: RingThread): Promise<void> {
    const { counters } = ringThread.ring;
    while (this.#watch.failure === null) {
      const wait = waitAsync(counters, COUNTS.answered, ringThread.answeredCount);
      await (wait.async ? wait.value : new Promise((resolve) => scheduleImmediate(resolve)));
      const answeredCount = Atomics.load(counters, COUNTS.answered);
      while (ringThread.answeredCount < answeredCount && this.#watch.failure === null) {
        ringThread.settleOldest();
        const next = this.#queue.shift();
        if (next) this.#write(ringThread, next);
      }
    }
  }

  #write(ringThread: RingThread, message: Message): void {
    const submitted = { ...message, submittedMs: nowMs() };
    try {
      ringThread.write(submitted);
    } catch (thrown) {
      message.settle(failedReceipt(describeUnsendable(thrown, 'threads'), submitted.submittedMs));
    }
  }

  #freest(): RingThread | null {
    let freest: RingThread | null = null;
    for (const ringThread of this.#rings) {
      if (ringThread.messages.length < (freest?.messages.length ?? SLOT_COUNT)) freest = ringThread;
    }
    return freest;
  }

  run(input: unknown): Promise<TaskReceipt> {
    if (this.#watch.failure !== null) return Promise.resolve(failedReceipt(this.#watch.failure, nowMs()));
    return new Promise((settle) => {
      const message = { kind: KINDS.task, value: input, submittedMs: Number.NaN, settle };
      const ringThread = this.#queue.length === 0 ? this.#freest() : null;
      if (ringThread) this.#write(ringThread, message);
      else this.#queue.push(message);
    });
  }

  /** A thread whose ring is full has tasks that never end: it is not asked. */
  #askAll(kind: number): Promise<TaskReceipt[]> {
    return Promise.all(
      this.#rings.map(
        (ringThread) =>
          new Promise<TaskReceipt>((settle) => {
            if (ringThread.messages.length === SLOT_COUNT) return;
            this.#write(ringThread, { kind, value: null, submittedMs: Number.NaN, settle });
          }),
      ),
    );
  }

  async readMeters(): Promise<WorkerReading[]> {
    return (await this.#askAll(KINDS.readMeters)).map(({ output }) => output as WorkerReading);
  }

  closeScenarios(): Promise<unknown> {
    return this.#askAll(KINDS.closeScenario);
  }
}
