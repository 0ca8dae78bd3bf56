/**
 * One set-up at a time. Two terminals, or a test run beside a bench, may start at once; the second waits for the first
 * and then finds the work done. The lock names its owner's process, so one that was killed does not block for ever.
 */
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, readOrNull } from './setup-process.mjs';

const LOCK_DIR = join(ROOT, 'dist');
const LOCK_FILE = join(LOCK_DIR, '.setup-lock');
const POLL_MS = 100;

/** Runs `action` while no other process of this clone does; waits as long as the owner lives. */
export async function withSetupLock(action) {
  mkdirSync(LOCK_DIR, { recursive: true });
  let hasSaidSo = false;
  while (!tryLock()) {
    if (removeIfOrphaned()) continue;
    if (!hasSaidSo) process.stderr.write(`set-up: waiting for process ${readOrNull(LOCK_FILE) ?? '?'} … \n`);
    hasSaidSo = true;
    await sleep(POLL_MS);
  }
  try {
    return await action();
  } finally {
    rmSync(LOCK_FILE, { force: true });
  }
}

/** A hard link appears with its content at once, so nobody ever reads a lock without an owner. */
function tryLock() {
  const ownFile = `${LOCK_FILE}.${process.pid}`;
  writeFileSync(ownFile, String(process.pid));
  try {
    linkSync(ownFile, LOCK_FILE);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(ownFile, { force: true });
  }
}

/** Takes the lock of a dead process away; true if it did. A rename is won by one process only. */
function removeIfOrphaned() {
  const owner = readOrNull(LOCK_FILE);
  if (owner === null) return true;
  if (isAlive(Number(owner))) return false;
  const takenFile = `${LOCK_FILE}.${process.pid}.taken`;
  try {
    renameSync(LOCK_FILE, takenFile);
  } catch {
    return true; // another process was faster
  }
  // Between the look and the rename a new owner may have come: then the lock is given back.
  if (readOrNull(takenFile) !== owner) renameSync(takenFile, LOCK_FILE);
  else rmSync(takenFile, { force: true });
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
