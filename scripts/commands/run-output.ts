/** What a run says, and on which stream: results on stdout, progress on stderr; with `--json` all words on stderr. */
import { relative } from 'node:path';
import type { Condition, RunDocument } from '../../harness/result/schema.ts';
import type { RunListener } from '../../harness/run-events.ts';
import { renderCondition } from '../../reports/terminal/condition-table.ts';
import { createProgress } from '../../reports/terminal/progress.ts';
import { renderRunSummary } from '../../reports/terminal/run-table.ts';
import type { CommandArguments } from '../command-line.ts';
import { columnsOf, type Io } from '../io.ts';
import { listenWith } from './listen.ts';
import { renderOptionsFor } from './render-options.ts';

export interface RunOutput {
  readonly onEvent: RunListener;
  /** One line between other output; live lines make room for it. */
  say(line: string): void;
  /** What no condition has told yet, the summary and the document itself where it was asked for. */
  finish(document: RunDocument): void;
  /** Files that were written, as paths that can be copied. */
  tellPaths(paths: readonly string[]): void;
}

export interface RunOutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The output of one run. `given` decides about colour. */
export function createRunOutput(
  { json, quiet }: RunOutputOptions,
  io: Io,
  given: CommandArguments['options'],
): RunOutput {
  const words = json ? io.stderr : io.stdout;
  const isSilent = json && quiet;
  const { stderr, env } = io;
  const progress = quiet
    ? null
    : createProgress({
        stream: stderr,
        isTTY: stderr.isTTY === true,
        columns: () => columnsOf(stderr),
        env,
      });
  const listen = listenWith(progress, io);
  const shown = new Set<string>();
  const write = (text: string): void => {
    progress?.clear();
    if (!isSilent) words.write(text);
  };
  const showCondition = (document: RunDocument, condition: Condition): void => {
    shown.add(condition.id);
    write(`${renderCondition(document, condition, renderOptionsFor(words, io, given))}\n`);
  };
  return {
    onEvent: (event) => {
      if (event.type === 'condition-ended') showCondition(event.document, event.condition);
      listen(event);
    },
    say: (line) => {
      progress?.clear();
      stderr.write(`${line}\n`);
    },
    finish: (document) => {
      for (const condition of document.conditions) {
        const wasBegun = document.blocks.some((block) => block.condition === condition.id);
        // A complete run owes a word on every condition, also on one that found no time; a stopped one does not.
        if ((wasBegun || document.complete) && !shown.has(condition.id)) showCondition(document, condition);
      }
      write(renderRunSummary(document, renderOptionsFor(words, io, given)));
      if (json) io.stdout.write(`${JSON.stringify(document)}\n`);
    },
    tellPaths: (paths) => write(`${paths.map((path) => shortPath(path)).join('\n')}\n`),
  };
}

/** Relative where that is shorter, as below the working directory. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && fromHere.length < path.length && !fromHere.startsWith('..') ? fromHere : path;
}
