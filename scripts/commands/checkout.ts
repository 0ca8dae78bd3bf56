/** A commit as a folder of its own, installed and built, and gone afterwards: git worktrees. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CrossoverError } from '../../harness/errors.ts';
import { guard } from '../../harness/guardian.ts';
import { makeTempFolder } from '../../harness/temp-folder.ts';
import { type Commit, git } from './repository.ts';

const TAIL_LENGTH = 2_000;

export interface Checkout {
  /** The folder that corresponds to the working directory: below the worktree's root where that is below the repository's. */
  readonly folder: string;
  dispose(): Promise<void>;
}

export interface CheckoutCommands {
  /** Null: what the lock file asks for. */
  readonly install: string | null;
  /** Null: `npm run build` where package.json has such a script. */
  readonly build: string | null;
}

function installCommandOf(folder: string): string | null {
  const has = (name: string): boolean => existsSync(join(folder, name));
  if (has('package-lock.json') || has('npm-shrinkwrap.json')) return 'npm ci';
  if (has('pnpm-lock.yaml')) return 'pnpm install --frozen-lockfile';
  if (has('yarn.lock')) return 'yarn install --frozen-lockfile';
  const { dependencies, devDependencies } = readPackage(folder);
  const count = Object.keys({ ...dependencies, ...devDependencies }).length;
  return count > 0 ? 'npm install --no-save' : null;
}

interface PackageFacts {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Nothing where there is no package.json, or none that can be read: its commands will say so themselves. */
function readPackage(folder: string): PackageFacts {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFacts;
  } catch {
    return {};
  }
}

function buildCommandOf(folder: string): string | null {
  return readPackage(folder).scripts?.build === undefined ? null : 'npm run build';
}

/** npm tells scripts about the package that it runs them for; a checkout is another one. */
function environmentOfCheckout(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)|^INIT_CWD$/i.test(name),
    ),
  );
}

/** Throws CROSSOVER_USAGE with the end of what the command said; nothing was measured then. */
function runShell(command: string, folder: string, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(interrupted(name));
    const shell = spawn('/bin/sh', ['-c', command], {
      cwd: folder,
      env: environmentOfCheckout(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const dismiss = guard(shell.pid, true);
    let tail = '';
    const keep = (text: Buffer): void => {
      tail = (tail + text.toString()).slice(-TAIL_LENGTH);
    };
    shell.stdout.on('data', keep);
    shell.stderr.on('data', keep);
    const end = (): void => {
      try {
        if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
      } catch {
        // it has ended meanwhile
      }
    };
    signal.addEventListener('abort', end, { once: true });
    shell.once('error', (error) => {
      tail += error.message;
    });
    shell.once('close', (code) => {
      dismiss();
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(interrupted(name));
      else if (code === 0) resolve();
      else {
        reject(
          new CrossoverError('CROSSOVER_USAGE', `\`${command}\` failed in ${name}: ${tail.trim()}`, {
            remedy:
              'Say how it is installed and built with --install and --build (an empty text for nothing).',
          }),
        );
      }
    });
  });
}

function interrupted(name: string): CrossoverError {
  return new CrossoverError('CROSSOVER_INTERRUPTED', `Stopped while ${name} was prepared.`);
}

/**
 * Checks a commit out into a temporary worktree of the repository that the working directory is in, installs and builds it.
 * Throws CROSSOVER_USAGE where one of these fails and CROSSOVER_INTERRUPTED; nothing is left behind then.
 */
export async function checkOut(
  { sha, name }: Commit,
  { install, build }: CheckoutCommands,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Checkout> {
  const prefix = await git(['rev-parse', '--show-prefix']);
  const parent = await makeTempFolder('worktree');
  const root = join(parent, 'tree');
  const dispose = async (): Promise<void> => {
    await git(['worktree', 'remove', '--force', root]).catch(() => {});
    await rm(parent, { recursive: true, force: true });
    await git(['worktree', 'prune']).catch(() => {});
  };
  try {
    await git(['worktree', 'prune']); // what a killed comparison has left
    tell(`checking out ${name}`);
    await git(['worktree', 'add', '--detach', root, sha]);
    for (const command of [install ?? installCommandOf(root), build ?? buildCommandOf(root)]) {
      if (command === null || command.trim() === '') continue;
      tell(`${command} in ${name}`);
      await runShell(command, root, name, signal);
    }
    return { folder: join(root, prefix), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
