/**
 * `npm run drill -- [times] [seed]`: runs Crossover again and again, each time kills one process of the run
 * at random (SIGKILL, the orchestrator among them) at a random moment, and checks that nothing lives on, that the run can
 * be continued, and that what comes of it is a whole document. Exit 1 when any of that fails.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from '../../dist/harness/result/parse.js';
import { createRandom } from '../../dist/harness/stats/random.js';

const CLI = fileURLToPath(new URL('../../dist/scripts/cli.js', import.meta.url));
const ARGS = [
  'run',
  'cpu/sum-of-squares',
  'io/http-fan-out',
  '--preset',
  'smoke',
  '--blocks',
  '2',
  '--quiet',
];
/** What a whole run of that takes, about: kills fall into it. */
const RUN_MS = 13_000;
const ORPHANS_END_WITHIN_MS = 5_000;

const times = Number(process.argv[2] ?? 50);
const random = createRandom(Number(process.argv[3] ?? 1));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function listProcesses() {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , state]) => !state.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

/** The process and all that descend from it. */
function treeOf(root) {
  const rows = listProcesses();
  const found = [root];
  for (const parent of found) {
    for (const row of rows) if (row.parent === parent && !found.includes(row.pid)) found.push(row.pid);
  }
  return found;
}

function start(args) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal, output: () => output }));
  });
  return { pid: child.pid, ended };
}

async function waitUntilGone(pids) {
  const startedMs = Date.now();
  for (;;) {
    const alive = listProcesses().filter(({ pid }) => pids.includes(pid));
    if (alive.length === 0) return;
    if (Date.now() - startedMs > ORPHANS_END_WITHIN_MS) {
      throw new Error(`still alive: ${alive.map(({ pid }) => pid).join(', ')}`);
    }
    await pause(50);
  }
}

async function drill(out) {
  const run = start([...ARGS, '--seed', String(random.integer(1e6)), '--out', out]);
  let hasEnded = false;
  void run.ended.then(() => {
    hasEnded = true;
  });
  const seen = new Set();
  const killAtMs = Date.now() + random.next() * RUN_MS;
  while (Date.now() < killAtMs && !hasEnded) {
    for (const pid of treeOf(run.pid)) seen.add(pid);
    await pause(100);
  }
  const tree = treeOf(run.pid);
  for (const pid of tree) seen.add(pid);
  const victim = tree[random.integer(tree.length)];
  const what = victim === run.pid ? 'the orchestrator' : `one of ${tree.length - 1} others`;
  try {
    process.kill(victim, 'SIGKILL');
  } catch {
    // it was over already
  }
  const { code, signal } = await run.ended;
  await waitUntilGone([...seen]);
  const folders = (await readdir(out).catch(() => [])).filter(
    (name) => name !== 'latest' && !name.startsWith('.'),
  );
  if (folders.length === 0) return `${what} before the run had begun`;
  const folder = join(out, folders[0]);
  if (signal === null) parseDocument(await readFile(join(folder, 'result.json'), 'utf8'), folder);
  const resumed = await start(['run', '--resume', folder, '--quiet']).ended;
  // 0 done, 1 a cell failed (its process was killed), 5 nothing was valid on a busy machine
  if (![0, 1, 5].includes(resumed.code))
    throw new Error(`resume ended with ${resumed.code}: ${resumed.output()}`);
  const document = parseDocument(await readFile(join(folder, 'result.json'), 'utf8'), folder);
  if (!document.complete) throw new Error('the continued document is not complete');
  const failed = document.cells.filter(({ status }) => status === 'failed').length;
  return `${what}, run ended with ${signal ?? code}; continued: ${document.blocks.length} blocks, ${failed} cells failed`;
}

let failures = 0;
for (let index = 0; index < times; index++) {
  const out = await mkdtemp(join(tmpdir(), 'crossover-drill-'));
  try {
    console.log(`${index + 1}/${times} ${await drill(out)}`);
    await rm(out, { recursive: true, force: true });
  } catch (error) {
    failures += 1;
    console.log(`${index + 1}/${times} FAILED ${error.message} (${out})`);
  }
}
console.log(`${times - failures} of ${times} kills: nothing left, document whole`);
process.exitCode = failures === 0 ? 0 : 1;
