/**
 * `npm run fidelity`: are the numbers true? Runs every check (or `-- --only id,id`), each saved in docs/fidelity.{json,md}.
 * Nothing else may run on the machine meanwhile; all of it takes about half an hour.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtUrl } from '../../../harness/built.ts';
import { readEnvironment } from '../../../harness/environment.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { equalToBarePiscina, noOpAgainstBare } from './checks/against-bare.ts';
import { helpIsCheap } from './checks/help.ts';
import { autocannonAgrees } from './checks/http.ts';
import { inlineCost, tinybenchAgrees } from './checks/inline-cost.ts';
import { interleavingPays } from './checks/interleaving.ts';
import { neighboursDoNoHarm } from './checks/neighbours.ts';
import { receiptShowsDelays } from './checks/receipt.ts';
import { slicesAgainstContinuous } from './checks/slices.ts';
import { trueThreePercent } from './checks/true-effect.ts';
import { reportedAgainstTruth } from './checks/truth.ts';
import { Lab } from './lab.ts';
import type { FidelityCheck, FidelityRow } from './row.ts';

const CHECKS: readonly FidelityCheck[] = [
  equalToBarePiscina,
  noOpAgainstBare,
  inlineCost,
  tinybenchAgrees,
  reportedAgainstTruth,
  trueThreePercent,
  slicesAgainstContinuous,
  autocannonAgrees,
  interleavingPays,
  receiptShowsDelays,
  neighboursDoNoHarm,
  helpIsCheap,
];
const SEED = 20_260_301;
const DOCS = new URL('../docs/', builtUrl('.'));

/** What one check gave, and when. */
interface CheckResult {
  readonly id: string;
  readonly measuredAt: string;
  readonly rows: readonly FidelityRow[];
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

function toMarkdown(results: readonly CheckResult[]): string {
  const { cpuModel, usableCores, node, kernel } = readEnvironment(null);
  const table = results.flatMap(({ rows, measuredAt }) =>
    rows.map(
      ({ what, goal, measured, passed }) =>
        `| ${what} | ${goal} | ${measured} | ${MET[String(passed)]} | ${measuredAt.slice(0, 16).replace('T', ' ')} |`,
    ),
  );
  return `# Fidelity: are the numbers true?

Measured by \`npm run fidelity\` on ${cpuModel}, ${usableCores} cores, Node ${node}, Linux ${kernel}; times are UTC. Every row is measured
within one run and sets the product against code that does not use it, or against a truth that the tasks observed by
themselves. A block is measured as the product measures it; B is the number of blocks. The machine is a shared virtual one:
read ratios, not absolute figures, and expect the spreads of another hour to differ.
\`npm run fidelity -- --only interleaving,receipt\` measures some rows again and keeps the others.

| what | goal | measured | met | when |
|---|---|---|---|---|
${table.join('\n')}
`;
}

async function saveResult(result: CheckResult): Promise<void> {
  const byId = new Map((await readResults()).map((stored) => [stored.id, stored]));
  byId.set(result.id, result);
  const results = CHECKS.flatMap(({ id }) => byId.get(id) ?? []);
  await writeFileAtomically(
    fileURLToPath(new URL('fidelity.json', DOCS)),
    `${JSON.stringify(results, null, 1)}\n`,
  );
  await writeFileAtomically(fileURLToPath(new URL('fidelity.md', DOCS)), toMarkdown(results));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
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
      await saveResult({ id: check.id, measuredAt, rows });
    }
  } finally {
    await lab.close();
  }
  process.exitCode = passed ? 0 : 1;
}

await main();
