/** Real processes, out of dist/. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtUrl } from '../built.ts';
import type { ServiceRef } from '../scenario.ts';
import { startServices } from './start-services.ts';

const files: Readonly<Record<string, string>> = {
  // Starts a child of its own, which must not outlive it.
  'fine.mjs': `
    import { spawn } from 'node:child_process';
    export default {
      async start() {
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
        return { address: { pid: process.pid, childPid: child.pid, name: 'fine' }, stop: async () => {} };
      },
    };`,
  'typed.ts': `
    export default {
      start: async (): Promise<unknown> => ({ address: { here: import.meta.url }, stop: async () => {} }),
    };`,
  'stubborn.mjs': `export default { start: async () => ({ address: {}, stop: () => new Promise(() => {}) }) };
    process.on('SIGTERM', () => {});`,
  'blocked.mjs': `export default { start: async () => {
    setTimeout(() => { for (;;); }, 50);
    return { address: {}, stop: async () => {} };
  } };`,
  'throws.mjs': `export default { start: async () => { console.error('port 5432 is taken'); throw new Error('no database'); } };`,
  'exits.mjs': `console.error('licence expired'); process.exit(7);`,
  'silent.mjs': 'export default { start: () => new Promise((resolve) => setTimeout(resolve, 1e6)) };',
  'none.mjs': 'export default { begin() {} };',
  'dies.mjs': `export default { start: async () => {
    setTimeout(() => { console.error('out of disk'); process.exit(3); }, 50);
    return { address: {}, stop: async () => {} };
  } };`,
  // Guests of somebody's server, which is a folder here: what they make in it, they remove.
  'guest.mjs': guest(`await leave(); return { address: {}, stop: async () => {} };`),
  'half.mjs': guest(
    `await leave(); throw Object.assign(new Error('the table is full'), { remedy: 'Empty it.' });`,
  ),
  'endless.mjs': guest('await leave(); await new Promise((resolve) => setTimeout(resolve, 1e6));'),
  'blocked-guest.mjs': guest(
    `await leave(); setTimeout(() => { for (;;); }, 50); return { address: {}, stop() {} };`,
  ),
  'locked.mjs': guest(
    `await leave(); return { address: {}, stop: async () => {} };`,
    `throw new Error('not yours');`,
  ),
  'locked-half.mjs': guest(`await leave(); throw new Error('full');`, `throw new Error('not yours');`),
};

/** Takes longer than a service that is no guest may; `remove` comes before what it does. */
function guest(start: string, remove = ''): string {
  return `
    import { rmSync, writeFileSync } from 'node:fs';
    const table = new URL('./table', import.meta.url);
    export default { async start({ removeAtEnd }) {
      const leave = async () => {
        await removeAtEnd('the table', async () => {
          ${remove}
          await new Promise((resolve) => setTimeout(resolve, 1500));
          rmSync(table);
        });
        writeFileSync(table, 'ours');
      };
      ${start}
    } };`;
}

let folder = '';
const ref = (file: string, id = file.replace(/\..*/, '')): ServiceRef => ({
  id,
  moduleUrl: pathToFileURL(join(folder, file)).href,
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // An orphan that has ended stays a zombie until the host's first process reaps it.
    return !/\) [ZX] /.test(existsSync('/proc/self') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
  } catch {
    return false;
  }
}

async function waitUntil(holds: () => boolean, deadlineMs = 5000): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!holds() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds()).toBe(true);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-service-test-'));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('guests of somebody else’s server', () => {
  const table = (): string => join(folder, 'table');
  beforeEach(() => rm(table(), { force: true }));

  test('have the time to take away what they made', async () => {
    const services = await startServices([ref('guest.mjs')], { deadlineMs: 10_000 });
    expect(existsSync(table())).toBe(true);
    expect(await services.stop()).toEqual([]);
    expect(existsSync(table())).toBe(false);
  });

  test.each<[string, number, string]>([
    ['half.mjs', 10_000, 'could not start: the table is full. It printed nothing. Empty it.'],
    ['endless.mjs', 600, 'did not answer within 600 ms'],
  ])('%s: what does not start takes it away, too', async (file, deadlineMs, says) => {
    const thrown = await startServices([ref(file)], { deadlineMs }).catch(String);
    expect(thrown).toContain(says);
    expect(thrown).not.toContain('Left behind');
    expect(existsSync(table())).toBe(false);
  });

  test('take it away also when the process that started them is killed', async () => {
    const program = `
      import { startServices } from ${JSON.stringify(builtUrl('harness/services/start-services.js').href)};
      await startServices([${JSON.stringify(ref('guest.mjs'))}], { deadlineMs: 10000 });
      process.kill(process.pid, 'SIGKILL');`;
    const file = join(folder, 'parent-of-guest.mjs');
    await writeFile(file, program);
    await promisify(execFile)(process.execPath, [file]).catch(() => {});
    await waitUntil(() => !existsSync(table()));
  });

  test.each<[string, string]>([
    ['locked.mjs', 'Left behind: the table could not be removed (not yours); please remove it yourself.'],
    ['blocked-guest.mjs', 'Left behind: the table could not be removed in time; please remove it yourself.'],
  ])(
    '%s: what stays is named',
    async (file, line) => {
      const services = await startServices([ref(file)], { deadlineMs: 10_000 });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await services.stop()).toEqual([line]);
    },
    15_000,
  );

  test('what stays of one that did not start is named with the reason', async () => {
    const thrown = await startServices([ref('locked-half.mjs')], { deadlineMs: 10_000 }).catch(String);
    expect(thrown).toMatch(
      /could not start: full\..* Left behind: the table could not be removed \(not yours\)/s,
    );
    expect(thrown).toMatch(/please remove it yourself\. Mend the service, or leave out/);
  });
});

describe('services', () => {
  test('start in processes of their own, once each, and end with all that they started', async () => {
    const services = await startServices([ref('fine.mjs'), ref('fine.mjs'), ref('typed.ts')], {
      deadlineMs: 10_000,
    });
    const { fine, typed } = services.addresses;
    expect(services.pids).toHaveLength(2);
    expect(fine).toMatchObject({ name: 'fine', pid: services.pids[0] });
    expect(typed).toEqual({ here: ref('typed.ts').moduleUrl });
    expect(services.failure()).toBeNull();
    const pids = [...services.pids, Number(fine?.childPid)];
    expect(pids.every(isAlive)).toBe(true);
    await Promise.all([services.stop(), services.stop()]);
    await waitUntil(() => !pids.some(isAlive));
    expect(services.failure()).toBeNull();
  });

  test('none is fine', async () => {
    const services = await startServices([], { deadlineMs: 1000 });
    expect(services).toMatchObject({ addresses: {}, pids: [] });
    await services.stop();
  });

  test.each(['stubborn.mjs', 'blocked.mjs'])('%s is killed after a second', async (file) => {
    const services = await startServices([ref(file)], { deadlineMs: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedMs = performance.now();
    await services.stop();
    expect(performance.now() - startedMs).toBeLessThan(1800);
    await waitUntil(() => !services.pids.some(isAlive));
  });

  test('that die during the run say so, with their last words', async () => {
    const services = await startServices([ref('dies.mjs')], { deadlineMs: 10_000 });
    await waitUntil(() => services.failure() !== null);
    expect(String(services.failure())).toContain('ended with exit code 3 during the run');
    expect(String(services.failure())).toContain('out of disk');
    await services.stop();
  });

  test('end when the process that started them is killed', async () => {
    const program = `
      import { startServices } from ${JSON.stringify(builtUrl('harness/services/start-services.js').href)};
      const services = await startServices([${JSON.stringify(ref('fine.mjs'))}], { deadlineMs: 10000 });
      console.log(JSON.stringify(services.addresses.fine));
      process.kill(process.pid, 'SIGKILL');`;
    const file = join(folder, 'parent.mjs');
    await writeFile(file, program);
    const failed: unknown = await promisify(execFile)(process.execPath, [file]).catch(
      (error: unknown) => error,
    );
    const { pid, childPid } = JSON.parse((failed as { stdout: string }).stdout);
    await waitUntil(() => !isAlive(pid) && !isAlive(childPid));
  });

  test('do not keep the process that started them alive', async () => {
    const program = `
      import { startServices } from ${JSON.stringify(builtUrl('harness/services/start-services.js').href)};
      await startServices([${JSON.stringify(ref('fine.mjs'))}], { deadlineMs: 10000 });
      console.log('end of the program');`;
    const file = join(folder, 'leaves.mjs');
    await writeFile(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 10_000 });
    expect(stdout).toContain('end of the program');
  });
});

describe('a service that does not start says why', () => {
  test.each<[string, number, readonly string[]]>([
    ['throws.mjs', 10_000, ['The service "throws"', 'could not start: no database', 'port 5432 is taken']],
    ['exits.mjs', 10_000, ['ended with exit code 7 before it answered', 'licence expired']],
    ['silent.mjs', 600, ['did not answer within 600 ms', 'It printed nothing']],
    ['none.mjs', 10_000, ['default-exports no service', '`export default { async start()']],
    ['missing.mjs', 10_000, ['could not start', 'missing.mjs']],
  ])('%s', async (file, deadlineMs, says) => {
    const thrown = await startServices([ref('fine.mjs'), ref(file)], { deadlineMs }).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ code: 'CROSSOVER_SERVICE_FAILED' });
    for (const part of says) expect(String(thrown)).toContain(part);
  });

  test('one id for two modules', async () => {
    const starting = startServices([ref('fine.mjs', 'db'), ref('none.mjs', 'db')], { deadlineMs: 1000 });
    await expect(starting).rejects.toThrow('Two services are called "db"');
  });

  test('nothing is left running', async () => {
    const pidFile = join(folder, 'pid');
    const text = files['fine.mjs']!.replace(
      'return {',
      `(await import('node:fs')).writeFileSync(${JSON.stringify(pidFile)}, String(child.pid)); return {`,
    );
    await writeFile(join(folder, 'recorded.mjs'), text);
    await startServices([ref('recorded.mjs'), ref('silent.mjs')], { deadlineMs: 1000 }).catch(() => {});
    const pid = Number(await readFile(pidFile, 'utf8'));
    await waitUntil(() => !isAlive(pid));
  });
});
