/** `crossover compare` where both are tunes: what each recommends, and whether the answer moved. Advisory. */
import { open } from 'node:fs/promises';
import { DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { locateDocument, locateTune } from '../../harness/result/locate.ts';
import { readTuneDocument } from '../../harness/result/parse.ts';
import { compareWithBaseline } from '../../harness/tune/against-baseline.ts';
import { safeLine } from '../../reports/safe-text.ts';
import { tuneComparisonLines } from '../../reports/tune/comparison-text.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** The kind of a document stands among its first words. */
const PEEK_BYTES = 4_096;

/** Whether the word names a tune. False where there is no document: whoever reads it says so. */
async function isTune(word: string): Promise<boolean> {
  const path = await locateDocument(await locateTune(word, DEFAULT_OUT_DIR), DEFAULT_OUT_DIR).catch(
    () => null,
  );
  if (path === null) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PEEK_BYTES), 0, PEEK_BYTES, 0);
    return /"documentKind"\s*:\s*"tune"/.test(buffer.subarray(0, bytesRead).toString('utf8'));
  } finally {
    await file.close();
  }
}

/** Whether two tunes are to be compared. Throws CROSSOVER_USAGE where only one of the two is a tune. */
export async function areTunes(words: readonly string[]): Promise<boolean> {
  if (words.length !== 2) return false;
  const [base, head] = await Promise.all(words.map(isTune));
  if (base !== head) {
    throw new CrossoverError(
      'CROSSOVER_USAGE',
      `${words[base ? 0 : 1]} is a tune, and ${words[base ? 1 : 0]} is none.`,
      {
        remedy: 'Compare two tunes, or two runs.',
      },
    );
  }
  return base === true;
}

/** Gives the exit code: 5 where they cannot be compared, else 0. */
export async function compareTunes(
  [baseWord = '', headWord = '']: readonly string[],
  format: string,
  io: Io,
): Promise<number> {
  const [base, read] = await Promise.all(
    [baseWord, headWord].map((word) => readTuneDocument(word, DEFAULT_OUT_DIR)),
  );
  const head = {
    ...read!.document,
    baseline: compareWithBaseline(base!.document, base!.path, read!.document),
  };
  const lines = tuneComparisonLines(base!.document, head).map(safeLine);
  switch (format) {
    case 'text':
      io.stdout.write(`${lines.join('\n')}\n`);
      break;
    case 'markdown':
      io.stdout.write(`\`\`\`text\n${lines.join('\n').replaceAll('`', '')}\n\`\`\`\n`);
      break;
    case 'json':
      io.stdout.write(`${JSON.stringify(head, null, 2)}\n`);
      break;
    default:
      throw new CrossoverError('CROSSOVER_USAGE', `--format ${format} is not there for two tunes.`, {
        remedy: 'Use text, markdown or json.',
      });
  }
  return head.baseline.outcome === 'not comparable' ? EXIT.notComparable : 0;
}
