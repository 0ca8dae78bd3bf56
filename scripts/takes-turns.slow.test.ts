/** Versions whose slices go on beside each other, in real processes: each task leaves a line with its span. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunDocument } from '../harness/result/schema.ts';

const CLI = fileURLToPath(new URL('../dist/scripts/cli.js', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-turns-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Tasks of 4 ms; `before` is done by the head alone. */
const scenario = (version: string, before = ''): string => `import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
const version = '${version}';
export default { kind: 'cpu', run: async () => {
  const startMs = performance.timeOrigin + performance.now();
  ${before}
  while (performance.timeOrigin + performance.now() < startMs + 4);
  appendFileSync('spans-' + version, startMs + ' ' + (performance.timeOrigin + performance.now()) + '\\n');
  return 1;
} };
`;

interface Ended {
  readonly exitCode: number;
  readonly document: RunDocument | null;
  readonly stderr: string;
  readonly tookMs: number;
}

async function compare(name: string, before = '', blocks = '1'): Promise<Ended> {
  await writeFile(join(folder, `${name}-base.js`), scenario(`${name}-base`));
  await writeFile(join(folder, `${name}-head.js`), scenario(`${name}-head`, before));
  const startedMs = Date.now();
  const args = [
    CLI,
    'ab',
    `${name}-base.js`,
    `${name}-head.js`,
    '--blocks',
    blocks,
    '--budget',
    '8s',
    '--task-deadline',
    '1s',
    '--out',
    name,
  ];
  const { exitCode, stderr } = await new Promise<{ exitCode: number; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }, (error, _stdout, told) =>
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stderr: told }),
    );
  });
  const text = await readFile(join(folder, name, 'latest', 'result.json'), 'utf8').catch(() => null);
  return {
    exitCode,
    stderr,
    document: text === null ? null : (JSON.parse(text) as RunDocument),
    tookMs: Date.now() - startedMs,
  };
}

async function readSpans(version: string): Promise<{ version: string; startMs: number; endMs: number }[]> {
  const lines = (await readFile(join(folder, `spans-${version}`), 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [startMs, endMs] = line.split(' ').map(Number);
    return { version, startMs: startMs!, endMs: endMs! };
  });
}

const cellOf = (document: RunDocument | null, side: string) =>
  document?.cells.find((cell) => cell.side === side);

test('no task runs while another does, turns change every few tasks, and windows hold tasks alone', async () => {
  const { document, stderr } = await compare('plain');
  const block = document?.blocks[0];
  expect(block?.takesTurns, stderr).toBe(true);
  const warmUpMs = 1_500;
  const all = [...(await readSpans('plain-base')), ...(await readSpans('plain-head'))].sort(
    (a, b) => a.startMs - b.startMs,
  );
  // Both warm up beside each other; the turns come last.
  const turns = all.filter(({ startMs }) => startMs > all[0]!.startMs + warmUpMs);
  expect(turns.length).toBeGreaterThan(100);
  const overlapping = turns.filter((task, index) => index > 0 && task.startMs < turns[index - 1]!.endMs);
  expect(overlapping).toEqual([]);
  const changes = turns.filter((task, index) => index > 0 && task.version !== turns[index - 1]!.version);
  expect(changes.length).toBeGreaterThan(turns.length / 6);
  for (const side of ['base', 'head']) {
    const [round] = cellOf(document, side)?.blocks ?? [];
    const pace = (round?.slices ?? []).map(({ windowMs, credit }) => windowMs / credit).sort((a, b) => a - b);
    // Rests lie in no window: each would be twice as long.
    expect(pace[pace.length >> 1]).toBeGreaterThan(3.99);
    expect(pace[pace.length >> 1]).toBeLessThan(6);
    expect(round?.loop?.utilizationRatio).toBeGreaterThan(0.8);
    expect(round?.littleRatio).toBeCloseTo(1, 1);
  }
}, 60_000);

describe('a head that goes wrong between turns costs its own cell', () => {
  const check = (name: string, before: string, reason: RegExp): void =>
    test(name, async () => {
      const { document, exitCode, stderr, tookMs } = await compare(
        name,
        `if (performance.now() > 2_500) { ${before} }`,
      );
      expect(document?.blocks[0]?.takesTurns, stderr).toBe(true);
      expect(cellOf(document, 'head'), stderr).toMatchObject({
        status: expect.not.stringMatching(/^ok$/),
        reason: expect.stringMatching(reason),
      });
      expect(cellOf(document, 'base')?.status).toBe('ok');
      expect([1, 5]).toContain(exitCode);
      expect(tookMs).toBeLessThan(45_000);
    }, 90_000);

  check('it blocks for ever', 'for (;;);', /did not finish "slice"|kept the event loop/);
  check('it never settles', 'await new Promise(() => {});', /did not settle within/);
  check('it exits', 'process.exit(3);', /ended by itself/);
  // Some time after its tasks, most likely while the other has its turn; somebody else still holds its pipes.
  check(
    'it exits while it rests, and leaves a process behind',
    'spawn("sleep", ["30"], { stdio: "inherit", detached: true }); setTimeout(() => process.exit(3), 12);',
    /ended by itself/,
  );
  check('it throws', 'throw new Error("boom");', /boom/);
});
