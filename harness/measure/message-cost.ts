/** What it takes to write messages and to read them again, on this thread: the part of a model's own cost that depends on the data. */
import { deserialize, serialize } from 'node:v8';
import type { MessageFormat } from '../model.ts';
import { nowMs } from './clock.ts';

const WARM_UP_MS = 10;
const MEASURE_MS = 30;

const TRAVEL: Readonly<Record<MessageFormat, (value: unknown) => unknown>> = {
  clone: (value) => deserialize(serialize(value)),
  json: (value) => JSON.parse(JSON.stringify(value) ?? 'null'),
};

/**
 * Mean milliseconds per task for its input there and its output back, each written once and read once. The loop is not
 * turned meanwhile. What travels between threads is written by the same serialiser as `v8.serialize`.
 */
export function measureMessageMs(format: MessageFormat, inputs: readonly unknown[], output: unknown): number {
  const travel = TRAVEL[format];
  const pass = (leastMs: number): number => {
    const startedMs = nowMs();
    let count = 0;
    let endedMs = startedMs;
    do {
      for (const input of inputs) {
        travel(input);
        travel(output);
      }
      count += inputs.length;
      endedMs = nowMs();
    } while (endedMs - startedMs < leastMs);
    return (endedMs - startedMs) / count;
  };
  pass(WARM_UP_MS);
  return pass(MEASURE_MS);
}
