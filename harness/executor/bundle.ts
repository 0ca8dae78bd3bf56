/** Bundles one TypeScript scenario with esbuild into one ES module beside a source map. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildFailure, Loader, Message, OnLoadArgs, OnLoadResult, Plugin } from 'esbuild';
import { builtUrl } from '../built.ts';
import { CrossoverError } from '../errors.ts';

export interface BundleRequest {
  readonly path: string;
  /** What the user wrote, for messages. */
  readonly label: string;
  readonly cwd: string;
  readonly outputFolder: string;
  readonly libraryUrl: URL;
}

/** What a module knows of its own place; in a bundle it would be the bundle's. */
const placeNames = {
  'import.meta.url': '__crossoverUrl',
  'import.meta.filename': '__crossoverFilename',
  'import.meta.dirname': '__crossoverDirname',
  __filename: '__crossoverFilename',
  __dirname: '__crossoverDirname',
};

/** On the first line, so that line numbers stay true. */
function placePrefix(path: string): string {
  const url = JSON.stringify(pathToFileURL(path).href);
  const file = JSON.stringify(path);
  const folder = JSON.stringify(dirname(path));
  return `var __crossoverUrl=${url},__crossoverFilename=${file},__crossoverDirname=${folder};`;
}

async function loadWithPlace({ path }: OnLoadArgs): Promise<OnLoadResult | null> {
  const source = await readFile(path, 'utf8');
  if (!/import\.meta|__filename|__dirname/.test(source)) return null;
  const shebang = /^#!.*\n/.exec(source)?.[0] ?? '';
  const body = shebang === '' ? source : `\n${source.slice(shebang.length)}`;
  const loader = extname(path).replace(/^\.[mc]?/, '') as Loader;
  return { contents: placePrefix(path) + body, loader };
}

/**
 * `crossover-bench` is this installation's library. Its own modules stay outside the bundle, one instance shared with
 * the harness, except the contract itself: a scenario that only uses `defineScenario` then loads nothing of the
 * harness.
 */
function libraryPlugin(libraryUrl: URL): Plugin {
  const entry = fileURLToPath(libraryUrl);
  return {
    name: 'crossover-bench',
    setup(build) {
      build.onResolve({ filter: /^crossover-bench$/ }, () => ({ path: entry, sideEffects: false }));
      build.onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
        if (importer !== entry) return null;
        const target = join(dirname(entry), path);
        if (basename(target) === 'scenario.js') return { path: target, sideEffects: false };
        return { path: pathToFileURL(target).href, external: true, sideEffects: false };
      });
    },
  };
}

const placePlugin: Plugin = {
  name: 'place-of-the-original',
  setup(build) {
    build.onLoad({ filter: /\.[mc]?[jt]sx?$/ }, loadWithPlace);
    build.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) =>
      path.startsWith('.') ? { path: join(resolveDir, path), external: true } : null,
    );
  },
};

function describeMessage({ text, location }: Message): string {
  if (location === null) return text;
  const prefix =
    /^var __crossoverUrl=.*?,__crossoverDirname="(?:[^"\\]|\\.)*";/.exec(location.lineText)?.[0] ?? '';
  const column = location.column - (location.line === 1 ? prefix.length : 0) + 1;
  return `${location.file}:${location.line}:${column}: ${text}`;
}

function compileError(thrown: unknown, label: string): CrossoverError {
  const messages = (thrown as Partial<BuildFailure>).errors ?? [];
  if (messages.length === 0) {
    return new CrossoverError(
      'CROSSOVER_SCENARIO_LOAD',
      `${label} could not be compiled: esbuild did not run.`,
      {
        remedy: 'Install it again with `npm install`, or pass compiled JavaScript.',
        cause: thrown,
      },
    );
  }
  const shown = messages.slice(0, 5).map(describeMessage);
  if (messages.length > shown.length) shown.push(`and ${messages.length - shown.length} more`);
  return new CrossoverError(
    'CROSSOVER_SCENARIO_LOAD',
    `${label} could not be compiled: ${shown.join('; ')}.`,
    {
      remedy: messages.length === 1 ? 'Mend that line.' : 'Mend those lines.',
    },
  );
}

let buildsRunning = 0;

/** Writes `<outputFolder>/<name>.mjs` with its map and gives its URL. Throws CROSSOVER_SCENARIO_LOAD. */
export async function bundle(request: BundleRequest): Promise<string> {
  const { path, label, outputFolder } = request;
  const output = join(outputFolder, `${basename(path, extname(path))}.mjs`);
  const requireFrom = JSON.stringify(pathToFileURL(path).href);
  const { build, stop } = await import('esbuild'); // Only here: most runs compile nothing.
  buildsRunning++;
  try {
    await build({
      entryPoints: [path],
      absWorkingDir: request.cwd,
      outfile: output,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'linked',
      define: placeNames,
      banner: {
        js: `import{createRequire as __crossoverRequire}from'node:module';const require=__crossoverRequire(${requireFrom});`,
      },
      plugins: [libraryPlugin(request.libraryUrl), placePlugin],
      logLevel: 'silent',
    });
  } catch (thrown) {
    throw compileError(thrown, label);
  } finally {
    buildsRunning--;
    if (buildsRunning === 0) await stop(); // Its process would idle beside everything that is measured.
  }
  return pathToFileURL(output).href;
}

/**
 * The file at `path` and every file of the user's that it imports, packages left out; relative to `cwd` where they lie below.
 * Only the file itself where that cannot be told. Never throws.
 */
export async function listSources(path: string, cwd: string): Promise<string[]> {
  const { build, stop } = await import('esbuild');
  buildsRunning++;
  try {
    const { metafile } = await build({
      entryPoints: [path],
      absWorkingDir: cwd,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      metafile: true,
      write: false,
      plugins: [libraryPlugin(builtUrl('harness/index.js')), placePlugin],
      logLevel: 'silent',
    });
    const library = relative(cwd, dirname(fileURLToPath(builtUrl('harness/index.js'))));
    const own = Object.keys(metafile.inputs).filter((name) => !name.startsWith(library));
    return [path, ...own.filter((name) => resolve(cwd, name) !== resolve(cwd, path)).sort()];
  } catch {
    return [path];
  } finally {
    buildsRunning--;
    if (buildsRunning === 0) await stop();
  }
}
