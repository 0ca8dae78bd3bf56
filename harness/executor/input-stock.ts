/**
 * Inputs for `transfer`: what was transferred is gone for its sender, so each task needs a copy of its own. Whoever has
 * fresh memory to give away (a request's body, a file) pays no copy for the transfer, so copies are made before a slice,
 * for as many tasks as it will offer; the one that is missing then is made on the spot, and that is counted.
 */
import { totalmem } from 'node:os';
import { nowMs } from '../measure/clock.ts';
import type { ModelSession, TaskReceipt, TransferList } from '../model.ts';

/** An input that may be given away, once. */
export interface FreshInput {
  readonly input: unknown;
  readonly transferList: TransferList;
}

const MOST_BYTES = 512 * 2 ** 20;
/** Several processes of a block have a stock each, and not ours alone are on this machine. */
const MOST_MEMORY_SHARE = 1 / 16;
const MOST_COPIES = 50_000;

const bytesOf = ({ transferList }: FreshInput): number =>
  transferList.reduce((sum, part) => sum + (part instanceof ArrayBuffer ? part.byteLength : 0), 0);

/** What all copies of one stock may take. */
function mostBytes(): number {
  const limit = process.constrainedMemory();
  const memory = limit > 0 && limit < totalmem() ? limit : totalmem();
  return Math.min(MOST_BYTES, memory * MOST_MEMORY_SHARE);
}

export class InputStock {
  readonly #copy: (index: number) => FreshInput;
  readonly #ready: FreshInput[][];
  readonly #mostBytes = mostBytes();
  #readyCount = 0;
  #readyBytes = 0;
  #copiedInsideMs = 0;

  /** @param copy gives a fresh copy of the input of that index, of `count`. */
  constructor(count: number, copy: (index: number) => FreshInput) {
    this.#copy = copy;
    this.#ready = Array.from({ length: count }, () => []);
  }

  /** Time that went into copies which were not in stock, cumulative. */
  get copiedInsideMs(): number {
    return this.#copiedInsideMs;
  }

  /** Copies for the next `count` tasks, as far as memory goes. The first of them has the input `cursor % inputs`. */
  fill(count: number, cursor: number): void {
    const wanted = new Array<number>(this.#ready.length).fill(0);
    for (let task = 0; task < Math.min(count, MOST_COPIES); task++) {
      const index = (cursor + task) % wanted.length;
      wanted[index]! += 1;
      if (this.#ready[index]!.length >= wanted[index]!) continue;
      if (this.#readyCount >= MOST_COPIES || this.#readyBytes >= this.#mostBytes) return;
      const fresh = this.#copy(index);
      this.#ready[index]!.push(fresh);
      this.#readyCount += 1;
      this.#readyBytes += bytesOf(fresh);
    }
  }

  take(index: number): FreshInput {
    const fresh = this.#ready[index]!.pop();
    if (fresh !== undefined) {
      this.#readyCount -= 1;
      this.#readyBytes -= bytesOf(fresh);
      return fresh;
    }
    const startedMs = nowMs();
    const copied = this.#copy(index);
    this.#copiedInsideMs += nowMs() - startedMs;
    return copied;
  }

  /** The session with indices of inputs as its inputs: what a task is given comes out of the stock. */
  serve(session: ModelSession): ModelSession {
    const run = (index: unknown): Promise<TaskReceipt> => {
      const { input, transferList } = this.take(index as number);
      return session.run(input, transferList);
    };
    return { ...session, run };
  }
}
