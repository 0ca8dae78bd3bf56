/** `crossover report`: stored results become pages and pictures again. Measures nothing, needs no scenario. */
import { dirname, join } from 'node:path';
import { DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import { locateTune } from '../../harness/result/locate.ts';
import { type ReadDocument, readDocument, readRunDocument } from '../../harness/result/parse.ts';
import type { RunDocument } from '../../harness/result/schema.ts';
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { renderRunMarkdown } from '../../reports/markdown/run-summary.ts';
import { renderRunTable } from '../../reports/terminal/run-table.ts';
import type { CommandArguments } from '../command-line.ts';
import { EXIT, SIGNAL_EXIT } from '../exit-code.ts';
import { type Io, stopSignalOf } from '../io.ts';
import { choiceOf } from './choice.ts';
import { renderOptionsFor } from './render-options.ts';
import { REPORT_MODES } from './report-mode.ts';
import { renderAgain, showTune, tuneMarkdown } from './tune-output.ts';
import { writeReport } from './write-report.ts';

const FORMATS = ['html', 'markdown'] as const;

const isRun = (read: ReadDocument): read is ReadDocument<RunDocument> => read.document.documentKind === 'run';
const isTune = (read: ReadDocument): read is ReadDocument<TuneDocument> =>
  read.document.documentKind === 'tune';

/** The tune of a folder where there is one, for its run says less; else a run. */
async function readRunOrTune(word: string): Promise<ReadDocument> {
  const place = await locateTune(word, DEFAULT_OUT_DIR);
  const read = await readDocument(place, DEFAULT_OUT_DIR);
  return isTune(read) ? read : readRunDocument(word, DEFAULT_OUT_DIR);
}

/** Gives the exit code. Throws CROSSOVER_DOCUMENT for what is no run, CROSSOVER_OUTPUT_FOLDER where it cannot write. */
export async function reportCommand({ words, options }: CommandArguments, io: Io): Promise<number> {
  // All are read before anything is written: a mistyped last name leaves nothing half done.
  const found = await Promise.all(words.map(readRunOrTune));
  const results = found.filter(isRun);
  const tunes = found.filter(isTune);
  const out = typeof options.out === 'string' ? options.out : null;
  const mode = choiceOf(options['report-mode'], REPORT_MODES, 'report mode');
  if (choiceOf(options.format, FORMATS, 'format') === 'markdown') {
    for (const { document } of results) io.stdout.write(renderRunMarkdown(document));
    for (const { document } of tunes) io.stdout.write(tuneMarkdown(document));
    return EXIT.done;
  }
  for (const { document, path } of tunes) {
    if (options.quiet !== true) showTune(document, options, io, { json: false });
    const paths = await renderAgain(
      document,
      path,
      found.length > 1 && out !== null ? join(out, document.runId) : out,
    );
    io.stdout.write(`${paths.join('\n')}\n`);
  }
  for (const { document, path } of results) {
    if (options.quiet !== true) {
      io.stdout.write(`${renderRunTable(document, renderOptionsFor(io.stdout, io, options))}\n`);
    }
    const folder = out === null ? dirname(path) : found.length > 1 ? join(out, document.runId) : out;
    const { paths, chartsProblem } = await writeReport(document, folder, {
      mode,
      withCharts: true,
      signal: io.signal,
    });
    if (chartsProblem !== null) io.stderr.write(`${chartsProblem}\n`);
    io.stdout.write(`${paths.join('\n')}\n`);
    const stop = stopSignalOf(io);
    if (stop !== null) return SIGNAL_EXIT[stop];
  }
  return EXIT.done;
}
