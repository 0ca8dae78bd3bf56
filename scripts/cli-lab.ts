/** What tests of the command line share: the built command, started as people start it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../harness/built.ts';
import { parseDocument } from '../harness/result/parse.ts';
import type { RunDocument } from '../harness/result/schema.ts';

const CLI = fileURLToPath(builtUrl('scripts/cli.js'));

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<{
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
  /** Resolves when stderr has matched. */
  stderrSays(pattern: RegExp): Promise<void>;
}

/** Starts the built command in the folder. */
export function startCli(folder: string, args: readonly string[]): Started {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Awaited<Started['ended']>>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const stderrSays = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(stderr)) {
      if (child.exitCode !== null) throw new Error(`It ended before it said ${pattern}: ${stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { process: child, ended, stderrSays };
}

/** Process ids of all that descend from `pid`, by ps: works on Linux and macOS. */
export function descendantsOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const found = [pid];
  for (const parent of found)
    found.push(...rows.filter(([, ppid]) => ppid === parent).map(([child]) => child));
  return found.slice(1);
}

/** The last run that was written under `out`. */
export async function readLatestRun(folder: string, out: string): Promise<RunDocument> {
  const file = join(folder, out, 'latest', 'result.json');
  const document = parseDocument(await readFile(file, 'utf8'), file);
  if (document.documentKind !== 'run') throw new TypeError('no run');
  return document;
}
