/**
 * Slices of one turn that go on beside each other: a round goes on until it rests, then the next one does. What a process does while it should
 * rest, or after its own slice, it does to those whose turn it is.
 */
import { REST_MESSAGES_MS } from '../config/defaults.ts';
import type { Rests } from '../measure/relay.ts';
import { type LiveRound, pidsOf } from './live-round.ts';
import type { Machine } from './machine.ts';
import { describeRestless } from './sleepers.ts';
import { Strand } from './strand.ts';

export interface BesideRequest {
  readonly order: readonly LiveRound[];
  readonly machine: Machine;
  /** Takes the slice of one round, and does not fail. */
  readonly take: (round: LiveRound, strand: Strand) => Promise<void>;
  /** Resolves when whoever went on before this one is asleep. */
  readonly untilTurn: (round: LiveRound) => Promise<void>;
}

/** When a slice was over, and with how much CPU of its processes; null where that cannot be read. */
interface Ending {
  readonly atMs: number;
  readonly cpuMs: number | null;
}

/** CPU that a process used while it was not its turn, as a share of that time. What messages take is not counted. */
export function readRestCpuRatio({ count, totalMs, cpuMs }: Rests): number {
  return totalMs === 0 ? 0 : Math.max(0, cpuMs - count * REST_MESSAGES_MS) / totalMs;
}

/** Returns what a process did after its own slice and should not have, if one did. */
export async function takeBeside({ order, machine, take, untilTurn }: BesideRequest): Promise<string | null> {
  const taken = order.map((round) => {
    const strand = new Strand();
    return { round, strand, slice: take(round, strand).finally(strand.end) };
  });
  const endings = new Map<LiveRound, Ending>();
  const noteEndings = (): void => {
    for (const { round, strand } of taken) {
      if (!strand.hasEnded || endings.has(round)) continue;
      endings.set(round, { atMs: machine.nowMs(), cpuMs: machine.readCpuMs(pidsOf(round)) });
    }
  };
  while (taken.some(({ strand }) => !strand.hasEnded)) {
    for (const { round, strand } of taken.filter((one) => !one.strand.hasEnded)) {
      await untilTurn(round);
      noteEndings();
      await strand.hold(() => round.handle?.resume?.(), machine.nowMs());
    }
  }
  const restless = [...endings].flatMap(
    ([round, ending]) => describeRestless(readCpuRatioSince(round, ending, machine)) ?? [],
  );
  await Promise.all(taken.map(({ slice }) => slice));
  return restless[0] ?? null;
}

function readCpuRatioSince(round: LiveRound, { atMs, cpuMs }: Ending, machine: Machine): number | null {
  const nowCpuMs = machine.readCpuMs(pidsOf(round));
  const lastedMs = machine.nowMs() - atMs;
  if (round.error !== null || cpuMs === null || nowCpuMs === null || lastedMs <= 0) return null;
  return (nowCpuMs - cpuMs) / lastedMs;
}

/** Slices of a turn that were taken beside each other are void together: for what one of them did in a rest, or for `afterwards`. */
export function voidTogether(rounds: readonly LiveRound[], turn: number, afterwards: string | null): void {
  const slices = rounds.flatMap((round) => round.slices.at(-1) ?? []).filter((one) => one.turn === turn);
  const restless = slices.find(({ voidReason }) => voidReason !== null)?.voidReason ?? afterwards;
  for (const slice of slices) slice.voidReason ??= restless;
}
