/** Makes a user's scenario file loadable by plain Node, once per run, so that no loader runs inside what is timed. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtUrl } from '../built.ts';
import { nearest } from '../config/nearest.ts';
import { CrossoverError } from '../errors.ts';
import { bundle } from './bundle.ts';
import { makeBundleFolder } from './bundle-folder.ts';

const javaScript = new Set(['.js', '.mjs', '.cjs']);
const compiled = new Set(['.ts', '.mts', '.cts', '.tsx', '.jsx']);

export interface CompileOptions {
  /** What relative paths are relative to. Default: the working directory. */
  readonly cwd?: string;
  /** What `crossover-bench` means to the scenario. Default: this installation's own compiled library. */
  readonly libraryUrl?: URL;
}

/** `dispose` removes what was written for it; idempotent. */
export interface CompiledScenario {
  readonly moduleUrl: string;
  dispose(): Promise<void>;
}

async function missingFile(path: string, label: string): Promise<CrossoverError> {
  const folder = dirname(path);
  const entries = await readdir(folder).catch(() => null);
  if (entries === null) {
    return new CrossoverError(
      'CROSSOVER_SCENARIO_NOT_FOUND',
      `${label} does not exist, nor does the folder ${folder}.`,
      {
        remedy: 'Check the path; it is relative to the folder you are in.',
      },
    );
  }
  const candidates = entries.filter((name) => javaScript.has(extname(name)) || compiled.has(extname(name)));
  const stem = basename(path, extname(path));
  const sameStem = candidates.find((name) => basename(name, extname(name)) === stem);
  const near = sameStem ?? nearest(basename(path), candidates);
  return new CrossoverError('CROSSOVER_SCENARIO_NOT_FOUND', `${label} does not exist.`, {
    remedy:
      near === null
        ? `No file in ${folder} has a similar name.`
        : `That folder has ${near}; did you mean it?`,
  });
}

async function checkFile(path: string, label: string): Promise<string> {
  const status = await stat(path).catch(() => null);
  if (status === null) throw await missingFile(path, label);
  const extension = extname(path);
  if (status.isFile() && (javaScript.has(extension) || compiled.has(extension))) return extension;
  const known = [...javaScript, ...compiled].join(', ');
  const what = status.isDirectory() ? 'is a folder' : `has the extension "${extension}"`;
  throw new CrossoverError('CROSSOVER_SCENARIO_LOAD', `${label} ${what}, not a scenario file.`, {
    remedy: `Name a file that ends in ${known}.`,
  });
}

/**
 * The URL that every executor imports for the scenario file at `filePath`. JavaScript is used in place, untouched,
 * unless it mentions `crossover-bench`, which plain Node could not find from there; TypeScript and JSX are bundled by
 * esbuild into the nearest `node_modules/.cache/crossover`, so that packages come from the user's own `node_modules`.
 * Throws CrossoverError: SCENARIO_NOT_FOUND, or SCENARIO_LOAD with file:line:column of every compile error.
 */
export async function compileScenario(
  filePath: string,
  options: CompileOptions = {},
): Promise<CompiledScenario> {
  const cwd = options.cwd ?? process.cwd();
  const path = resolve(cwd, filePath);
  const extension = await checkFile(path, filePath);
  if (javaScript.has(extension) && !(await readFile(path, 'utf8')).includes('crossover-bench')) {
    return { moduleUrl: pathToFileURL(path).href, dispose: async () => {} };
  }
  const folder = await makeBundleFolder(path);
  try {
    const moduleUrl = await bundle({
      path,
      label: filePath,
      cwd,
      outputFolder: folder.path,
      libraryUrl: options.libraryUrl ?? builtUrl('harness/index.js'),
    });
    return { moduleUrl, dispose: folder.remove };
  } catch (thrown) {
    await folder.remove();
    throw thrown;
  }
}
