/** A full collection on demand, without starting Node with a flag. Never while anything is timed. */
import v8 from 'node:v8';
import vm from 'node:vm';

const { setFlagsFromString } = v8;
const { runInNewContext } = vm;
/** The flag is the process's: another thread may take it back before this one has what it gives. */
const MOST_ATTEMPTS = 1_000;

type Collect = () => void;

let known: Collect | null = null;

function findCollect(): Collect | null {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('globalThis.gc');
    // For good it would change the flags of later threads, and code compiled ahead of time is not used with other flags.
    setFlagsFromString('--no-expose-gc');
    if (typeof collect === 'function') return collect as Collect;
  }
  return null;
}

export function collectGarbage(): void {
  known ??= findCollect();
  known?.();
}
