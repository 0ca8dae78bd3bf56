/** Waits for a timer and notes how long that really took. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario } from '../../../../harness/scenario.ts';

const originMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export default defineScenario<
  { delayMs: number },
  number,
  number,
  { startsMs: number[]; endsMs: number[]; path: string }
>({
  kind: 'io',
  inputs: ({ delayMs }, _random, count) => Array.from({ length: count }, () => delayMs),
  open: ({ tempDir }) => ({ startsMs: [], endsMs: [], path: join(tempDir, `observed-${process.pid}.json`) }),
  run: async (delayMs, { startsMs, endsMs }) => {
    const startMs = performance.now() + originMs;
    await sleep(delayMs);
    startsMs.push(startMs);
    endsMs.push(performance.now() + originMs);
    return delayMs;
  },
  close: ({ startsMs, endsMs, path }) => writeFileSync(path, JSON.stringify({ startsMs, endsMs })),
});
