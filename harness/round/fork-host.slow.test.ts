import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { builtUrl } from '../built.ts';
import type { ExecutorSpec, Knobs } from '../model.ts';
import { isProcessAlive, ModelLab } from '../models/model-lab.ts';
import { createForkHost } from './fork-host.ts';
import type { RoundHandle } from './host.ts';
import type { OpenReading, RoundRequest } from './protocol.ts';

const KNOBS: Record<string, Knobs> = {
  sequential: {},
  'single-loop': {},
  'worker-threads': { poolSize: 2, tasksPerWorker: 1 },
  'child-processes': { poolSize: 2, tasksPerWorker: 1, serialization: 'advanced' },
};
const MODEL_IDS = Object.keys(KNOBS);
const PLAN = { leadInMs: 10, windowMs: 40, minCompletions: 5 };
const DEADLINE_MS = 20_000;
const HASH = `import { createHash } from 'node:crypto';
export default {
  inputs: (params, random, count) => Array.from({ length: count }, () => random.integer(1e6)),
  run: (input) => createHash('sha256').update('x'.repeat(20_000) + input).digest('hex'),
};`;

const host = createForkHost();
let lab: ModelLab;
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterEach(() => host.killAll());
afterAll(() => lab.remove());

interface Opened {
  readonly round: RoundHandle;
  readonly request: RoundRequest;
  readonly open: () => Promise<OpenReading>;
}

async function start(
  modelId: string,
  source: string,
  options: Partial<RoundRequest> & { spec?: Partial<ExecutorSpec> } = {},
): Promise<Opened> {
  const { spec, ...overrides } = options;
  const request: RoundRequest = {
    modelId,
    knobs: KNOBS[modelId] ?? {},
    executor: await lab.write(source, spec),
    scenarioId: 'lab/scenario',
    inFlight: 4,
    inputCount: 4,
    userInputs: null,
    taskDeadlineMs: 5_000,
    ...overrides,
  };
  const round = await host.start(request);
  return { round, request, open: () => round.send('open', request, DEADLINE_MS) };
}

const gone = (pid: number): Promise<boolean> => vi.waitUntil(() => !isProcessAlive(pid), { timeout: 5_000 });

describe.each(MODEL_IDS)('a round under %s', (modelId) => {
  test('opens, warms up, measures and finishes; its books balance; nothing of it is left', async () => {
    const { round, open } = await start(modelId, HASH);
    const opened = await open();
    expect(opened.executorCount).toBe(modelId.includes('-') && modelId !== 'single-loop' ? 2 : 1);
    expect(opened.childPids).toHaveLength(modelId === 'child-processes' ? 2 : 0);
    expect(opened.startUpMs).toBeGreaterThan(0);
    expect(opened.firstTaskMs).toBeGreaterThan(0);

    const warm = await round.send('warmUp', { maxMs: 300 }, DEADLINE_MS);
    expect(warm.taskCount).toBeGreaterThanOrEqual(opened.executorCount);
    expect(warm.throughputPerSec).toBeGreaterThan(0);

    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    const { window, tasks } = slice;
    expect(slice).toMatchObject({ error: null });
    expect(tasks).toMatchObject({ offered: tasks.ok, failed: 0, timedOut: 0 });
    expect(window.settledCount).toBeGreaterThanOrEqual(PLAN.minCompletions);
    expect(window.executorCounts).toHaveLength(opened.executorCount);
    expect(Math.min(...window.executorCounts)).toBeGreaterThan(0);
    const inFlight = modelId === 'sequential' ? 1 : 4;
    expect(window.outstandingMs / window.windowMs / inFlight).toBeGreaterThan(0.8);
    expect(window.outstandingMs / window.windowMs / inFlight).toBeLessThanOrEqual(1.000001);
    expect(slice.cpuMs).toBeGreaterThan(0);
    expect(window.runMsSum).toBeLessThanOrEqual(window.latencyMsSum);

    const finished = await round.send('finish', null, DEADLINE_MS);
    expect(finished.memoryBytes).toBeGreaterThan(1e6);
    await round.kill();
    for (const pid of [round.pid!, ...opened.childPids]) await gone(pid);
  });

  test('opens with the same digest for the same seed, whatever the model; another seed is other work', async () => {
    const digests = [];
    for (const [of, seed] of [
      [modelId, 7],
      ['single-loop', 7],
      [modelId, 8],
    ] as const) {
      const { open } = await start(of, HASH, { spec: { seed } });
      digests.push((await open()).digest);
    }
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test('a task that throws fails the command with its own name and code', async () => {
    const source = `export default () => { throw Object.assign(new TypeError('boom'), { code: 'E_BOOM' }); };`;
    const { open } = await start(modelId, source);
    await expect(open()).rejects.toMatchObject({
      record: { code: 'E_BOOM', name: 'TypeError', message: 'boom' },
    });
  });

  test('an output that cannot travel is refused before anything is measured', async () => {
    const { open } = await start(modelId, 'export default () => ({ rows: [{ format() {} }] });');
    await expect(open()).rejects.toMatchObject({ record: { code: 'CROSSOVER_NOT_CLONABLE' } });
  });

  test('a task that ends its process or thread fails the cell by name', async () => {
    const { round, open } = await start(modelId, 'export default () => process.exit(3);');
    const error = await open().catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe('CROSSOVER_EXECUTOR_DIED');
    await round.kill();
  });

  test('a task that never settles is given up at its deadline', async () => {
    const source = 'export default () => new Promise((resolve) => setTimeout(resolve, 60_000));';
    const { open } = await start(modelId, source, { taskDeadlineMs: 200 });
    await expect(open()).rejects.toMatchObject({
      record: { code: 'CROSSOVER_DEADLINE', message: expect.stringContaining('within 200 ms') },
    });
  });

  test('tasks that are long only because they wait for their turn are not', async () => {
    const source = `export default {
      inputs: (params, random, count) => Array.from({ length: count }, (_, index) => index),
      run: (input) => { const until = performance.now() + 120; while (performance.now() < until); return input; },
    };`;
    const { round, open } = await start(modelId, source, { taskDeadlineMs: 300 });
    await open();
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice).toMatchObject({ error: null, tasks: { timedOut: 0 } });
  });

  test('an output that is another under load fails the slice', async () => {
    const flag = join(await lab.makeFolder(), 'wrong');
    const source = `import { existsSync } from 'node:fs';
      export default () => existsSync(${JSON.stringify(flag)});`;
    const { round, open } = await start(modelId, source);
    await open();
    await writeFile(flag, '');
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice.error).toMatchObject({
      code: 'CROSSOVER_UNMATCHED_WORK',
      message: expect.stringContaining('Under load'),
    });
  });

  test('a task that changes its input is refused where later tasks would find it changed', async () => {
    const source = `export default {
      inputs: (params, random, count) => Array.from({ length: count }, () => [3, 1, 2]),
      run: (numbers) => numbers.sort(),
    };`;
    const { open } = await start(modelId, source);
    const code = await open().then(
      () => 'opened',
      (thrown: unknown) => codeOf(thrown),
    );
    expect(code).toBe(
      ['sequential', 'single-loop'].includes(modelId) ? 'CROSSOVER_UNMATCHED_WORK' : 'opened',
    );
  });

  test('one that stops settling under load is given up, too', async () => {
    const flag = join(await lab.makeFolder(), 'stop');
    const source = `import { existsSync } from 'node:fs';
      export default async () => {
        await new Promise((resolve) => setTimeout(resolve, existsSync(${JSON.stringify(flag)}) ? 60_000 : 2));
      };`;
    const { round, open } = await start(modelId, source, { taskDeadlineMs: 300 });
    await open();
    await writeFile(flag, '');
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice.error?.code).toBe('CROSSOVER_DEADLINE');
    expect(slice.tasks.timedOut + slice.tasks.failed).toBeGreaterThan(0);
  });
});

/** The code of what a command was rejected with: of the round, or of whoever watched it. */
function codeOf(error: unknown): unknown {
  const { record, code } = error as { record?: { code: string }; code?: string };
  return record?.code ?? code;
}

describe('an executor that ends during a slice', () => {
  test.each(['worker-threads', 'child-processes'])('is what the slice of %s reports', async (modelId) => {
    const flag = join(await lab.makeFolder(), 'exit');
    const source = `import { existsSync } from 'node:fs';
      export default async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (existsSync(${JSON.stringify(flag)})) process.exit(5);
      };`;
    const { round, open } = await start(modelId, source);
    await open();
    await writeFile(flag, '');
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice.error).toMatchObject({ code: 'CROSSOVER_EXECUTOR_DIED' });
    expect(slice.tasks.failed).toBeGreaterThan(0);
  });
});

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
    const tempDir = await lab.makeFolder();
    const spec = { tempDir, params: { stdio: 'ignore', detached: false } };
    const { round, open } = await start(modelId, WITH_GRANDCHILD, { spec });
    const opened = await open();
    const grandchildren = await lab.listFolder(tempDir);
    expect(grandchildren).toHaveLength(opened.executorCount);
    await round.kill();
    for (const pid of [round.pid!, ...opened.childPids, ...grandchildren.map(Number)]) await gone(pid);
  });

  test('does not wait for what left the tree and holds on to its output', async () => {
    const tempDir = await lab.makeFolder();
    const spec = { tempDir, params: { stdio: 'inherit', detached: true } };
    const { round, open } = await start('single-loop', WITH_GRANDCHILD, { spec });
    await open();
    const [stray] = await lab.listFolder(tempDir);
    await round.kill();
    expect(isProcessAlive(round.pid!)).toBe(false);
    process.kill(Number(stray), 'SIGKILL');
  });

  test('is idempotent, and nothing can be sent afterwards', async () => {
    const { round, open } = await start('sequential', HASH);
    await open();
    await Promise.all([round.kill(), round.kill()]);
    await round.kill();
    await expect(round.send('finish', null, DEADLINE_MS)).rejects.toMatchObject({
      code: 'CROSSOVER_EXECUTOR_DIED',
    });
  });

  test('a command that is under way is rejected', async () => {
    const { round, open } = await start('sequential', 'export default () => { for (;;); };');
    const opening = open();
    opening.catch(() => {});
    await host.killAll();
    await expect(opening).rejects.toMatchObject({ code: 'CROSSOVER_EXECUTOR_DIED' });
    expect(isProcessAlive(round.pid!)).toBe(false);
  });

  test.each(MODEL_IDS)('a round of %s that spins is ended at the deadline of a task', async (modelId) => {
    const { round, open } = await start(modelId, 'export default () => { for (;;); };', {
      taskDeadlineMs: 600,
    });
    await expect(open()).rejects.toMatchObject({
      ...(modelId.includes('-') && modelId !== 'single-loop'
        ? { record: { code: 'CROSSOVER_DEADLINE' } }
        : { code: 'CROSSOVER_DEADLINE' }),
      message: expect.stringContaining(' 600 ms'),
    });
    await round.kill();
    await gone(round.pid!);
  });

  test('a scenario that hangs before its first task is ended at the deadline of the command', async () => {
    const { round, request } = await start(
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
    const { round, request } = await start('sequential', source, { inputCount: 8 });
    await expect(round.send('open', request, 3_000)).resolves.toMatchObject({ executorCount: 1 });
    await round.kill();
  });

  test('what a process said last is in the message', async () => {
    const source = `export default () => { process.stderr.write('the licence has expired\\n', () => process.exit(9)); return new Promise(() => {}); };`;
    const { open } = await start('single-loop', source);
    await expect(open()).rejects.toMatchObject({
      message: expect.stringMatching(/exit code 9.*the licence has expired/s),
    });
  });
});

test('a round whose orchestrator is killed ends by itself', async () => {
  const request = (await start('child-processes', HASH)).request;
  const script = await lab.write(`
    import { createForkHost } from ${JSON.stringify(builtUrl('harness/round/fork-host.js').href)};
    const request = ${JSON.stringify(request)};
    const round = await createForkHost().start(request);
    const opened = await round.send('open', request, 20_000);
    console.log(JSON.stringify([round.pid, ...opened.childPids]));
    setInterval(() => {}, 1_000);
  `);
  const orchestrator = spawn(process.execPath, [new URL(script.scenarioUrl).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids = await new Promise<number[]>((resolve) => {
    orchestrator.stdout.once('data', (text: Buffer) => resolve(JSON.parse(text.toString())));
  });
  expect(pids).toHaveLength(3);
  expect(pids.every(isProcessAlive)).toBe(true);
  orchestrator.kill('SIGKILL');
  for (const pid of pids) await gone(pid);
});

test('inputs of the user go before those of the scenario, and its own digest is used', async () => {
  const source = `export default {
    run: (input) => ({ input, at: process.hrtime.bigint() }),
    digest: ({ input }) => String(input),
  };`;
  const digests = [];
  for (const userInputs of [
    ['a', 'b'],
    ['a', 'b'],
    ['b', 'a'],
  ]) {
    const { open } = await start('single-loop', source, { userInputs });
    digests.push((await open()).digest);
  }
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});
