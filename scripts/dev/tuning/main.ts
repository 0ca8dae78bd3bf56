/**
 * `npm run tuning`: how good is the search behind `crossover tune`? Runs it on curves whose truth is known, at several noises and
 * over many seeds, and on a bank of real blocks, and writes the tables in docs/tuning.md. Measures nothing. `-- --short` is a look that leaves
 * the page alone; `-- --record` measures the bank.
 */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { builtUrl } from '../../../harness/built.ts';
import { TUNE } from '../../../harness/config/defaults.ts';
import { readUsableCores } from '../../../harness/environment.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { type CurveClaim, NOISES, scoreOf } from '../../../harness/tune/oracle/claims.ts';
import { LARGE, type OracleMachine, SMALL } from '../../../harness/tune/oracle/curves.ts';
import {
  constants,
  type PolicyScore,
  RULES_OF_THUMB,
  scorePolicy,
} from '../../../harness/tune/oracle/policies.ts';
import { readTuningBank, writeTuningBank } from './bank.ts';
import type { OracleJob } from './oracle-entry.ts';
import { recordTuningBank } from './record.ts';
import { replayBank } from './replay.ts';
import { curveTable, goalTable, limitTable, policyTable, replayTable } from './tables.ts';

const PAGE = fileURLToPath(new URL('../docs/tuning.md', builtUrl('.')));
const MARKS = ['<!-- figures -->', '<!-- end of figures -->'] as const;
const REAL_MARKS = ['<!-- real -->', '<!-- end of real -->'] as const;
const SEEDS = { full: 500, short: 20 };
/** It takes long, and says little. */
const MOST_EXHAUSTIVE_SEEDS = 100;

const MACHINES: readonly (readonly [title: string, machine: OracleMachine])[] = [
  [`${LARGE.cores} cores, sizes 1 to ${LARGE.most}`, LARGE],
  [`${SMALL.cores} cores, sizes 1 to ${SMALL.most}`, SMALL],
];

/** On a thread of its own, so that all cores have something to do. */
function simulate(job: OracleJob): Promise<CurveClaim[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtUrl('scripts/dev/tuning/oracle-entry.js'), { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** All noises at once, each on a thread. */
async function simulateAll(job: Omit<OracleJob, 'noises'>): Promise<CurveClaim[]> {
  const claims = await Promise.all(NOISES.map((noiseRatio) => simulate({ ...job, noises: [noiseRatio] })));
  return claims.flat();
}

/** The best constant is chosen with hindsight: it is the hardest to beat. */
function bestConstant(machine: OracleMachine): PolicyScore {
  const scores = constants(machine).map((policy) => scorePolicy(policy, machine, TUNE.deltaRatio));
  const [best] = scores.sort(
    (one, other) => other.goodRatio - one.goodRatio || one.meanRegretRatio - other.meanRegretRatio,
  );
  return { ...best!, id: `the best constant, in hindsight (${best!.id})` };
}

async function sectionOf(title: string, machine: OracleMachine, seedCount: number): Promise<string> {
  const searched = await simulateAll({ machine, seedCount, how: 'search' });
  const exhaustive = await simulateAll({
    machine,
    seedCount: Math.min(seedCount, MOST_EXHAUSTIVE_SEEDS),
    how: 'exhaustive',
  });
  const own = scoreOf('`crossover tune`', searched);
  const policies = [
    own,
    scoreOf('every size in every block (--exhaustive)', exhaustive),
    ...RULES_OF_THUMB.map((policy) => scorePolicy(policy, machine, TUNE.deltaRatio)),
    bestConstant(machine),
  ];
  return `### ${title}\n\n${goalTable(searched, own)}\n\n${policyTable(policies)}\n\n${curveTable(searched)}`;
}

async function record(blockCount: number): Promise<void> {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${readUsableCores()} cores, Node ${process.versions.node}`;
  const log = (text: string): void => void process.stderr.write(`${text}\n`);
  await writeTuningBank(await recordTuningBank(machine, { blockCount, log, signal: controller.signal }));
}

/** What was recorded once, searched again and again. */
async function realSection(seedCount: number): Promise<string> {
  const bank = await readTuningBank();
  const claims = replayBank(bank, seedCount);
  const { machine, recordedAt } = bank.head;
  return `### Real workloads\n\nRecorded ${recordedAt.slice(0, 10)} on ${machine}, every size in every block.\n\n${replayTable(claims)}\n\n${limitTable(claims)}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean' },
      seeds: { type: 'string' },
      real: { type: 'boolean' },
      record: { type: 'boolean' },
      blocks: { type: 'string', default: '22' },
    },
  });
  if (values.record) return record(Number(values.blocks));
  const seedCount =
    values.seeds === undefined ? SEEDS[values.short ? 'short' : 'full'] : Number(values.seeds);
  const isLook = values.short === true || values.seeds !== undefined;
  const real = await realSection(seedCount);
  process.stdout.write(`${real}\n`);
  if (!isLook) await writeBetween(REAL_MARKS, real);
  if (values.real) return;
  const sections = await Promise.all(
    MACHINES.map(([title, machine]) => sectionOf(title, machine, seedCount)),
  );
  const text = `${seedCount} seeds a row; ${Math.min(seedCount, MOST_EXHAUSTIVE_SEEDS)} for \`--exhaustive\`.\n\n${sections.join('\n\n')}`;
  process.stdout.write(`${text}\n`);
  if (!isLook) await writeBetween(MARKS, text);
}

async function writeBetween([begin, end]: readonly [string, string], text: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [head, rest] = page.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) throw new Error(`${PAGE} has no place for the figures`);
  await writeFileAtomically(PAGE, `${head}${begin}\n${text}\n${end}${tail}`);
}

await main();
