/**
 * Simulated machines: what the slices of two processes in one block read when nothing but noise tells them apart.
 */
import type { Random } from '../random.ts';

/** Log throughput, relative to the truth, of each slice of both processes of a block, turn by turn. */
export interface BlockNoise {
  cell: number[];
  reference: number[];
}

/** Draws the noise of one block. Cell and reference are exchangeable: the true effect is 0. */
export type Noise = (random: Random) => BlockNoise;

const TURNS = 20;

/**
 * A process level of its own (layout, JIT, placement) plus independent slices; `slice` may add what is not normal.
 */
function processes(processSd: number, slice: (random: Random) => number, level = normal): Noise {
  const side = (random: Random): number[] => {
    const own = processSd * level(random);
    return Array.from({ length: TURNS }, () => own + slice(random));
  };
  return (random) => ({ cell: side(random), reference: side(random) });
}

function normal(random: Random): number {
  return random.normal();
}

/** Student's t with 3 degrees of freedom: no fourth moment; one level in 65 lies beyond five times its scale. */
function heavyTailed(random: Random): number {
  const chiSquared = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(chiSquared / 3);
}

/** Slices of one process are alike: `correlation` of the variance of a slice (sd 3 %) belongs to its process. */
export function clustered(correlation: number): Noise {
  const sd = 0.03;
  const sliceSd = sd * Math.sqrt(1 - correlation);
  return processes(sd * Math.sqrt(correlation), (random) => sliceSd * random.normal());
}

/** Rare pauses, one slice in twenty, that eat 20–90 % of it, on top of 1 % noise. */
const pauses = processes(0.005, (random) => {
  const pause = random.next() < 0.05 ? Math.log(1 - (0.2 + 0.7 * random.next())) : 0;
  return 0.01 * random.normal() + pause;
});

/** Rare pauses, and in one block of five a neighbour who slows one of the two by 25 % for a third of its slices. */
const bursty: Noise = (random) => {
  const noise = pauses(random);
  if (random.next() < 0.2) {
    const side = random.next() < 0.5 ? noise.cell : noise.reference;
    const from = random.integer(TURNS);
    for (let turn = from; turn < Math.min(TURNS, from + TURNS / 3); turn++) side[turn]! += Math.log(0.75);
  }
  return noise;
};

/**
 * The machine slows and recovers while it measures: 10 % over a block, 10 % between blocks; turns of both sides
 * alternate.
 */
const drifting: Noise = (random) => {
  const { cell, reference } = processes(0.005, (own) => 0.01 * own.normal())(random);
  const start = 0.1 * random.normal();
  const slope = (0.1 * random.normal()) / TURNS;
  const drifted = (side: number[], late: (turn: number) => number): number[] =>
    side.map((value, turn) => value + start + slope * (turn + late(turn)));
  const cellIsSecond = cell.map(() => random.integer(2));
  return {
    cell: drifted(cell, (turn) => cellIsSecond[turn]! / 2),
    reference: drifted(reference, (turn) => (1 - cellIsSecond[turn]!) / 2),
  };
};

/** Every family that the claims are checked on. */
export const noises = {
  independent: clustered(0),
  'clustered .2': clustered(0.2),
  'clustered .5': clustered(0.5),
  'clustered .8': clustered(0.8),
  bursty,
  drifting,
  'heavy-tailed': processes(0.01, (random) => 0.01 * heavyTailed(random), heavyTailed),
} satisfies Record<string, Noise>;

/** The name of one family. */
export type NoiseName = keyof typeof noises;
