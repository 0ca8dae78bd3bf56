/** When files cannot be written any longer: what was measured is shown all the same, and it is no mistake on the command line. */
import type { ResolvedConfig } from '../../harness/config/options.ts';
import { CrossoverError } from '../../harness/errors.ts';
import type { RunDocument } from '../../harness/result/schema.ts';
import type { RunOptions } from '../../harness/run.ts';

/** `harness/run.ts`, or what a test puts in its place. */
export type Measure = (config: ResolvedConfig, options: RunOptions) => Promise<RunDocument>;

/** A document that cannot be written is given to `show` before the error is told. */
export async function measureAndShow(
  run: Measure,
  config: ResolvedConfig,
  options: RunOptions,
  show: (document: RunDocument) => void,
): Promise<RunDocument> {
  let measured: RunDocument | null = null;
  try {
    return await run(config, {
      ...options,
      onEvent: (event) => {
        if (event.type === 'run-ended') measured = event.document;
        options.onEvent(event);
      },
    });
  } catch (error) {
    if (measured === null) throw error;
    show(measured);
    throw afterMeasuring(error);
  }
}

/** A folder that fails when something was measured is no mistake on the command line: what was written stays. */
export function afterMeasuring(error: unknown): unknown {
  if (!(error instanceof CrossoverError) || error.code !== 'CROSSOVER_OUTPUT_FOLDER') return error;
  return new CrossoverError('CROSSOVER_OUTPUT_LOST', error.message, { cause: error });
}
