/** What the repository says that the working directory is in: commits, the names of refs, which files a commit has. */
import { execFile } from 'node:child_process';
import { posix } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Commit {
  readonly sha: string;
  /** `main@1a2b3c4`. */
  readonly name: string;
}

/** What git answers, without white space around it. Rejects where it fails, or where there is no git. */
export async function git(words: readonly string[], input = ''): Promise<string> {
  const running = execute('git', [...words]);
  running.child.stdin?.on('error', () => {}); // it may have ended before it read anything
  running.child.stdin?.end(input);
  const { stdout } = await running;
  return stdout.trim();
}

/** The commit that `ref` means here, or null where it means none, or where this is no repository. */
export async function findCommit(ref: string): Promise<Commit | null> {
  if (ref.startsWith('-')) return null;
  const sha = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]).catch(
    () => '',
  );
  if (sha === '') return null;
  const short = sha.slice(0, 7);
  return { sha, name: ref.startsWith(short) ? short : `${ref}@${short}` };
}

/** What the working folder is, for people: its commit, and whether it has changes beyond; a path where there is no repository. */
export async function describeWorkingFolder(): Promise<string> {
  const commit = await findCommit('HEAD');
  if (commit === null) return '.';
  const changes = await git(['status', '--porcelain', '--untracked-files=no']).catch(() => '');
  return changes === '' ? commit.name : `${commit.name} with changes`;
}

/** Names of branches, tags and branches of remotes; none where there is no repository. */
export async function listRefNames(): Promise<string[]> {
  const kinds = ['refs/heads', 'refs/tags', 'refs/remotes'];
  const names = await git(['for-each-ref', '--format=%(refname:short)', ...kinds]).catch(() => '');
  return names.split('\n').filter((name) => name !== '');
}

/**
 * Of paths from the working directory, those that a commit surely does not have. Links inside are followed; what git ignores is
 * never among them, for it may yet be built.
 */
export async function findMissing({ sha }: Commit, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const prefix = await git(['rev-parse', '--show-prefix']);
  const objectOf = (path: string): string => `${sha}:${posix.join(prefix, path)}`;
  const asked = paths.map((path) => `${objectOf(path)}\n`).join('');
  const answers = await git(['cat-file', '--batch-check', '--follow-symlinks'], asked).catch(() => '');
  const lines = new Set(answers.split('\n'));
  const missing = new Set<string>();
  for (const path of paths) {
    if (!lines.has(`${objectOf(path)} missing`)) continue;
    const ignored = await git(['check-ignore', '--', path]).catch(() => '');
    if (ignored === '') missing.add(path);
  }
  return missing;
}

/** What a commit has in a folder below the working directory; nothing where it has no such folder. */
export async function listInCommit({ sha }: Commit, folder: string): Promise<string[]> {
  const prefix = await git(['rev-parse', '--show-prefix']).catch(() => '');
  const tree = `${sha}:${posix.join(prefix, folder).replace(/^\.$/, '')}`;
  const names = await git(['ls-tree', '--full-tree', '--name-only', tree]).catch(() => '');
  return names.split('\n').filter((name) => name !== '');
}
