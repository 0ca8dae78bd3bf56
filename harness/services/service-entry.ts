/** The process of one service: imports the module named in `argv`, starts it, and ends when its parent is gone. */
import { chmod, rm } from 'node:fs/promises';
import { CrossoverError, toErrorRecord } from '../errors.ts';
import { waitAtMost } from '../executor/wait-at-most.ts';
import { onOrphaned } from '../on-orphaned.ts';
import type { RunningService, ServiceModule } from '../scenario.ts';
import { makeTempFolder } from '../temp-folder.ts';
import { Guests } from './guests.ts';
import { GUEST_GRACE_MS, type ServiceMessage, STOP_GRACE_MS, type StopMessage } from './protocol.ts';

const guests = new Guests(send);
let starting: Promise<unknown> = Promise.resolve();
let running: RunningService | undefined;
let ending = false;

/** Kills the process group, so that nothing a service has started outlives it. */
function endGroup(): never {
  try {
    process.kill(-process.pid, 'SIGKILL'); // This process leads its group: it was forked detached.
  } catch {
    // No group of its own (not POSIX): the process itself is all there is.
  }
  process.exit(0);
}

const tempDirs: string[] = [];

/** Named after this process: where it is killed, the next run finds the folder without an owner, and removes it. */
async function makeTempDir(): Promise<string> {
  const folder = await makeTempFolder('service');
  tempDirs.push(folder);
  await chmod(folder, 0o711); // a database that refuses to run as root runs as another user
  return folder;
}

async function removeTempDirs(): Promise<void> {
  for (const folder of tempDirs) await rm(folder, { recursive: true, force: true }).catch(() => {});
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  guests.close();
  setTimeout(endGroup, guests.isEmpty ? STOP_GRACE_MS : GUEST_GRACE_MS);
  // What is still being put into somebody's server could come after its removal.
  if (!guests.isEmpty) await waitAtMost(GUEST_GRACE_MS / 2, [starting]);
  await guests.removeAll();
  await Promise.resolve(running?.stop()).catch(() => {});
  await removeTempDirs();
  endGroup();
}

function send(message: ServiceMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

async function importService(moduleUrl: string): Promise<ServiceModule> {
  const module: { default?: unknown } = await import(/* @vite-ignore */ moduleUrl);
  let found = module.default;
  if (typeof found === 'object' && found !== null && 'default' in found) found = found.default;
  if (typeof found === 'object' && found !== null && 'start' in found && typeof found.start === 'function') {
    return found as ServiceModule;
  }
  throw new CrossoverError('CROSSOVER_SERVICE_FAILED', `${moduleUrl} default-exports no service.`, {
    remedy: 'Write `export default { async start() { … return { address, stop } } }`.',
  });
}

/** The remedy apart from the fact: the one who tells it puts it at the end. */
function toFailure(thrown: unknown): ServiceMessage {
  const error = toErrorRecord(thrown, 'CROSSOVER_SERVICE_FAILED');
  const given = typeof thrown === 'object' && thrown !== null && 'remedy' in thrown ? thrown.remedy : null;
  if (typeof given !== 'string') return { kind: 'failed', error };
  const message = error.message.endsWith(given) ? error.message.slice(0, -given.length) : error.message;
  return { kind: 'failed', error: { ...error, message: message.trimEnd() }, remedy: given };
}

async function main(): Promise<void> {
  onOrphaned(() => void end());
  process.on('message', (message: StopMessage) => {
    if (message.kind === 'stop') void end();
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  try {
    const service = await importService(process.argv[2] ?? '');
    const started = service.start({ makeTempDir, removeAtEnd: (what, remove) => guests.add(what, remove) });
    starting = started.catch(() => {});
    running = await started;
    await send({ kind: 'ready', address: running.address });
  } catch (thrown) {
    if (ending) return; // by whom it was asked to end, all of it is taken away
    ending = true;
    // Before it is told: whoever hears it kills this group.
    await waitAtMost(GUEST_GRACE_MS, [guests.removeAll()]);
    await removeTempDirs();
    await send(toFailure(thrown));
    endGroup();
  }
}

await main();
