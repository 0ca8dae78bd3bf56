/** Parents that are gone before their children have loaded: the event that tells it comes too early to be heard. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { builtUrl } from './built.ts';
import { isProcessAlive } from './models/model-lab.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-orphans-'));
  await writeFile(
    join(folder, 'service.mjs'),
    `import { createServer } from 'node:net';
    export default { start: () => new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve({ address: {}, stop: async () => {} }));
    }) };`,
  );
  await writeFile(
    join(folder, 'parent.mjs'),
    `import { fork } from 'node:child_process';
    const [, , entry, ...args] = process.argv;
    const child = fork(entry, args, { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    process.stdout.write(String(child.pid), () => {
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(process.env.DELAY_MS));
    });`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['services/service-entry.js', 'service.mjs'],
  ['round/entry.js', ''],
  ['models/child-processes-entry.js', ''],
  ['executor/inspect-scenario-entry.js', ''],
])('%s ends when its parent is killed at any moment of its loading', async (entry, module) => {
  const args = [fileURLToPath(builtUrl(`harness/${entry}`)), module && `file://${join(folder, module)}`];
  for (let delayMs = 0; delayMs <= 120; delayMs += 8) {
    const env = { ...process.env, DELAY_MS: String(delayMs) };
    const parent = spawn(process.execPath, [join(folder, 'parent.mjs'), ...args], { env });
    let pid = '';
    parent.stdout.on('data', (chunk) => {
      pid += chunk;
    });
    await new Promise((resolve) => parent.once('close', resolve));
    expect(pid).toMatch(/^[0-9]+$/);
    await vi.waitUntil(() => !isProcessAlive(Number(pid)), { timeout: 5_000 });
  }
});
