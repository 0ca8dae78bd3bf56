/** The gate with somebody else on the machine: live comparisons of equal code, with hogs on the CPUs. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../../../harness/built.ts';
import { gateSides } from '../../../harness/compare/gate-sides.ts';
import { resolveConfig } from '../../../harness/config/resolve.ts';
import { models } from '../../../harness/models/index.ts';
import type { Contrast } from '../../../harness/result/schema.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { run } from '../../../harness/run.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import { loadSides } from '../../commands/ab-sides.ts';
import type { TrustRow } from './row.ts';

const SEED = 20_261_130;
const HOG = fileURLToPath(new URL('../scripts/dev/trust/hog.mjs', builtUrl('.')));
const ROWS = fileURLToPath(new URL('../scripts/dev/trust/live.json', builtUrl('.')));
const CORES = 2;
const COMPARISONS = 30;
const SHORT = { blocks: 4, blockMs: 2_500 };
const RAMP = { blocks: 12, blockMs: 5_000 };
/** Of one core: a machine of two that slows by a fifth, and stays below what voids a block. */
const RAMP_SHARE = 0.28;

type Sides = Awaited<ReturnType<typeof loadSides>>;

async function compareEqual(
  { baseName, headName, bases, heads }: Sides,
  { blocks, blockMs }: typeof SHORT,
  seed: number,
): Promise<Contrast> {
  const config = resolveConfig(
    {
      preset: 'quick',
      models: ['single-loop'],
      blocks,
      seed,
      params: { change: ['none'] },
      sides: { baseName, headName, heads },
    },
    bases,
    models,
  );
  const document = await run(
    { ...config, nominalBlockMs: blockMs, maxAttempts: 2 },
    {
      outDir: 'bench-results/trust-live',
      command: 'npm run trust -- --live',
      onEvent: () => {},
      signal: new AbortController().signal,
    },
  );
  return gateSides(document, '').contrasts[0]!;
}

function startHogs(from: number, to: number, rampMs: number, count: number): ChildProcess[] {
  return Array.from({ length: count }, () => fork(HOG, [from, to, rampMs].map(String)));
}

async function withHogs<Value>(hogs: readonly ChildProcess[], work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } finally {
    for (const hog of hogs) hog.kill('SIGKILL');
  }
}

async function hoggedRow(sides: Sides, log: (text: string) => void): Promise<TrustRow> {
  const random = createRandom(SEED).fork('hogs');
  const hogged = random.shuffle(Array.from({ length: COMPARISONS }, (_, index) => index % 2 === 0));
  const verdicts: { verdict: string; isHogged: boolean }[] = [];
  for (const [index, isHogged] of hogged.entries()) {
    const hogs = isHogged ? startHogs(1, 1, 0, CORES) : [];
    const { verdict, reason } = await withHogs(hogs, () => compareEqual(sides, SHORT, SEED + index));
    verdicts.push({ verdict, isHogged });
    log(
      `comparison ${index + 1} of ${COMPARISONS}${isHogged ? ' with hogs' : ''}: ${verdict} ${reason ?? ''}`,
    );
  }
  const count = (wanted: readonly string[], isHogged: boolean): number =>
    verdicts.filter((one) => wanted.includes(one.verdict) && one.isHogged === isHogged).length;
  const wrong = count(['slower', 'faster'], true) + count(['slower', 'faster'], false);
  const part = (isHogged: boolean): string =>
    `${count(['same'], isHogged)} same, ${count(['unsure'], isHogged)} unsure, ${count(['not comparable'], isHogged)} void`;
  return {
    what: `live: equal code, a hog on both cores for a random half of ${COMPARISONS} comparisons: false verdicts`,
    goal: '0',
    measured: `${wrong}; with hogs ${part(true)}; without ${part(false)}`,
    passed: wrong === 0,
  };
}

async function rampRow(sides: Sides): Promise<TrustRow> {
  const rampMs = RAMP.blocks * RAMP.blockMs;
  const { ratio, verdict } = await withHogs(startHogs(0, RAMP_SHARE, rampMs, 1), () =>
    compareEqual(sides, RAMP, SEED),
  );
  const percent = (value: number): string => `${((value - 1) * 100).toFixed(2)} %`;
  const text =
    ratio === null ? 'no ratio' : `${percent(ratio.value)} [${percent(ratio.low)}, ${percent(ratio.high)}]`;
  return {
    what: `live: equal code, a hog that grows from 0 to ${Math.round(RAMP_SHARE * 100)} % of a core over the job: change read`,
    goal: '< 0.5 %',
    measured: `${text}, ${verdict}`,
    passed: ratio !== null && Math.abs(ratio.value - 1) < 0.005,
  };
}

/** Measures, and stores the rows beside this source. About ten minutes. */
export async function measureLive(log: (text: string) => void): Promise<void> {
  const folder = (version: string): string => fileURLToPath(builtUrl(`scripts/dev/trust/${version}`));
  const sides = await loadSides(
    {
      words: [folder('base'), folder('head')],
      scenarios: ['integer-loop.js'],
      inputFile: null,
      preset: 'quick',
      commands: { install: null, build: null },
    },
    log,
    new AbortController().signal,
  );
  try {
    const rows = [await rampRow(sides), await hoggedRow(sides, log)];
    const stored = { measuredAt: new Date().toISOString(), rows };
    await writeFileAtomically(ROWS, `${JSON.stringify(stored, null, 2)}\n`);
    for (const { what, measured } of rows) log(`${what}: ${measured}`);
  } finally {
    await sides.dispose();
  }
}

/** What was measured last; nothing where nothing was. */
export async function readLiveRows(): Promise<readonly TrustRow[]> {
  try {
    const { rows, measuredAt } = JSON.parse(await readFile(ROWS, 'utf8')) as {
      rows: TrustRow[];
      measuredAt: string;
    };
    return rows.map((row) => ({ ...row, what: `${row.what} (${measuredAt.slice(0, 10)})` }));
  } catch {
    return [];
  }
}
