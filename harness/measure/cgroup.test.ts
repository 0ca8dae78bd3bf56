import { expect, test } from 'vitest';
import { findCpuQuota, findThrottledMs } from './cgroup.ts';

type Files = Readonly<Record<string, string>>;
const readerOf = (files: Files) => (path: string) => files[path] ?? null;

const SELF_V2 = { '/proc/self/cgroup': '0::/pod/box\n' };
const ROOT = '/sys/fs/cgroup';

test.each<[what: string, files: Files, expected: number | null]>([
  ['nothing to read', {}, null],
  ['no quota', { ...SELF_V2, [`${ROOT}/pod/box/cpu.max`]: 'max 100000\n' }, null],
  ['one of its own', { ...SELF_V2, [`${ROOT}/pod/box/cpu.max`]: '150000 100000\n' }, 1.5],
  [
    'a tighter one above',
    { ...SELF_V2, [`${ROOT}/pod/box/cpu.max`]: '400000 100000\n', [`${ROOT}/pod/cpu.max`]: '50000 100000\n' },
    0.5,
  ],
  [
    'a container that sees its own group as the root',
    { '/proc/self/cgroup': '0::/elsewhere\n', [`${ROOT}/cpu.max`]: '200000 100000\n' },
    2,
  ],
  [
    'version 1, nested',
    {
      '/proc/self/cgroup': '4:memory:/m\n3:cpu,cpuacct:/docker/abc\n0::/\n',
      [`${ROOT}/cpu/docker/abc/cpu.cfs_quota_us`]: '250000',
      [`${ROOT}/cpu/docker/abc/cpu.cfs_period_us`]: '100000',
      [`${ROOT}/cpu/cpu.cfs_quota_us`]: '-1',
      [`${ROOT}/cpu/cpu.cfs_period_us`]: '100000',
    },
    2.5,
  ],
])('quota: %s', (_what, files, expected) => {
  expect(findCpuQuota(readerOf(files))).toBe(expected);
});

test.each<[what: string, files: Files, expected: number | null]>([
  ['nothing to read', {}, null],
  ['never held back', { ...SELF_V2, [`${ROOT}/cpu.stat`]: 'usage_usec 7\nthrottled_usec 0\n' }, 0],
  [
    'held back above',
    {
      ...SELF_V2,
      [`${ROOT}/pod/box/cpu.stat`]: 'throttled_usec 2000\n',
      [`${ROOT}/pod/cpu.stat`]: 'throttled_usec 9000\n',
    },
    9,
  ],
  ['version 1', { [`${ROOT}/cpu/cpu.stat`]: 'nr_throttled 2\nthrottled_time 3000000\n' }, 3],
])('throttled: %s', (_what, files, expected) => {
  expect(findThrottledMs(readerOf(files))).toBe(expected);
});
