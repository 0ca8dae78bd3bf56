/** A full collection on demand, without starting Node with a flag. Never while anything is timed. */
import v8 from 'node:v8';
import vm from 'node:vm';

export function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  const collect: unknown = vm.runInNewContext('gc');
  if (typeof collect === 'function') collect();
  v8.setFlagsFromString('--no-expose-gc');
}
