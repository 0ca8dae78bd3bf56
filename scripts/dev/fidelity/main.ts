/**
 * `npm run fidelity`: are the numbers true? Runs every check (or `-- --only id,id`) and writes docs/fidelity.md.
 * Nothing else may run on the machine meanwhile; all of it takes about half an hour.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtUrl } from '../../../harness/built.ts';
import { readEnvironment } from '../../../harness/environment.ts';
import { equalToBarePiscina, noOpAgainstBare } from './checks/against-bare.ts';
import { helpIsCheap } from './checks/help.ts';
import { autocannonAgrees } from './checks/http.ts';
import { inlineCost, tinybenchAgrees } from './checks/inline-cost.ts';
import { interleavingPays } from './checks/interleaving.ts';
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
  helpIsCheap,
];
const SEED = 20_260_301;

function toMarkdown(rows: readonly FidelityRow[], durationMs: number): string {
  const { cpuModel, usableCores, node, kernel } = readEnvironment(null);
  const table = rows.map(
    ({ what, goal, measured, passed }) =>
      `| ${what} | ${goal} | ${measured} | ${passed ? 'yes' : '**no**'} |`,
  );
  return `# Fidelity: are the numbers true?

Measured by \`npm run fidelity\` on ${new Date().toISOString().slice(0, 10)}, within one run of ${(durationMs / 60e3).toFixed(0)} minutes: ${cpuModel}, ${usableCores} cores, Node ${node}, Linux ${kernel}.
Every row sets the product against code that does not use it, or against a truth that the tasks observed by themselves.
A block is measured as the product measures it; B is the number of blocks. The machine is a shared virtual one: read
ratios, not absolute figures, and expect the spreads of another hour to differ.

| what | goal | measured | met |
|---|---|---|---|
${table.join('\n')}
`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string' } } });
  const only = values.only?.split(',');
  const startedMs = performance.now();
  const lab = new Lab(SEED);
  const rows: FidelityRow[] = [];
  try {
    for (const check of CHECKS.filter(({ id }) => !only || only.includes(id))) {
      process.stderr.write(`${check.id}: ${check.summary}\n`);
      for (const row of await check.run(lab, (text) => process.stderr.write(`  ${text}\n`))) {
        rows.push(row);
        process.stdout.write(
          `${row.passed ? 'met    ' : 'NOT MET'} ${row.what}: ${row.measured} (goal: ${row.goal})\n`,
        );
      }
    }
  } finally {
    await lab.close();
  }
  if (!only || values.out) {
    const path = values.out ?? fileURLToPath(new URL('../docs/fidelity.md', builtUrl('.')));
    await mkdir(new URL('../docs/', builtUrl('.')), { recursive: true });
    await writeFile(path, toMarkdown(rows, performance.now() - startedMs));
    process.stderr.write(`written: ${path}\n`);
  }
  process.exitCode = rows.every(({ passed }) => passed) ? 0 : 1;
}

await main();
