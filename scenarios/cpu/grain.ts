import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { makeRecords, type PayloadRecord } from '../records.ts';
import { calibration } from '../services/refs.ts';
import { spin } from '../spin.ts';

interface Params {
  readonly taskMs: number;
  readonly payloadKiB: number;
}

interface Grain {
  readonly seed: number;
  readonly records: readonly PayloadRecord[];
}

interface Context {
  readonly iterations: number;
}

function open({ params, services }: ScenarioEnv<Params>): Context {
  const { iterationsPerMs } = services[calibration.id] ?? {};
  if (iterationsPerMs === undefined)
    throw new Error(`The service "${calibration.id}" is not among those started.`);
  return { iterations: Math.round(params.taskMs * Number(iterationsPerMs)) };
}

/** Every record goes into the seed, so that none can be left out: other records give another output. */
function readRecords({ seed, records }: Grain): number {
  let state = seed;
  for (const { id } of records) state = Math.imul(state ^ id, 0x2c1b3c6d);
  return state;
}

/**
 * How large must a task be for another core to pay? One loop, cut into tasks of any size. The number of iterations is
 * `taskMs` times what the service `calibration` measured, once for a run: every model, block and cell does the same work.
 * `taskMs` is only the dial: on an axis stand the run times that the reference measured, for a task is slower beside
 * others, at another clock rate, or with a payload that it has to read.
 *
 * Another run may be calibrated otherwise; then its work is other work, digests say so, and it is not compared.
 */
export default defineScenario({
  id: 'cpu/grain',
  kind: 'cpu',
  summary: 'Spins in an integer loop for about taskMs; plain objects of payloadKiB come with the task.',
  lesson:
    'Below some size a task is done sooner than it is sent away; the more it carries, the larger it must be.',
  params: { taskMs: [1, 0.01, 0.03, 0.1, 0.3, 3, 10, 30, 100], payloadKiB: [0, 16, 1024] },
  services: [calibration],
  inputs: ({ payloadKiB }: Params, random, count): Grain[] => {
    // Before the records: the same seeds with any payload.
    const seeds = Array.from({ length: count }, () => random.integer(0x8000_0000));
    const records = makeRecords(random, payloadKiB); // one list for all: it is copied when a task is sent
    return seeds.map((seed) => ({ seed, records }));
  },
  open,
  run: (input: Grain, { iterations }: Context) => spin(readRecords(input), iterations),
});
