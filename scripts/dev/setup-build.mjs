/** The build: is dist/ made of these sources, and how to make it so. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { capture, ROOT, readOrNull } from './setup-process.mjs';

const DIST = join(ROOT, 'dist');
const STAMP_FILE = join(DIST, '.build-stamp');
const SOURCE_FOLDERS = ['harness', 'scenarios', 'reports', 'scripts'];
const SOURCE_FILES = ['tsconfig.json', 'tsconfig.build.json', 'package.json'];

/** What a build is made of: neither tests nor their fixtures. */
function isBuildInput(path) {
  return !/\.test\.[cm]?tsx?$|[/\\]fixtures[/\\]|\.md$/.test(path);
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Hash over names and contents: touching a file, or a checkout back and forth, builds nothing. */
function hashSources() {
  const paths = [
    ...SOURCE_FILES.map((file) => join(ROOT, file)),
    ...SOURCE_FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder))).filter(isBuildInput),
  ].sort();
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${relative(ROOT, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  return `${hash.digest('hex')}\n`;
}

/** Whether dist/ was built from the sources as they are. */
export function buildIsCurrent() {
  return readOrNull(STAMP_FILE) === hashSources();
}

/**
 * Compiles what is reached from an entry, removes what is not, bundles the report's client, writes the JSON Schemas. In place,
 * so that a running command keeps its files; the stamp is gone until all of it stands.
 */
export async function build() {
  rmSync(STAMP_FILE, { force: true });
  const stamp = hashSources();
  const listing = await runNode([
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
    '--listEmittedFiles',
  ]);
  removeOrphans(listing);
  await runNode(['scripts/dev/build-client.mjs']);
  await runNode(['dist/scripts/dev/write-json-schema.js']);
  chmodSync(join(DIST, 'scripts', 'cli.js'), 0o755);
  writeFileSync(STAMP_FILE, stamp);
}

async function runNode(args) {
  const result = await capture(process.execPath, args);
  if (result.code !== 0) {
    const words = result.output.replace(/^TSFILE: .*\r?\n?/gm, '').trimEnd();
    throw new Error(`${args[0]} failed (exit ${result.code}):\n${words}`);
  }
  return result.output;
}

/**
 * A file that was renamed, deleted or is reached no more must not live on in dist/, where an import would still find it.
 * What tsc made has its declarations beside it; the bundles of the report's client do not and stay.
 */
function removeOrphans(listing) {
  const emitted = new Set(
    listing
      .split(/\r?\n/)
      .flatMap((line) => (line.startsWith('TSFILE: ') ? [resolve(line.slice('TSFILE: '.length))] : [])),
  );
  for (const folder of SOURCE_FOLDERS) {
    for (const path of filesBelow(join(DIST, folder))) {
      const kind = /\.d\.(c?)ts$/.exec(path);
      if (kind === null || emitted.has(path)) continue;
      const stem = path.slice(0, -kind[0].length);
      for (const ending of [kind[0], `.${kind[1]}js`, `.${kind[1]}js.map`])
        rmSync(stem + ending, { force: true });
    }
  }
}
