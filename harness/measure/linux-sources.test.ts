import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { parseHostCpu, readFamily, readProcessScheduling, readTotalCpuMs } from './linux-sources.ts';

const STAT = `cpu  1000 10 500 9000 40 0 30 7 0 0
cpu0 100 1 50 900 4 1 3 7 0 0
cpu1 200 2 60 800 0 0 0 0 0 0
cpu10 300 0 0 0 0 0 0 5 9 9
intr 123 45 6
ctxt 99`;

describe('parseHostCpu', () => {
  const check = (allowedCpus: readonly number[] | null, expected: object): void =>
    test(`of CPUs ${allowedCpus}`, () => expect(parseHostCpu(STAT, allowedCpus)).toEqual(expected));

  check(null, { busyMs: 7_170, stealMs: 120, cpuCount: 3 });
  check([0], { busyMs: 1_550, stealMs: 70, cpuCount: 1 });
  check([1, 10], { busyMs: 5_620, stealMs: 50, cpuCount: 2 });
  check([7], { busyMs: 0, stealMs: 0, cpuCount: 0 });

  test('a text without CPUs', () => {
    expect(parseHostCpu('intr 1 2 3', null)).toEqual({ busyMs: 0, stealMs: 0, cpuCount: 0 });
  });
});

test.runIf(process.platform === 'linux')('children that have ended count as their parent’s own load', () => {
  const spin = 'while (process.cpuUsage().user < 200_000);';
  const beforeMs = readTotalCpuMs([process.pid])!;
  const aliveMs = readProcessScheduling([process.pid])!.cpuMs;
  spawnSync(process.execPath, ['-e', spin]);
  const ownMs = readProcessScheduling([process.pid])!.cpuMs - aliveMs;
  expect(readTotalCpuMs([process.pid])! - beforeMs).toBeGreaterThan(ownMs + 150);
});

test.runIf(process.platform === 'linux')(
  'children and their children belong to the family of a service',
  async () => {
    const inner = 'setInterval(() => {}, 1000); console.log(process.pid)';
    const outer = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`;
    const child = spawn(process.execPath, ['-e', outer], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [text] = await once(child.stdout, 'data');
    const grandchild = Number(text);
    try {
      expect(readFamily([child.pid!])).toEqual([child.pid, grandchild]);
      expect(readFamily([process.pid])).toEqual(expect.arrayContaining([process.pid, child.pid, grandchild]));
      expect(readFamily([])).toEqual([]);
    } finally {
      process.kill(grandchild, 'SIGKILL');
      await once(child, 'exit');
    }
  },
);
