import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ModelLab } from '../models/model-lab.ts';
import { createForkHost } from '../round/fork-host.ts';
import type { Scenario } from '../scenario.ts';
import { pilotKinds } from './pilot.ts';

describe('what kind of work a scenario is that does not say', () => {
  const host = createForkHost();
  let lab: ModelLab;
  beforeAll(async () => {
    lab = await ModelLab.open();
  });
  afterEach(() => host.killAll());
  afterAll(() => lab.remove());

  const check = (what: string, task: string, expected: 'cpu' | undefined, kind?: Scenario['kind']): void =>
    test(what, async () => {
      const { scenarioUrl, tempDir } = await lab.write(`export default ${task};`);
      const scenario = { run: () => 1, ...(kind ? { kind } : {}) };
      const selected = { id: 'x', moduleUrl: scenarioUrl, label: './x.js', isBuiltIn: false, scenario };
      const config = { scenarios: [selected], params: {}, seed: 1, taskDeadlineMs: 30_000 };
      const known = await pilotKinds(config, host, { services: {}, tempDir }, new AbortController().signal);
      expect(known[0]?.pilotKind).toBe(expected);
    });

  const SPIN = '() => { const end = Date.now() + 3; while (Date.now() < end); return 1; }';
  check('computing', SPIN, 'cpu');
  check('waiting', 'async () => { await new Promise((resolve) => setTimeout(resolve, 5)); }', undefined);
  check('throwing', '() => { throw new Error("no"); }', undefined);
  check('never ending', '() => new Promise(() => {})', undefined);
  check('ending its process', '() => process.exit(3)', undefined);
  check('said by its author', SPIN, undefined, 'io');
});
