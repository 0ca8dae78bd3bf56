/** The world as a command sees it: two streams, the environment, and the wish to stop. Tests hand in their own. */

/** What a command needs of `process.stdout`: writing, and what kind of place it is. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user wants to stop; its reason is the {@link StopSignal}. */
  readonly signal: AbortSignal;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The signal that asked to stop, or null while nobody did. */
export function stopSignalOf({ signal }: Io): StopSignal | null {
  if (!signal.aborted) return null;
  return signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
}

/** Width to write for: the stream's own, or 80 where it has none (a file, a pipe, a terminal that says 0). */
export function columnsOf(stream: OutputStream): number {
  return stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80;
}
