/** The examples, as a user runs them: compiled from their folder, loaded by path, with `--input` where they need it. */
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { digestOutput } from '../harness/digest.ts';
import { compileScenario } from '../harness/executor/compile.ts';
import { createExecutor } from '../harness/executor/create-executor.ts';
import { makeInputs } from '../harness/executor/inputs.ts';
import { readInputFile } from '../harness/executor/read-input-file.ts';
import type { ParamValue } from '../harness/scenario.ts';

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

test.each<[string, Record<string, ParamValue>, string | null]>([
  ['markdown-render.ts', { sections: 10 }, null],
  ['piscina-worker.cjs', {}, 'data.json'],
  ['http-server.mjs', {}, null],
])('%s', async (file, params, inputFile) => {
  const compiled = await compileScenario(path(file));
  onTestFinished(compiled.dispose);
  const userInputs = inputFile === null ? undefined : await readInputFile(path(inputFile));
  const digests = [0, 1].map(async (index) => {
    const spec = {
      scenarioUrl: compiled.moduleUrl,
      scenarioLabel: file,
      variant: 'default',
      params,
      services: {},
      seed: 1,
      tempDir: '/',
    };
    const executor = await createExecutor(spec, index);
    const [input] = makeInputs(executor.scenario, file, params, 1, 2, userInputs);
    const task = await executor.execute(input);
    expect(task.error).toBeNull();
    return digestOutput(task.output);
  });
  const [first, second] = await Promise.all(digests);
  expect(first).toBe(second);
});
