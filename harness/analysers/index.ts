/** The registry of findings, in the order in which people read them. Adding one = one file + one line. */
import type { Analyser } from './analyser.ts';
import { bursty } from './bursty.ts';
import { copiesInside } from './copies-inside.ts';
import { defaultFifo } from './default-fifo.ts';
import { defaultMaxThreads } from './default-max-threads.ts';
import { driverBound } from './driver-bound.ts';
import { fewBlocks } from './few-blocks.ts';
import { fewTurns } from './few-turns.ts';
import { fewUvThreads } from './few-uv-threads.ts';
import { jsonMessages } from './json-messages.ts';
import { missingSources } from './missing-sources.ts';
import { nearSaturation } from './near-saturation.ts';
import { noPinning } from './no-pinning.ts';
import { noSignals } from './no-signals.ts';
import { noisyHost } from './noisy-host.ts';
import { notReached } from './not-reached.ts';
import { poolLargerThanCores } from './pool-larger-than-cores.ts';
import { requestsLost } from './requests-lost.ts';
import { saturated } from './saturated.ts';
import { sharesCoresWithLoad } from './shares-cores-with-load.ts';
import { slowStart } from './slow-start.ts';
import { syncAtomics } from './sync-atomics.ts';
import { threadsRestarted } from './threads-restarted.ts';
import { throttled } from './throttled.ts';
import { timerFloor } from './timer-floor.ts';
import { unevenExecutors } from './uneven-executors.ts';
import { unmatchedWork } from './unmatched-work.ts';
import { voidBlocks } from './void-blocks.ts';
import { warmUpNotFlat } from './warm-up-not-flat.ts';

export const analysers: readonly Analyser[] = [
  unmatchedWork,
  voidBlocks,
  notReached,
  noisyHost,
  throttled,
  saturated,
  nearSaturation,
  driverBound,
  requestsLost,
  sharesCoresWithLoad,
  timerFloor,
  bursty,
  unevenExecutors,
  poolLargerThanCores,
  defaultMaxThreads,
  defaultFifo,
  noSignals,
  threadsRestarted,
  syncAtomics,
  copiesInside,
  jsonMessages,
  slowStart,
  fewUvThreads,
  fewBlocks,
  fewTurns,
  warmUpNotFlat,
  noPinning,
  missingSources,
];
