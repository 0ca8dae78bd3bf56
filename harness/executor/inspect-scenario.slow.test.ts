import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inspectScenario } from './inspect-scenario.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-inspect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
async function inspect(
  source: string,
  options: Parameters<typeof inspectScenario>[2] = {},
): Promise<unknown> {
  const path = join(folder, `scenario-${count++}.mjs`);
  await writeFile(path, source);
  return inspectScenario(pathToFileURL(path).href, './mine.mjs', options);
}

test('everything that the plan is made of comes back, functions do not', async () => {
  const source = `setInterval(() => {}, 1000);
    export default { id: 'mine', kind: 'io', summary: 's', params: { n: [1, 2] }, window: 'contiguous', inputCount: 40,
      services: [{ id: 'a', moduleUrl: 'file:///a.js' }], inputs: () => [1], run: () => 1, variants: { other: () => 1 } };`;
  const found = await inspect(source);
  expect(found).toEqual({
    id: 'mine',
    kind: 'io',
    summary: 's',
    params: { n: [1, 2] },
    window: 'contiguous',
    inputCount: 40,
    services: [{ id: 'a', moduleUrl: 'file:///a.js' }],
    run: expect.any(Function),
    variants: { other: expect.any(Function) },
  });
});

test.each([
  ['throws', 'throw new RangeError("no bananas");', 'CROSSOVER_SCENARIO_LOAD', /no bananas/],
  ['is no scenario', 'export default 7;', 'CROSSOVER_SCENARIO_SHAPE', /its default export is 7/],
  [
    'exits',
    'process.exit(0);',
    'CROSSOVER_SCENARIO_LOAD',
    /ended its process \(exit code 0\).*process\.exit/,
  ],
  ['aborts', 'process.abort();', 'CROSSOVER_SCENARIO_LOAD', /ended its process \(signal SIGABRT\)/],
  ['kills itself', 'process.kill(process.pid, "SIGKILL");', 'CROSSOVER_SCENARIO_LOAD', /signal SIGKILL/],
  ['spins', 'for (;;);', 'CROSSOVER_SCENARIO_LOAD', /did not end within 1 s.*open\(\)/],
  [
    'never settles',
    'await new Promise(() => setInterval(() => {}, 9));',
    'CROSSOVER_SCENARIO_LOAD',
    /within 1 s/,
  ],
])('an import that %s is told by name', async (_what, source, code, message) => {
  await expect(inspect(source, { deadlineMs: 1_000 })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test('an import that floods its output, answers for itself and patches what it finds still gives a scenario', async () => {
  const source = `process.stdout.write('x'.repeat(4e6)); process.stderr.write('y'.repeat(4e6));
    process.send({ hello: 1 });
    Object.prototype.error = { code: 'X' }; process.send = () => {}; process.exit = () => {}; Promise.prototype.finally = null;
    export default () => 1;`;
  expect(await inspect(source)).toEqual({ run: expect.any(Function) });
});

test('a stop ends the import', async () => {
  const stop = AbortSignal.timeout(300);
  await expect(inspect('for (;;);', { signal: stop })).rejects.toMatchObject({
    code: 'CROSSOVER_INTERRUPTED',
  });
});
