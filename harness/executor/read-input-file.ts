/** Reads `--input`: the inputs that a user brings for a scenario that makes none of its own. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { CrossoverError } from '../errors.ts';

const usage = (fact: string, remedy: string, cause?: unknown): CrossoverError =>
  new CrossoverError('CROSSOVER_USAGE', fact, { remedy, cause });

/** V8 says where: `… in JSON at position 12`, newer ones `(line 2 column 5)`. Gives line and column, both from 1. */
function positionOf(message: string, text: string): { line: number; column: number } | null {
  const match = /at position (\d+)/.exec(message);
  const offset = match ? Number(match[1]) : /end of JSON input/.test(message) ? text.length : null;
  if (offset === null) return null;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before[before.length - 1]!.length + 1 };
}

function parse(text: string, file: string, firstLine: number): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const at = positionOf(message, text);
    const place = at === null ? `${file}:${firstLine}` : `${file}:${firstLine + at.line - 1}:${at.column}`;
    const reason = message
      .split('\n')[0]!
      .replace(/ in JSON at position.*$| \(line.*$/, '')
      .slice(0, 160);
    throw usage(`${place}: this is no JSON: ${reason}.`, 'Mend that place.', thrown);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(thrown)})`;
    throw usage(`The input file ${file} ${reason}.`, 'Check the path after --input.', thrown);
  }
}

/**
 * The inputs in `file`: a `.json` file is one task's input, whatever it holds; every line of an `.ndjson` or `.jsonl`
 * file is one input. At least one. Throws CROSSOVER_USAGE with file:line:column.
 */
export async function readInputFile(file: string): Promise<readonly unknown[]> {
  const extension = extname(file).toLowerCase();
  if (!['.json', '.ndjson', '.jsonl'].includes(extension)) {
    throw usage(
      `The input file ${file} has the extension "${extension}".`,
      'Name a .json file (one input) or an .ndjson or .jsonl file (one input a line).',
    );
  }
  const text = await readText(file);
  if (text.trim() === '')
    throw usage(`The input file ${file} is empty.`, 'Write at least one JSON value into it.');
  if (extension === '.json') return [parse(text, file, 1)];
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parse(line, file, number));
}
