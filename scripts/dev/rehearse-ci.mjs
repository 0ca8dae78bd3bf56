/**
 * The workflow of docs/ci.md, executed step by step in a scratch repository: what it says is what was run. `npm pack` makes the
 * package, a base and two heads are committed, each `run:` step is carried out by bash with the variables that GitHub sets; `gh` is a
 * stand-in that writes down what it was asked for. Prints what came out, and fails where an exit code is not the one that the page promises.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');

/** The steps of the page that run something: name and script. */
function stepsOf(markdown) {
  const yaml = /```yaml\n([\s\S]*?)```/.exec(markdown)?.[1] ?? '';
  return yaml
    .split(/^ {6}- /m)
    .slice(1)
    .flatMap((step) => {
      const name = /^name: (.*)$/m.exec(step)?.[1];
      const block = /^ {8}run: \|\n((?: {10}.*\n?)+)/m.exec(step)?.[1]?.replace(/^ {10}/gm, '');
      const line = /^ {8}run: (?!\|)(.*)$/m.exec(step)?.[1];
      const script = block ?? line;
      return name && script ? [{ name, script }] : [];
    });
}

const folder = mkdtempSync(join(tmpdir(), 'crossover-rehearsal-'));
const repository = join(folder, 'repository');
const tools = join(folder, 'tools');
const asked = join(folder, 'asked-of-gh.txt');

function write(path, text, mode) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (mode) chmodSync(path, mode);
}

const git = (...words) =>
  execFileSync('git', ['-c', 'user.name=ci', '-c', 'user.email=ci@example.org', ...words], {
    cwd: repository,
    encoding: 'utf8',
  }).trim();

/** Hashes so many bytes; the output does not tell how many they were. Native code: no compiler decides anew in every process how fast. */
const scenario = (byteCount) => `import { createHash } from 'node:crypto';
import { version } from '../lib.mjs';

const bytes = Buffer.alloc(${byteCount});
export default {
  kind: 'cpu',
  run: () => [version > 0, createHash('sha256').update(bytes).digest().length],
};
`;

function prepare() {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT, stdio: 'inherit' });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const manifest = {
    name: 'rehearsal',
    private: true,
    type: 'module',
    scripts: { build: 'node build.mjs', prepare: 'npm run build' },
    devDependencies: { 'crossover-bench': `file:${join(folder, archive)}` },
  };
  write(join(repository, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  write(
    join(repository, 'build.mjs'),
    `import { writeFileSync } from 'node:fs';\nwriteFileSync('lib.mjs', 'export const version = 1;');\n`,
  );
  write(join(repository, 'bench/loop.mjs'), scenario('3_000_000'));
  write(join(repository, '.gitignore'), 'node_modules\nlib.mjs\nperf\n');
  write(
    join(tools, 'gh'),
    `#!/usr/bin/env bash\nprintf '%s\\n' "$*" >> '${asked}'\ncase "$*" in *--paginate*) [ -f '${folder}/comment-id' ] && cat '${folder}/comment-id' || true;; *POST*) echo 4711 > '${folder}/comment-id';; esac\n`,
    0o755,
  );
  git('init', '-q', '-b', 'main');
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--package-lock-only'], {
    cwd: repository,
    stdio: 'inherit',
  });
  git('add', '-A');
  git('commit', '-qm', 'base');
}

/** One job: the head checked out, every step run as a runner does; always() steps also after a failure. */
function runJob(what, base, expected) {
  rmSync(join(repository, 'perf'), { recursive: true, force: true });
  const summary = join(folder, 'summary.md');
  writeFileSync(summary, '');
  const env = {
    ...process.env,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_REPOSITORY: 'o/r',
    BASE: base,
    GH_TOKEN: 'x',
    NUMBER: '7',
    PATH: `${tools}:${process.env.PATH}`,
  };
  let exitCode = 0;
  for (const { name, script } of stepsOf(page)) {
    if (exitCode !== 0 && name !== 'Comment') continue;
    const { status, stdout } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
      cwd: repository,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.stdout.write(`-- ${what} · ${name}: exit ${status}\n${stdout.slice(0, 3_000)}\n`);
    if (status !== 0) exitCode = status;
  }
  process.stdout.write(`-- ${what}: the step summary\n${readFileSync(summary, 'utf8')}\n`);
  process.stdout.write(`-- ${what}: artifacts ${readdirSync(join(repository, 'perf/latest')).join(' ')}\n`);
  if (exitCode !== expected) throw new Error(`${what}: the job ended with ${exitCode}, expected ${expected}`);
}

try {
  prepare();
  const base = git('rev-parse', 'HEAD');
  write(join(repository, 'README.md'), 'nothing that is measured\n');
  git('add', '-A');
  git('commit', '-qm', 'a head that changes nothing');
  runJob('equal head', base, 0);
  write(join(repository, 'bench/loop.mjs'), scenario('3_300_000'));
  git('add', '-A');
  git('commit', '-qm', 'a tenth more to do');
  runJob('slower head', base, 3);
  process.stdout.write(`-- what gh was asked for\n${readFileSync(asked, 'utf8')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
