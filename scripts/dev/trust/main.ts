/**
 * `npm run trust`: may the gate be believed? Replays the bank of real blocks, runs the simulations and writes the table in
 * docs/trust.md; measures nothing. `-- --record` records the bank, or goes on with it; nothing else may run meanwhile.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtUrl } from '../../../harness/built.ts';
import { readEnvironment } from '../../../harness/environment.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { addToBank, type Bank, byMachine, readBank, writeBank } from './bank.ts';
import { bankRows } from './bank-rows.ts';
import { measureLive, readLiveRows } from './live.ts';
import { simulatedRows } from './promise-rows.ts';
import { type RecordOptions, recordBank } from './record.ts';
import type { TrustRow } from './row.ts';

const PAGE = fileURLToPath(new URL('../docs/trust.md', builtUrl('.')));
/** The table stands between these; the words around it are written by hand. */
const [BEGIN, END] = ['<!-- figures -->', '<!-- end of figures -->'];
const FULL = { simulated: 2_000, replayed: 2_000 };
const SHORT = { simulated: 100, replayed: 200 };

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const SEED = 20_261_128;

/** Anew, or beside what was recorded before. */
async function record(
  chosen: Pick<RecordOptions, 'blockCount' | 'only' | 'changes'>,
  earlier: Bank,
): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const seed = Math.max(SEED, ...earlier.heads.map((head) => head.seed + 1)); // other draws than before
  const known = new Set(earlier.heads.map(({ recordedAt }) => recordedAt));
  const documents = await recordBank({ ...chosen, seed, known, log: tell, signal: stop.signal });
  if (documents === null) {
    tell('interrupted; the same command goes on from here');
    process.exitCode = 130;
    return;
  }
  const { cpuModel, usableCores, node } = readEnvironment(null);
  const machine = `${cpuModel}, ${usableCores} cores, Node ${node}`;
  await writeBank(addToBank(earlier, documents, machine));
}

const MET: Readonly<Record<string, string>> = { true: 'yes', false: '**no**', null: '' };

function toTable(rows: readonly TrustRow[]): string {
  const lines = rows.map(
    ({ what, goal, measured, passed }) => `| ${what} | ${goal} | ${measured} | ${MET[String(passed)]} |`,
  );
  return `| what | goal | measured | met |
|---|---|---|---|
${lines.join('\n')}`;
}

/** Of the blocks of one machine. */
function toBankPart({ heads, blocks }: Bank, rows: readonly TrustRow[]): string {
  const times = heads.map(({ recordedAt }) => recordedAt.slice(0, 16).replace('T', ' ')).sort();
  const recorded = `in ${heads.length} runs that began between ${times[0]} and ${times.at(-1)}`;
  return `### Bank: ${heads[0]?.machine}

${blocks.length} blocks of two or three processes each, recorded ${recorded} UTC.

${toTable(rows)}`;
}

async function writeFigures(figures: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [head, rest] = page.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) throw new Error(`${PAGE} has no place for the figures`);
  await writeFileAtomically(PAGE, `${head}${BEGIN}\n${figures}\n${END}${tail}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      record: { type: 'boolean' },
      add: { type: 'boolean' },
      only: { type: 'string', multiple: true, default: [] },
      change: { type: 'string', multiple: true, default: [] },
      live: { type: 'boolean' },
      blocks: { type: 'string', default: '100' },
      short: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(
      'npm run trust -- [--short]            replay and simulate; --short: a look, the page stays as it is\nnpm run trust -- --record [--blocks N]  record the bank, or go on with it; --add: beside the blocks that it holds; --only sha256: of this workload, --change pause: of this change (repeatable)\nnpm run trust -- --live               compare equal code while others load the machine (10 minutes)\n',
    );
    return;
  }
  if (values.live) return measureLive(tell);
  if (values.only.length + values.change.length > 0 && !(values.record && values.add))
    throw new Error(
      '--only and --change record a part beside what the bank holds: they need --record and --add',
    );
  if (values.record)
    return record(
      { blockCount: Number(values.blocks), only: values.only, changes: values.change },
      values.add ? await readBank() : { heads: [], blocks: [] },
    );
  const banks = byMachine(await readBank());
  const effort = values.short ? SHORT : FULL;
  const replayed = banks.map((bank) => ({ bank, rows: bankRows(bank, effort.replayed) }));
  const others = [...(await readLiveRows()), ...simulatedRows(effort.simulated, tell)];
  const figures = [
    ...replayed.map(({ bank, rows }) => toBankPart(bank, rows)),
    `### Live and simulated\n\n${toTable(others)}`,
  ].join('\n\n');
  process.stdout.write(`${figures}\n`);
  if (!values.short) await writeFigures(figures);
  const rows = [...replayed.flatMap((own) => own.rows), ...others];
  process.exitCode = rows.some(({ passed }) => passed === false) ? 1 : 0;
}

await main();
