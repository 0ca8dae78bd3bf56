/** Somebody kills a process of a run: it costs the cell that lived there, by name, under every model. */
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sampleConfig } from './config/sample-config.ts';
import { isProcessAlive } from './models/model-lab.ts';
import { run } from './run.ts';

const MODELS = [
  'sequential',
  'single-loop',
  'worker-threads',
  'child-processes',
  'threads:tinypool',
  'processes:workerpool',
];
/** What is killed of a model: the round's process or, where it has any, a process of its pool. */
const isOfProcesses = (model: string): boolean => model.includes('processes');
const hasPool = (model: string): boolean => model !== 'sequential' && model !== 'single-loop';

let lab: string;
beforeAll(async () => {
  lab = await mkdtemp(join(tmpdir(), 'crossover-killed-'));
});
afterAll(() => rm(lab, { recursive: true, force: true }));

test.each(MODELS)('a process of %s', async (victim) => {
  const seen = join(lab, victim);
  await mkdir(seen);
  const path = join(lab, `${victim}.mjs`);
  // Every process that carries tasks out says of which kind it is; only those of the block that runs are alive.
  await writeFile(
    path,
    `import { writeFileSync } from 'node:fs';
    import { isMainThread } from 'node:worker_threads';
    const isChild = /child-processes|workerpool/.test(process.argv[1]);
    const kind = isMainThread ? (isChild ? 'child' : 'loop') : 'thread';
    writeFileSync(${JSON.stringify(`${seen}/`)} + kind + ' ' + process.pid, '');
    export default { kind: 'cpu', run: () => { let sum = 0; for (let i = 0; i < 50_000; i++) sum += i; return sum; } };`,
  );
  const scenario = { kind: 'cpu' as const, run: () => null };
  const selected = {
    id: 'victim',
    moduleUrl: pathToFileURL(path).href,
    label: './victim.mjs',
    isBuiltIn: false,
    scenario,
  };
  const pidsOf = (kind: string): number[] =>
    readdirSync(seen)
      .filter((name) => name.startsWith(`${kind} `))
      .map((name) => Number(name.split(' ')[1]));
  const models = ['single-loop', victim];
  let killed: number | undefined;
  const document = await run(
    { ...sampleConfig({ blocks: 1, models }, [selected]), nominalBlockMs: 1_500, maxWarmUpMs: 100 },
    {
      outDir: join(lab, 'out', victim), // runs of one second and one seed would share a folder
      command: 'crossover run',
      signal: new AbortController().signal,
      onEvent: ({ type }) => {
        if (type !== 'turn-ended' || killed !== undefined) return;
        // Of the two loops the later one is the victim's, for processes are opened in the order of the cells.
        killed = pidsOf(hasPool(victim) ? (isOfProcesses(victim) ? 'child' : 'thread') : 'loop')
          .sort((one, other) => one - other)
          .findLast(isProcessAlive);
        if (killed !== undefined) process.kill(killed, 'SIGKILL');
      },
    },
  );
  expect(killed).toBeDefined();
  const failed = document.cells.filter(({ status }) => status === 'failed');
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatchObject({
    throughputPerSec: null,
    error: { code: 'CROSSOVER_EXECUTOR_DIED', message: expect.stringMatching(/SIGKILL|killed/) },
  });
  if (hasPool(victim)) expect(failed[0]?.model).toBe(victim);
  for (const { status } of document.cells.filter((cell) => !failed.includes(cell)))
    expect(['ok', 'void']).toContain(status);
  for (const kind of ['loop', 'thread', 'child'])
    for (const pid of pidsOf(kind)) await vi.waitUntil(() => !isProcessAlive(pid), { timeout: 5_000 });
});
