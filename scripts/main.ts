/** From the command line to the exit code. Each command's modules are loaded only when it is the one. */
import { CrossoverError, toErrorRecord } from '../harness/errors.ts';
import { readTool } from '../harness/tool.ts';
import { type Invocation, parseCommandLine } from './command-line.ts';
import { EXIT, exitCodeOfError, SIGNAL_EXIT } from './exit-code.ts';
import { columnsOf, type Io, stopSignalOf } from './io.ts';

/** Runs what the words mean and gives the exit code; every error is told on stderr and none is thrown. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const { version } = readTool();
    return await dispatch(await parseCommandLine(argv, { version, columns: columnsOf(io.stdout) }), io);
  } catch (error) {
    const stop = stopSignalOf(io);
    if (stop !== null && error instanceof CrossoverError && error.code === 'CROSSOVER_INTERRUPTED')
      return SIGNAL_EXIT[stop];
    io.stderr.write(errorText(error));
    return exitCodeOfError(error);
  }
}

async function dispatch(invocation: Invocation, io: Io): Promise<number> {
  if (invocation.kind === 'text') {
    (invocation.isError ? io.stderr : io.stdout).write(invocation.text);
    return invocation.isError ? EXIT.usage : EXIT.done;
  }
  switch (invocation.command) {
    case 'run': {
      const { runCommand } = await import('./commands/run.ts');
      return runCommand(invocation.arguments, io);
    }
    case 'breakeven': {
      const { breakevenCommand } = await import('./commands/breakeven.ts');
      return breakevenCommand(invocation.arguments, io);
    }
    case 'ab': {
      const { abCommand } = await import('./commands/ab.ts');
      return abCommand(invocation.arguments, io);
    }
    case 'tune': {
      const { tuneCommand } = await import('./commands/tune.ts');
      return tuneCommand(invocation.arguments, io);
    }
    case 'report': {
      const { reportCommand } = await import('./commands/report.ts');
      return reportCommand(invocation.arguments, io);
    }
    case 'compare': {
      const { compareCommand } = await import('./commands/compare.ts');
      return compareCommand(invocation.arguments, io);
    }
    case 'list': {
      const { listCommand } = await import('./commands/list.ts');
      return listCommand(invocation.arguments, io);
    }
  }
}

/** One line for an error of the user's; the stack as well for one of ours, because a report needs it. */
function errorText(error: unknown): string {
  if (error instanceof CrossoverError && error.code !== 'CROSSOVER_INTERNAL')
    return `error: ${error.message}\n`;
  const { message, stack } = toErrorRecord(error, 'CROSSOVER_INTERNAL');
  return `error: ${message}\nThis is a defect of Crossover; please report it with these lines:\n${stack ?? ''}\n`;
}
