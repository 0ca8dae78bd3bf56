#!/usr/bin/env node
/** The bin: connects the process (streams, signals, exit) with `main`, and does nothing else. */
import type { Writable } from 'node:stream';
import { SIGNAL_EXIT } from './exit-code.ts';
import type { StopSignal } from './io.ts';
import { main } from './main.ts';

/** `crossover … | head` closes our stdout early: that is no error, and a run goes on to save its result. */
function ignoreClosedPipe(stream: Writable): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** The first signal asks everything to stop; the second does not wait. */
function stopOnSignals(controller: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM'] satisfies StopSignal[]) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(SIGNAL_EXIT[signal]);
      controller.abort(signal);
    });
  }
}

/** Resolves when what was written has left, so that leaving cuts nothing off. */
function flush(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

const controller = new AbortController();
ignoreClosedPipe(process.stdout);
ignoreClosedPipe(process.stderr);
stopOnSignals(controller);

const exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: controller.signal,
});
await flush(process.stdout);
await flush(process.stderr);
// A user's module may hold timers or sockets open in this process: the command is over all the same.
process.exit(exitCode);
