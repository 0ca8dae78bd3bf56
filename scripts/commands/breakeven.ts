/**
 * `crossover breakeven`: from which task size on a thread and a process pay on this machine. A short first look tells where
 * the places lie; its figures are thrown away. Then an ordinary run measures sizes around these places.
 */
import { rm } from 'node:fs/promises';
import { DEFAULT_IN_FLIGHT } from '../../harness/config/defaults.ts';
import { resolveConfig } from '../../harness/config/resolve.ts';
import { models } from '../../harness/models/index.ts';
import type { RunDocument } from '../../harness/result/schema.ts';
import { run as measure } from '../../harness/run.ts';
import { makeTempFolder } from '../../harness/temp-folder.ts';
import { createProgress } from '../../reports/terminal/progress.ts';
import type { CommandArguments } from '../command-line.ts';
import { SIGNAL_EXIT } from '../exit-code.ts';
import { columnsOf, type Io, stopSignalOf } from '../io.ts';
import type { Measure } from './after-measuring.ts';
import { aroundPlaces, placeOf } from './breakeven-sizes.ts';
import { listenWith } from './listen.ts';
import { loadScenarios } from './load-scenarios.ts';
import { runCommand } from './run.ts';
import { toRunRequest } from './run-request.ts';

const SCENARIO = 'cpu/grain';
const PARAM = 'taskMs';
const MODELS = 'single-loop,worker-threads,child-processes';
const FIRST_LOOK_MS = [0.03, 0.3, 3];
const FIRST_LOOK_BLOCKS = 1;
const BLOCKS = '5';
/** Both looks together, for each kind of drive and data that is asked for. */
const CURVE_MS = 85_000;
/** The first look's share of it at the most, and what the second gets at the least. */
const FIRST_LOOK_SHARE = 0.3;
const LEAST_SECOND_MS = 5_000;

/** Gives the exit code of the run. Throws CrossoverError like `run`. */
export async function breakevenCommand(
  typed: CommandArguments,
  io: Io,
  run: Measure = measure,
): Promise<number> {
  const options: CommandArguments['options'] = { models: MODELS, 'in-flight': '8', ...typed.options };
  const budgetMs = budgetOf(options);
  const startedMs = performance.now();
  const document = await lookFirst({ words: [SCENARIO], options }, budgetMs, io, run);
  const stop = stopSignalOf(io);
  if (stop !== null) {
    io.stderr.write('Stopped in the first look: children are ended, nothing was measured yet.\n');
    return SIGNAL_EXIT[stop];
  }
  const sizes = aroundPlaces(placesOf(document));
  const { quiet, json } = toRunRequest({ words: [SCENARIO], options });
  if (!(quiet || json)) io.stderr.write(`Measuring tasks of ${sizes.join(', ')} ms.\n`);
  const leftMs = Math.max(LEAST_SECOND_MS, budgetMs - (performance.now() - startedMs));
  const budget = `${Math.round(leftMs / 1e3)}s`;
  // Who names a number of blocks gets it, however long it takes; who names a time gets as many as fit.
  const limits =
    options.budget !== undefined
      ? { budget }
      : options.blocks === undefined
        ? { blocks: BLOCKS, budget }
        : {};
  const asked = { ...options, ...limits, param: [`${PARAM}=${sizes.join(',')}`, ...paramsOf(options)] };
  return runCommand({ words: [SCENARIO], options: asked }, io, run);
}

/** `--param payloadKiB=1024` is for both looks; the sizes of tasks are what this command finds. */
const paramsOf = ({ param }: CommandArguments['options']): readonly string[] =>
  Array.isArray(param) ? param.filter((text) => !text.startsWith(`${PARAM}=`)) : [];

/** What was asked for, or what the curves need: one for each number in flight and each combination of other parameters. */
function budgetOf(options: CommandArguments['options']): number {
  const {
    inFlight = [DEFAULT_IN_FLIGHT],
    params = {},
    budgetMs,
  } = toRunRequest({ words: [SCENARIO], options }).options;
  const others = Object.entries(params).filter(([name]) => name !== PARAM);
  const curveCount = others.reduce((count, [, values]) => count * values.length, inFlight.length);
  return budgetMs ?? CURVE_MS * curveCount;
}

/** One block for each of three sizes, into a folder that is removed. A void one is not repeated: it chooses sizes, no more. */
async function lookFirst(
  given: CommandArguments,
  budgetMs: number,
  io: Io,
  run: Measure,
): Promise<RunDocument> {
  const param = [`${PARAM}=${FIRST_LOOK_MS.join(',')}`, ...paramsOf(given.options)];
  const { budget: _budget, blocks: _blocks, ...kept } = given.options;
  const request = toRunRequest({ words: given.words, options: { ...kept, param } });
  const loaded = await loadScenarios(request, io.signal);
  const outDir = await makeTempFolder('look');
  const isSilent = request.quiet || request.json;
  const progress = isSilent
    ? null
    : createProgress({
        stream: io.stderr,
        isTTY: io.stderr.isTTY === true,
        columns: () => columnsOf(io.stderr),
        env: io.env,
      });
  if (!isSilent) io.stderr.write('A first look at tasks of 0.03, 0.3 and 3 ms: where does it change?\n');
  try {
    const limits = { blocks: FIRST_LOOK_BLOCKS, budgetMs: FIRST_LOOK_SHARE * budgetMs };
    const config = resolveConfig({ ...request.options, ...limits }, loaded.scenarios, models);
    return await run(
      { ...config, maxAttempts: 1 },
      {
        outDir,
        command: 'crossover breakeven',
        signal: io.signal,
        onEvent: listenWith(progress, io),
      },
    );
  } finally {
    progress?.clear();
    await loaded.dispose();
    await rm(outDir, { recursive: true, force: true });
  }
}

/** For every cell but the reference: about where it passes it. */
function placesOf({ cells, conditions }: RunDocument): number[] {
  const sizeOf = new Map(conditions.map(({ id, params }) => [id, Number(params[PARAM])]));
  const rateOf = (cell: RunDocument['cells'][number]): number =>
    cell.blocks.find(({ status }) => status === 'ok')?.meanThroughputPerSec ?? Number.NaN;
  const references = new Map(
    cells.filter(({ isReference }) => isReference).map((cell) => [cell.condition, rateOf(cell)]),
  );
  const curves = new Map<string, { sizeMs: number; ratio: number }[]>();
  for (const cell of cells) {
    if (cell.isReference || cell.isFloor) continue;
    const ratio = rateOf(cell) / (references.get(cell.condition) ?? Number.NaN);
    const key = JSON.stringify([cell.label, cell.inFlight]);
    const sizeMs = sizeOf.get(cell.condition) ?? Number.NaN;
    curves.set(key, [...(curves.get(key) ?? []), { sizeMs, ratio }]);
  }
  return [...curves.values()].flatMap((curve) => placeOf(curve) ?? []);
}
