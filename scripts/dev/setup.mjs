#!/usr/bin/env node
/**
 * Everything that a clone needs before a command can run, and nothing when nothing changed: dependencies as the lock
 * file says, and a build of the sources. Every npm script calls it first, so a fresh clone needs only Node and npm.
 * Plain JavaScript on Node's own modules, because it runs before anything is installed; it speaks on stderr, because
 * stdout belongs to the command that follows.
 *
 *   node scripts/dev/setup.mjs             what is missing
 *   node scripts/dev/setup.mjs --rebuild   build even if nothing changed
 */
import { build, buildIsCurrent } from './setup-build.mjs';
import { install, installIsCurrent } from './setup-install.mjs';
import { withSetupLock } from './setup-lock.mjs';

const OLDEST_NODE = [20, 19];

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(
    `Node ${process.versions.node} is too old: Crossover needs ${OLDEST_NODE.join('.')} or newer. See https://nodejs.org.`,
  );
}

/** One line before a step that takes long, and its time after it. */
async function announced(what, step) {
  process.stderr.write(`set-up: ${what} … `);
  const startedMs = Date.now();
  await step();
  process.stderr.write(`${((Date.now() - startedMs) / 1000).toFixed(1)} s\n`);
}

async function setUp({ rebuild }) {
  refuseOldNode();
  if (!rebuild && installIsCurrent() && buildIsCurrent()) return;
  // Whoever waited for the lock finds the work done: everything is asked again inside it.
  await withSetupLock(async () => {
    if (!installIsCurrent()) {
      await announced('installing dependencies (npm ci; up to a minute the first time)', install);
    }
    if (rebuild || !buildIsCurrent()) await announced('building', build);
  });
}

try {
  await setUp({ rebuild: process.argv.includes('--rebuild') });
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
