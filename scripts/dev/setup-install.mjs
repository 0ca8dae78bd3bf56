/** The dependencies: are they those of the lock file, and how to make them so. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, ROOT, readOrNull } from './setup-process.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');
const STAMP_FILE = join(ROOT, 'node_modules', '.crossover-setup');
/** npm writes it at the end of every install: what really lies in node_modules. */
const INSTALLED_FILE = join(ROOT, 'node_modules', '.package-lock.json');

/** The platform is part of it: a folder shared with a container holds the other system's binaries. */
function wantedStamp() {
  const hash = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

/**
 * Whether node_modules holds what the lock file asks for. The stamp answers at once; without it (someone ran
 * `npm install` by hand) npm's own record of the installed versions does, and the stamp is written.
 */
export function installIsCurrent() {
  const stamp = readOrNull(STAMP_FILE);
  const wanted = wantedStamp();
  if (stamp === wanted && readOrNull(INSTALLED_FILE) !== null) return true;
  const isOfThisPlatform = stamp === null || stamp.endsWith(` ${process.platform}-${process.arch}\n`);
  if (!isOfThisPlatform || !installedMatchesLock()) return false;
  writeFileSync(STAMP_FILE, wanted);
  return true;
}

/** Same versions for every package that is not optional; optional ones depend on the platform. */
function installedMatchesLock() {
  const installedText = readOrNull(INSTALLED_FILE);
  if (installedText === null) return false;
  const installed = JSON.parse(installedText).packages ?? {};
  const locked = JSON.parse(readFileSync(LOCK_FILE, 'utf8')).packages ?? {};
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}

/** Installs exactly the lock file. npm's own words are shown only if it fails. */
export async function install() {
  const args = ['ci', '--no-audit', '--no-fund'];
  // Started by npm, the very same npm is used; else the one on the path (a shell script on Windows).
  const npm = process.env.npm_execpath;
  const result =
    npm && /\.c?js$/.test(npm)
      ? await capture(process.execPath, [npm, ...args])
      : await capture('npm', args, { shell: process.platform === 'win32' });
  if (result.code !== 0) {
    throw new Error(
      `npm ci failed (exit ${result.code}); no network, or package-lock.json is out of step:\n${result.output}`,
    );
  }
  writeFileSync(STAMP_FILE, wantedStamp());
}
