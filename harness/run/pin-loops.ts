/** On which CPU the loops of a block are, for one turn after the other. */
import type { ExecutionModel, Knobs } from '../model.ts';
import type { LiveRound } from './live-round.ts';
import type { Machine } from './machine.ts';

/** Whether it may start or end executors by itself. */
export function resizes({ resizesAt }: ExecutionModel, knobs: Knobs): boolean {
  return resizesAt?.(knobs) ?? false;
}

/** A model that starts threads or processes while it runs would confine them all: then nothing is pinned. */
export function canPin(rounds: readonly LiveRound[]): boolean {
  return !rounds.some(({ cell: { model, knobs } }) => model.spawnsWhileRunning || resizes(model, knobs));
}

export class LoopPins {
  readonly #machine: Machine;
  /** Where all loops are since the last turn. */
  #pinnedTo: number | null = null;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Returns where they are now: null where not all of them could be pinned, or `cpu` is none. */
  async pinAll(rounds: readonly LiveRound[], cpu: number | null): Promise<number | null> {
    if (cpu === null || cpu === this.#pinnedTo) return cpu;
    const pinned = await Promise.all(
      rounds.flatMap(({ handle, opened }) => {
        const own = handle?.pid;
        if (own === null || own === undefined) return [];
        const loop = opened?.loopPid;
        if (loop === undefined) return [this.#machine.pin(own, cpu)];
        // What makes the load is kept off the CPU of the loop that it loads.
        return [this.#machine.pin(loop, cpu), this.#machine.pin(own, this.#otherThan(cpu))];
      }),
    );
    this.#pinnedTo = pinned.every(Boolean) ? cpu : null;
    return this.#pinnedTo;
  }

  #otherThan(cpu: number): number {
    return this.#machine.pinnableCpus.find((other) => other !== cpu) ?? cpu;
  }
}
