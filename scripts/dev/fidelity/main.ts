/**
 * `npm run fidelity`: are the numbers true? Runs every check (or `-- --only id,id`), each saved in docs/fidelity.{json,md};
 * `-- --render` writes the page again and measures nothing.
 * Nothing else may run on the machine meanwhile; all of it takes about an hour and a half.
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtUrl } from '../../../harness/built.ts';
import { readEnvironment } from '../../../harness/environment.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { equalToBarePiscina, noOpAgainstBare } from './checks/against-bare.ts';
import { breakEvenHolds } from './checks/break-even.ts';
import { helpIsCheap } from './checks/help.ts';
import { autocannonAgrees } from './checks/http.ts';
import { inlineCost, tinybenchAgrees } from './checks/inline-cost.ts';
import { interleavingPays } from './checks/interleaving.ts';
import { librariesAgainstBare, processesAgainstLibrary } from './checks/libraries.ts';
import { neighboursDoNoHarm } from './checks/neighbours.ts';
import { openLoopIsExact, openLoopSeesStalls } from './checks/open-loop.ts';
import { receiptShowsDelays } from './checks/receipt.ts';
import { serversAgreeWithAutocannon } from './checks/servers.ts';
import { slicesAgainstContinuous } from './checks/slices.ts';
import { trueThreePercent } from './checks/true-effect.ts';
import { reportedAgainstTruth } from './checks/truth.ts';
import { Lab } from './lab.ts';
import type { FidelityCheck, FidelityRow } from './row.ts';

const CHECKS: readonly FidelityCheck[] = [
  equalToBarePiscina,
  noOpAgainstBare,
  librariesAgainstBare,
  processesAgainstLibrary,
  inlineCost,
  tinybenchAgrees,
  reportedAgainstTruth,
  trueThreePercent,
  slicesAgainstContinuous,
  autocannonAgrees,
  interleavingPays,
  receiptShowsDelays,
  breakEvenHolds,
  neighboursDoNoHarm,
  helpIsCheap,
  openLoopIsExact,
  openLoopSeesStalls,
  serversAgreeWithAutocannon,
];
const SEED = 20_260_301;
const DOCS = new URL('../docs/', builtUrl('.'));

/** What one check gave, and when. */
interface Measurement {
  readonly measuredAt: string;
  /** The commit that was checked out; changes that were not committed yet are not told. Null: not known. */
  readonly commit: string | null;
  /** CPU, cores and Node.js; absent where it was not recorded. */
  readonly machine?: string;
  readonly rows: readonly FidelityRow[];
}

/** The newest measurement of a check, and all that came before it: whoever measures until it fits must be seen doing so. */
interface CheckResult extends Measurement {
  readonly id: string;
  /** The latest first. */
  readonly earlier: readonly Measurement[];
}

function readCommit(): string | null {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short=7', 'HEAD'], {
    cwd: fileURLToPath(DOCS),
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}

function describeMachine(): string {
  const { cpuModel, usableCores, node } = readEnvironment(null);
  return `${cpuModel}, ${usableCores} cores, Node ${node}`;
}

/** Results are kept per check, so that one of them can be measured again without the others. */
async function readResults(): Promise<CheckResult[]> {
  try {
    return JSON.parse(await readFile(new URL('fidelity.json', DOCS), 'utf8')) as CheckResult[];
  } catch {
    return [];
  }
}

const MET: Readonly<Record<string, string>> = { true: 'yes', false: '**no**', null: 'does not apply' };

function toTableRow(
  { what, goal, measured, passed }: FidelityRow,
  { measuredAt, commit, machine }: Measurement,
): string {
  const when = measuredAt.slice(0, 16).replace('T', ' ');
  return `| ${what} | ${goal} | ${measured} | ${MET[String(passed)]} | ${when} | ${commit ?? ''} | ${machine ?? ''} |`;
}

const HEAD = '| what | goal | measured | met | when | commit | machine |\n|---|---|---|---|---|---|---|';

function toMarkdown(results: readonly CheckResult[]): string {
  const table = results.flatMap((result) => result.rows.map((row) => toTableRow(row, result)));
  const earlier = results.flatMap(({ earlier }) =>
    earlier.flatMap((measurement) => measurement.rows.map((row) => toTableRow(row, measurement))),
  );
  return `# Fidelity: are the numbers true?

Measured by \`npm run fidelity\` on shared virtual machines; times are UTC. Every row is measured
within one run and sets the product against code that does not use it, or against a truth that the tasks observed by
themselves. A block is measured as the product measures it under \`quick\` (the rows on interleaving: with the longer warm-up of
\`full\`, under every design); B is the number of blocks. Read ratios, not absolute figures, and
expect the spreads of another hour to differ.

- **met** is decided by the estimate; where an interval stands beside it, it says how well that is known. An estimate that
  meets its goal with an interval that reaches beyond it might not meet it the next time.
- **commit** is what was checked out when a row was measured. A row is as old as that, whatever has changed since.
- **machine** is where it was measured; for rows without one it was not recorded (the page then named an AMD EPYC with 2 cores).
- **Interleaving pays where the machine is loud.** In quiet hours processes measured one after the other differ by less than 2 %, and
  there is little to gain; of a pool of two 4 ms tasks on two cores nothing was gained in such hours (ratio about 1).
- **Open loop against a fixed delay** is measured by a process that has sent some 2,000 requests before: V8 interprets the first hundreds,
  and at 5/s these would be all there are (p50 102.3 and p99 104.3 ms where it was not warm).
- **Its rows at real-time priority tell whose lateness it is.** A request passes through five threads that sleep; whatever else the system
  runs when one of them is to wake (a kernel thread that scans memory is enough) makes it 2 ms late, once in fifty times. With
  client and server before everything else on the CPUs (SCHED_FIFO) that is gone, and what is left is the harness's and the server's own.
  A run of yours has ordinary priority: at such rates its p99 is the system's as much as the service's.
- Rows are measured again when the code or the check has changed, and sometimes because they did not meet their goal. What came out
  before stands below.

\`npm run fidelity -- --only interleaving,receipt\` measures some rows again and keeps the others.

${HEAD}
${table.join('\n')}

## Measured before

<details><summary>${earlier.length} earlier results of the same checks, the latest first</summary>

${HEAD}
${earlier.join('\n')}

</details>
`;
}

const toMeasurement = ({ id: _id, earlier: _earlier, ...measurement }: CheckResult): Measurement =>
  measurement;

const writeMarkdown = (results: readonly CheckResult[]): Promise<void> =>
  writeFileAtomically(fileURLToPath(new URL('fidelity.md', DOCS)), toMarkdown(results));

async function saveResult(id: string, measurement: Measurement): Promise<void> {
  const byId = new Map((await readResults()).map((stored) => [stored.id, stored]));
  const before = byId.get(id);
  const earlier = before === undefined ? [] : [toMeasurement(before), ...before.earlier];
  byId.set(id, { id, ...measurement, earlier });
  const results = CHECKS.flatMap(({ id }) => byId.get(id) ?? []);
  await writeFileAtomically(
    fileURLToPath(new URL('fidelity.json', DOCS)),
    `${JSON.stringify(results, null, 1)}\n`,
  );
  await writeMarkdown(results);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, render: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    const listed = CHECKS.map(({ id, summary }) => `  ${id.padEnd(20)} ${summary}`);
    process.stdout.write(`npm run fidelity -- [--only id,id] [--render]\n\n${listed.join('\n')}\n`);
    return;
  }
  const unknown = values.only?.split(',').filter((id) => !CHECKS.some((check) => check.id === id)) ?? [];
  if (unknown.length > 0) throw new Error(`no check is called ${unknown.join(', ')}: see --help`);
  if (values.render) {
    await writeMarkdown(await readResults());
    return;
  }
  const only = values.only?.split(',');
  const lab = new Lab(SEED);
  let passed = true;
  try {
    for (const check of CHECKS.filter(({ id }) => !only || only.includes(id))) {
      process.stderr.write(`${check.id}: ${check.summary}\n`);
      const measuredAt = new Date().toISOString();
      const rows = await check.run(lab, (text) => process.stderr.write(`  ${text}\n`));
      for (const row of rows) {
        passed &&= row.passed !== false;
        process.stdout.write(
          `${row.passed === null ? 'n/a    ' : row.passed ? 'met    ' : 'NOT MET'} ${row.what}: ${row.measured} (goal: ${row.goal})\n`,
        );
      }
      await saveResult(check.id, { measuredAt, commit: readCommit(), machine: describeMachine(), rows });
    }
  } finally {
    await lab.close();
  }
  process.exitCode = passed ? 0 : 1;
}

await main();
