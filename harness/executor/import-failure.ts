/** Explains why a scenario's module could not be imported, in terms of the user's own file and folder. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, extname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { nearest } from '../config/nearest.ts';
import { CrossoverError, type ErrorRecord, toErrorRecord } from '../errors.ts';
import { mapErrorRecord } from './map-stack.ts';

/** The folder whose `node_modules` serves the scenario: a compiled bundle lies inside that `node_modules`. */
function installFolder(moduleUrl: string, label: string): string {
  if (!moduleUrl.startsWith('file:')) return dirname(resolve(label));
  const path = fileURLToPath(moduleUrl);
  const inCache = path.lastIndexOf(`${sep}node_modules${sep}.cache${sep}`);
  if (inCache > 0) return path.slice(0, inCache);
  return moduleUrl.includes('/crossover-bundle-') ? dirname(resolve(label)) : dirname(path);
}

function missingFileRemedy(path: string): string {
  try {
    const stem = basename(path, extname(path));
    const names = readdirSync(dirname(path));
    const near =
      names.find((name) => basename(name, extname(name)) === stem) ?? nearest(basename(path), names);
    if (near !== null) return `That folder has ${near}; did you mean it?`;
  } catch {
    // The folder is missing as well: the path says so.
  }
  return 'Check the path in the import.';
}

function remedyFor(message: string, moduleUrl: string, label: string): string {
  const missing = /Cannot find (package|module) '([^']+)'/.exec(message);
  if (missing) {
    const [, , name = ''] = missing;
    const isFile = /^(\.|\/|[A-Za-z]:[\\/]|file:)/.test(name);
    if (isFile) return missingFileRemedy(name.startsWith('file:') ? fileURLToPath(name) : name);
    const parts = name.split('/');
    const packageName = name.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
    if (packageName === 'crossover-bench') {
      return 'A plain JavaScript file imports it through another file: import it in the scenario file itself, or name that .ts.';
    }
    return `Run \`npm install ${packageName}\` in ${installFolder(moduleUrl, label)}.`;
  }
  if (message.includes('Unknown file extension ".ts"')) {
    return 'Name the scenario file .ts as well: then it is compiled together with what it imports.';
  }
  if (
    message.includes('Cannot use import statement outside a module') ||
    message.includes("Unexpected token 'export'")
  ) {
    return 'Name the file .mjs, or write "type": "module" into its package.json.';
  }
  if (/(require|module|exports) is not defined in ES module/.test(message)) {
    return 'Name the file .cjs, or use import and export.';
  }
  // It was imported before, in a process of its own, else nothing would have come as far as a thread.
  if (!isMainThread) {
    return 'It can be imported in a process, and not in this worker thread: look at the top of the file for what depends on isMainThread, process.argv or an add-on that threads cannot load, or leave this model out with --models.';
  }
  return 'The file must be importable as it stands: `node <file>` should show the same error.';
}

/** Strips what only makes sense for the compiled copy: "imported from …/.cache/…". */
function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ imported from .*$/, '').replace(/\.$/, '');
}

/**
 * A caught SyntaxError of an ES module does not say where; Node prints it only when it dies of it. So let it: `--check`
 * parses the file without running it.
 */
function placeOfSyntaxError(moduleUrl: string): string | undefined {
  if (!moduleUrl.startsWith('file:')) return undefined;
  const { stderr } = spawnSync(process.execPath, ['--check', fileURLToPath(moduleUrl)], {
    encoding: 'utf8',
    timeout: 5000,
  });
  return /^(\S.*:\d+)\n/.exec(stderr ?? '')?.[1];
}

/** The place of the failure in the user's code, out of the error's stack: ` at file:line:column`, or nothing. */
function userPosition(error: ErrorRecord, moduleUrl: string): string {
  const stack = error.stack ?? '';
  const header = /^((?:file:|\/|[A-Za-z]:\\)[^\n]*:\d+)\n/.exec(stack); // CommonJS names the place in the first line.
  const frame = /^\s+at (?:.*\()?((?!node:)[^()\n]+:\d+:\d+)\)?$/m.exec(stack);
  const isSyntax = error.name === 'SyntaxError' && header === null;
  const place = isSyntax ? placeOfSyntaxError(moduleUrl) : (header?.[1] ?? frame?.[1]);
  return place === undefined ? '' : ` at ${place.replace(/^file:\/\//, '')}`;
}

/**
 * CROSSOVER_SCENARIO_LOAD out of whatever an import threw: which file, what happened, where in the user's code, what
 * to do. The cause keeps the error as data, with its stack mapped back to the user's lines.
 */
export function explainImportFailure(thrown: unknown, moduleUrl: string, label: string): CrossoverError {
  const cause = mapErrorRecord(toErrorRecord(thrown, 'CROSSOVER_SCENARIO_LOAD'), moduleUrl);
  const name = cause.name === 'Error' ? '' : `${cause.name}: `;
  const fact = `${label} could not be imported: ${name}${firstSentence(cause.message)}${userPosition(cause, moduleUrl)}.`;
  return new CrossoverError('CROSSOVER_SCENARIO_LOAD', fact, {
    remedy: remedyFor(cause.message, moduleUrl, label),
    cause,
  });
}
