import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { builtUrl } from '../built.ts';
import { isProcessAlive } from '../models/model-lab.ts';
import { DEADLINE_MS, HASH, hasPool, MODEL_IDS, RoundLab } from './round-lab.ts';

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

const gone = (pid: number): Promise<boolean> => vi.waitUntil(() => !isProcessAlive(pid), { timeout: 5_000 });

describe('ending a round', () => {
  const WITH_GRANDCHILD = `import { spawn } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    export default {
      open: ({ tempDir, params }) => {
        const options = { stdio: params.stdio, detached: params.detached };
        const { pid } = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], options);
        writeFileSync(join(tempDir, String(pid)), '');
      },
      run: () => 1,
    };`;

  test.each(MODEL_IDS)('kills the whole tree: %s', async (modelId) => {
    const tempDir = await lab.files.makeFolder();
    const spec = { tempDir, params: { stdio: 'ignore', detached: false } };
    const { round, open } = await lab.start(modelId, WITH_GRANDCHILD, { spec });
    const opened = await open();
    const grandchildren = await lab.files.listFolder(tempDir);
    expect(grandchildren).toHaveLength(opened.executorCount);
    await round.kill();
    for (const pid of [round.pid!, ...opened.childPids, ...grandchildren.map(Number)]) await gone(pid);
  });

  test('ends also what left the tree and holds on to its output', async () => {
    const tempDir = await lab.files.makeFolder();
    const spec = { tempDir, params: { stdio: 'inherit', detached: true } };
    const { round, open } = await lab.start('single-loop', WITH_GRANDCHILD, { spec });
    await open();
    const [stray] = await lab.files.listFolder(tempDir);
    await round.kill();
    expect(isProcessAlive(round.pid!)).toBe(false);
    await gone(Number(stray));
  });

  test('a pipe that breaks before the end is known is told by the end', async () => {
    const { round, open } = await lab.start('sequential', HASH);
    await open();
    process.kill(round.pid!, 'SIGKILL');
    const held = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(held, 0, 0, 200); // no event of its end is seen before the command is sent
    await expect(round.send('finish', null, DEADLINE_MS)).rejects.toMatchObject({
      code: 'CROSSOVER_EXECUTOR_DIED',
      message: expect.stringContaining('SIGKILL'),
    });
  });

  test('is idempotent, and nothing can be sent afterwards', async () => {
    const { round, open } = await lab.start('sequential', HASH);
    await open();
    await Promise.all([round.kill(), round.kill()]);
    await round.kill();
    await expect(round.send('finish', null, DEADLINE_MS)).rejects.toMatchObject({
      code: 'CROSSOVER_EXECUTOR_DIED',
    });
  });

  test('a command that is under way is rejected', async () => {
    const { round, open } = await lab.start('sequential', 'export default () => { for (;;); };');
    const opening = open();
    opening.catch(() => {});
    await lab.killAll();
    await expect(opening).rejects.toMatchObject({ code: 'CROSSOVER_EXECUTOR_DIED' });
    expect(isProcessAlive(round.pid!)).toBe(false);
  });

  test.each(MODEL_IDS)('a round of %s that spins is ended at the deadline of a task', async (modelId) => {
    const { round, open } = await lab.start(modelId, 'export default () => { for (;;); };', {
      taskDeadlineMs: 600,
    });
    await expect(open()).rejects.toMatchObject({
      ...(hasPool(modelId) ? { record: { code: 'CROSSOVER_DEADLINE' } } : { code: 'CROSSOVER_DEADLINE' }),
      message: expect.stringContaining(' 600 ms'),
    });
    await round.kill();
    await gone(round.pid!);
  });

  test('a scenario that hangs before its first task is ended at the deadline of the command', async () => {
    const { round, request } = await lab.start(
      'sequential',
      'setInterval(() => {}, 1e3); await new Promise(() => {});',
    );
    await expect(round.send('open', request, 600)).rejects.toMatchObject({
      code: 'CROSSOVER_DEADLINE',
      message: expect.stringContaining('"open" within 600 ms'),
    });
    await gone(round.pid!);
  });

  test('slow tasks may take longer together than the deadline of the command', async () => {
    const source =
      'export default () => { const end = Date.now() + 400; while (Date.now() < end); return 1; };';
    const { round, request } = await lab.start('sequential', source, { inputCount: 8 });
    await expect(round.send('open', request, 3_000)).resolves.toMatchObject({ executorCount: 1 });
    await round.kill();
  });

  test('what a process said last is in the message', async () => {
    const source = `export default () => { process.stderr.write('the licence has expired\\n', () => process.exit(9)); return new Promise(() => {}); };`;
    const { open } = await lab.start('single-loop', source);
    await expect(open()).rejects.toMatchObject({
      message: expect.stringMatching(/exit code 9.*the licence has expired/s),
    });
  });
});

/** An orchestrator of its own, which opens a round of `source` and says the process ids that `told` evaluates to. */
async function startOrchestrator(
  modelId: string,
  source: string,
  told: string,
): Promise<{ pids: number[]; kill(): void }> {
  const { request } = await lab.start(modelId, source);
  const script = await lab.files.write(`
    import { createForkHost } from ${JSON.stringify(builtUrl('harness/round/fork-host.js').href)};
    const request = ${JSON.stringify(request)};
    const round = await createForkHost().start(request);
    const opening = round.send('open', request, 20_000);
    console.log(JSON.stringify(${told}));
    setInterval(() => {}, 1_000);
  `);
  const orchestrator = spawn(process.execPath, [new URL(script.scenarioUrl).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids = await new Promise<number[]>((resolve) => {
    orchestrator.stdout.once('data', (text: Buffer) => resolve(JSON.parse(text.toString())));
  });
  return { pids, kill: () => orchestrator.kill('SIGKILL') };
}

test('a round whose orchestrator is killed ends by itself', async () => {
  const told = '[round.pid, ...(await opening).childPids]';
  const { pids, kill } = await startOrchestrator('child-processes', HASH, told);
  expect(pids).toHaveLength(3);
  expect(pids.every(isProcessAlive)).toBe(true);
  kill();
  for (const pid of pids) await gone(pid);
});

/** Each waits three seconds for the shell that guards it, so that several of them wait at a time. */
const AT_A_TIME = 3;
const batches = Array.from({ length: Math.ceil(MODEL_IDS.length / AT_A_TIME) }, (_, index) =>
  MODEL_IDS.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME),
);

async function startSpinning(modelId: string): Promise<{ pids: number[]; kill(): void }> {
  const tempDir = await lab.files.makeFolder();
  const source = `import { writeFileSync } from 'node:fs';
    export default () => { writeFileSync(${JSON.stringify(`${tempDir}/`)} + process.pid, ''); for (;;); };`;
  const { pids, kill } = await startOrchestrator(modelId, source, '[round.pid]');
  const spinning = await vi.waitUntil(
    async () => {
      const names = await lab.files.listFolder(tempDir);
      return names.length > 0 && names.map(Number);
    },
    { timeout: 10_000 },
  );
  return { pids: [...pids, ...spinning], kill };
}

test.each(batches)(
  'rounds that spin are ended when their orchestrator is killed: %s %s %s',
  async (...modelIds) => {
    const started = await Promise.all(modelIds.map(startSpinning));
    for (const { kill } of started) kill();
    for (const { pids } of started) for (const pid of pids) await gone(pid);
  },
);
