/** The worker's side of `threads:tinypool`: what Tinypool calls for each task. Its first datum is Tinypool's own. */
import { workerData } from 'node:worker_threads';
import type { WorkerData } from '../executor/thread-protocol.ts';
import { startThread, toReply } from '../executor/thread-side.ts';

export default startThread((workerData as readonly [unknown, WorkerData])[1], toReply).run;
