import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Piscina from 'piscina';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutorSpec } from '../model.ts';
import { createExecute, createExecutor } from './create-executor.ts';

const none = 'file:///none.mjs';
/** What makes an object a thenable: query builders are some, and tasks return them. */
const thenKey: string = 'then';

describe('a task', () => {
  test('that returns a value makes no promise', () => {
    const task = createExecute((input) => [input], undefined, none)(5);
    expect(task).not.toBeInstanceOf(Promise);
    expect(task).toMatchObject({ output: [5], error: null });
  });

  test('that returns a promise is timed to its end', async () => {
    const execute = createExecute(
      () => new Promise((resolve) => setTimeout(resolve, 20, 'late')),
      undefined,
      none,
    );
    const task = await execute(null);
    expect(task).toMatchObject({ output: 'late', error: null });
    expect(task.endedMs - task.startedMs).toBeGreaterThan(18);
  });

  test('that returns a thenable is awaited', async () => {
    const thenable = { [thenKey]: (resolve: (value: string) => void) => resolve('rows') };
    expect(await createExecute(() => thenable, undefined, none)(null)).toMatchObject({ output: 'rows' });
  });

  test('that was written for an input and got none says how to give one', async () => {
    const task = await createExecute((input) => (input as { text: string }).text, undefined, none)(undefined);
    expect(task.error?.message).toMatch(/reading 'text'.*got no input.*--input data\.json/);
  });

  test('gets the context', () => {
    expect(createExecute((input, context) => [input, context], 'ctx', none)('in')).toMatchObject({
      output: ['in', 'ctx'],
    });
  });

  const boom = (): never => {
    throw Object.assign(new TypeError('boom'), { code: 'E_BOOM' });
  };
  const hostile = {
    get [thenKey](): never {
      throw new Error('no look');
    },
  };
  test.each<[string, () => unknown, object]>([
    ['throws', boom, { code: 'E_BOOM', name: 'TypeError', message: 'boom' }],
    ['rejects', async () => boom(), { code: 'E_BOOM', name: 'TypeError', message: 'boom' }],
    ['rejects with a text', () => Promise.reject('text'), { code: 'CROSSOVER_TASK_FAILED', message: 'text' }],
    ['returns a trap', () => hostile, { code: 'CROSSOVER_TASK_FAILED', message: 'no look' }],
  ])('that %s is data', async (_name, run, error) => {
    const task = await createExecute(run, undefined, none)(null);
    expect(task).toMatchObject({ output: undefined, error });
    expect(task.endedMs).toBeGreaterThanOrEqual(task.startedMs);
  });

  test.each<[string, unknown]>([
    ['a view', new Uint8Array([1, 2])],
    ['a buffer', new ArrayBuffer(3)],
    ['a text', 'x'],
  ])('may return Piscina.move of %s', async (_name, value) => {
    const moved = (): unknown => Piscina.move(value as ArrayBuffer);
    expect((await createExecute(moved, undefined, none)(null)).output).toBe(value);
    expect((await createExecute(async () => moved(), undefined, none)(null)).output).toBe(value);
  });
});

describe('an executor', () => {
  let folder = '';
  const spec = (changes: Partial<ExecutorSpec> = {}): ExecutorSpec => ({
    scenarioUrl: pathToFileURL(join(folder, 'scenario.mjs')).href,
    scenarioLabel: './scenario.mjs',
    variant: 'default',
    params: { n: 2 },
    services: { db: { port: 1 } },
    seed: 7,
    tempDir: '/tmp/x',
    ...changes,
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossover-executor-'));
    const text = `
      export default {
        run: (input, context) => [input, context.env],
        open: async (env) => {
          if (env.params.n === 0) throw new Error('no connection');
          return { env, closed: 0 };
        },
        close: (context) => { globalThis.closedForTest = (globalThis.closedForTest ?? 0) + 1; },
        variants: { double: (input) => input * 2 },
      };`;
    await writeFile(join(folder, 'scenario.mjs'), text);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('opens with the whole environment and closes once', async () => {
    const executor = await createExecutor(spec(), 3);
    const { params, services, seed, tempDir } = spec();
    expect(executor.execute(1)).toMatchObject({ output: [1, { params, services, seed, tempDir }] });
    expect(executor.index).toBe(3);
    await Promise.all([executor.close(), executor.close()]);
    await executor.close();
    expect((globalThis as { closedForTest?: number }).closedForTest).toBe(1);
  });

  test('runs a variant', async () => {
    const executor = await createExecutor(spec({ variant: 'double' }), 0);
    expect(executor.execute(21)).toMatchObject({ output: 42 });
  });

  test('names the nearest variant', async () => {
    const opening = createExecutor(spec({ variant: 'duoble' }), 0);
    await expect(opening).rejects.toThrow(
      'has no variant "duoble"; it has: default, double. Did you mean "double"?',
    );
  });

  test('that cannot open says in which executor and why', async () => {
    const opening = createExecutor(spec({ params: { n: 0 } }), 4);
    await expect(opening).rejects.toThrow('open() of ./scenario.mjs failed in executor 4: no connection');
    await expect(opening).rejects.toMatchObject({
      code: 'CROSSOVER_OPEN_FAILED',
      cause: { message: 'no connection' },
    });
  });
});
