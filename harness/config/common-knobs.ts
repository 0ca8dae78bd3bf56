/** Knobs that every model has, because they are set around it: what the process of a round is started with. */
import type { ExecutionModel, KnobSpec, Knobs } from '../model.ts';

export const COMMON_KNOBS: readonly KnobSpec[] = [
  {
    id: 'uvThreads',
    summary:
      'threads of libuv’s pool (UV_THREADPOOL_SIZE), on which fs, crypto, zlib and dns.lookup run where they are asynchronous; `default` is what the environment says, else 4',
    type: 'count',
    values: ['default'],
    defaultValue: 'default',
    isQuiet: true,
  },
];

/** The knobs that may be given for a model: its own, then those of all. Pure. */
export function knobsOf(model: Pick<ExecutionModel, 'knobs'>): readonly KnobSpec[] {
  return [...model.knobs, ...COMMON_KNOBS];
}

/**
 * What the environment of a round's process has besides ours. It must be there before the process starts: libuv reads it
 * once, and threads and children inherit it. Pure.
 */
export function environmentOf({ uvThreads }: Knobs): Readonly<Record<string, string>> {
  return typeof uvThreads === 'number' ? { UV_THREADPOOL_SIZE: String(uvThreads) } : {};
}
