/** `crossover breakeven` again and again, and whether what it says holds at sizes that it did not measure. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../../../../harness/built.ts';
import type { CrossingRecord as Crossing, RunDocument } from '../../../../harness/result/schema.ts';
import { createRandom } from '../../../../harness/stats/random.ts';
import type { Lab } from '../lab.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

const REPEATS = 10;
const WIDEST = 2.5;
const LEAST_SHARING = 8;
const HELD_OUT_COUNT = 20;
const HELD_OUT_BLOCKS = 3;
const LEAST_RIGHT = 0.95;
/** How far below and above an interval sizes are drawn. */
const REACH = { below: 10, above: 30 };

/** Runs the command as a user would; gives its document. Throws what it said where it ended otherwise than well. */
async function runCrossover(lab: Lab, words: readonly string[]): Promise<RunDocument> {
  const outDir = await lab.makeTempDir();
  const cli = fileURLToPath(builtUrl('scripts/cli.js'));
  const child = spawn(process.execPath, [cli, ...words, '--out', outDir, '--quiet'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`crossover ${words.join(' ')} ended with ${code}: ${said}`);
  const [folder] = (await readdir(outDir)).filter((name) => name !== 'latest');
  return JSON.parse(await readFile(join(outDir, folder ?? '', 'result.json'), 'utf8')) as RunDocument;
}

/** The most intervals that have a value in common: at the lower end of one of them. */
function countSharing(intervals: readonly { low: number; high: number }[]): number {
  return Math.max(
    0,
    ...intervals.map(({ low }) => intervals.filter((other) => other.low <= low && low <= other.high).length),
  );
}

const modelOf = ({ models }: Crossing): string => models[0] ?? '';
const inMs = (value: number): string => value.toPrecision(3);

function toRepeatRow(model: string, crossings: readonly Crossing[]): FidelityRow {
  const intervals = crossings.flatMap(({ at }) => at ?? []);
  const widest = Math.max(...intervals.map(({ low, high }) => high / low));
  const sharing = countSharing(intervals);
  const listed = intervals.map(({ value, low, high }) => `${inMs(value)} [${inMs(low)}, ${inMs(high)}]`);
  return {
    what: `\`crossover breakeven\` ${REPEATS} times: where \`${model}\` begins to pay, ms`,
    goal: `all with an interval no wider than × ${WIDEST}, ≥ ${LEAST_SHARING} sharing a value`,
    measured: `${intervals.length} intervals, the widest × ${widest.toFixed(2)}, ${sharing} share a value: ${listed.join(' · ')}`,
    passed: intervals.length === REPEATS && widest <= WIDEST && sharing >= LEAST_SHARING,
  };
}

/** Sizes on both sides of all intervals, evenly drawn over the logarithm. */
function drawSizes(crossings: readonly Crossing[]): number[] {
  const random = createRandom(20_261_126).fork('held-out sizes');
  const low = Math.min(...crossings.map(({ at }) => at!.low));
  const high = Math.max(...crossings.map(({ at }) => at!.high));
  const draw = (from: number, to: number): number =>
    Number((from * (to / from) ** random.next()).toPrecision(3));
  return Array.from({ length: HELD_OUT_COUNT }, (_, index) =>
    index % 2 === 0 ? draw(low / REACH.below, low) : draw(high, high * REACH.above),
  );
}

/** Whom the crossing names at a size, and who really was ahead there. */
function judge(crossing: Crossing, { cells, conditions, contrasts }: RunDocument): boolean[] {
  const label = modelOf(crossing);
  return conditions.flatMap(({ id, params }) => {
    const cell = cells.find((one) => one.condition === id && one.label === label);
    const contrast = contrasts.find((one) => one.cell === cell?.id && one.ratio !== null);
    if (!contrast?.ratio) return [];
    const isAbove = Number(params.taskMs) > crossing.at!.value;
    return [contrast.ratio.value > 1 === (isAbove === crossing.leadsAbove)];
  });
}

export const breakEvenHolds: FidelityCheck = {
  id: 'break-even',
  summary: 'crossover breakeven ten times, and its word against held-out sizes',
  run: async (lab, log) => {
    const documents: RunDocument[] = [];
    for (let repeat = 1; repeat <= REPEATS; repeat++) {
      documents.push(await runCrossover(lab, ['breakeven', '--seed', String(repeat)]));
      log(`breakeven ${repeat}/${REPEATS}`);
    }
    const models = [...new Set(documents.flatMap(({ crossings }) => crossings.map(modelOf)))];
    const rows = models.map((model) =>
      toRepeatRow(
        model,
        documents.flatMap(({ crossings }) => crossings.filter((one) => modelOf(one) === model)),
      ),
    );
    const named = documents[0]!.crossings.filter(({ at }) => at !== null);
    if (named.length === 0) return rows;
    const sizes = drawSizes(named);
    log(`held-out sizes: ${sizes.join(', ')} ms`);
    const heldOut = await runCrossover(lab, [
      'run',
      'cpu/grain',
      '--models',
      'single-loop,worker-threads,child-processes',
      '--param',
      `taskMs=${sizes.join(',')}`,
      '--blocks',
      String(HELD_OUT_BLOCKS),
    ]);
    const judged = named.flatMap((crossing) => judge(crossing, heldOut));
    const right = judged.filter(Boolean).length;
    rows.push({
      what: `held-out task sizes outside of the first interval, ${HELD_OUT_BLOCKS} blocks each: the winner that \`crossover breakeven\` named was the winner`,
      goal: `≥ ${LEAST_RIGHT * 100} % of 40`,
      measured: `${right} of ${judged.length}`,
      passed: judged.length >= 40 && right >= LEAST_RIGHT * judged.length,
    });
    return rows;
  },
};
