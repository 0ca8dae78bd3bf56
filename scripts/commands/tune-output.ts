/** `crossover tune`: what it prints and writes: the card, the document, the page and what to paste. */
import { dirname, join } from 'node:path';
import { TUNE_FILE } from '../../harness/result/locate.ts';
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { writeDocument, writeFileAtomically } from '../../harness/result/write.ts';
import { renderTunePage } from '../../reports/html/tune-page.ts';
import { renderTuneCard } from '../../reports/terminal/tune-card.ts';
import { tuneSnippet } from '../../reports/tune/snippet.ts';
import type { CommandArguments } from '../command-line.ts';
import type { Io } from '../io.ts';
import { renderOptionsFor } from './render-options.ts';

const PAGE_FILE = 'tune.html';
const SNIPPET_FILE = 'tune-snippet.ts';

/** The card on stdout; under `--json` the document there, and the card on stderr. */
export function showTune(
  document: TuneDocument,
  options: CommandArguments['options'],
  io: Io,
  { json }: { readonly json: boolean },
): void {
  const words = json ? io.stderr : io.stdout;
  words.write(renderTuneCard(document, renderOptionsFor(words, io, options)));
  if (json) io.stdout.write(`${JSON.stringify(document)}\n`);
}

const FENCE = '```';

/** The card as it stands, to paste into an issue. Nothing in it can end the fence. */
export function tuneMarkdown(document: TuneDocument): string {
  const card = renderTuneCard(document, { columns: 100, color: false });
  return `${FENCE}text\n${card.replaceAll(FENCE, '···')}${FENCE}\n`;
}

/** What a reader opens, beside the document. Gives the paths. */
export async function writeTunePage(document: TuneDocument, folder: string): Promise<string[]> {
  const page = join(folder, PAGE_FILE);
  await writeFileAtomically(page, renderTunePage(document));
  if (document.recommendation.kind !== 'size') return [page];
  const snippet = join(folder, SNIPPET_FILE);
  await writeFileAtomically(snippet, tuneSnippet(document));
  return [page, snippet];
}

/** Everything, into the folder of the run. */
export async function writeTune(document: TuneDocument, folder: string): Promise<string[]> {
  const path = join(folder, TUNE_FILE);
  await writeDocument(path, document);
  return [path, ...(await writeTunePage(document, folder))];
}

/** A stored tune once more, beside its document or into `out`. */
export async function renderAgain(
  document: TuneDocument,
  path: string,
  out: string | null,
): Promise<string[]> {
  return writeTunePage(document, out ?? dirname(path));
}
