/** The thread of `npm run tuning` in which searches are simulated. */
import { parentPort, workerData } from 'node:worker_threads';
import { claimAll } from '../../../harness/tune/oracle/claims.ts';
import type { OracleMachine } from '../../../harness/tune/oracle/curves.ts';

export interface OracleJob {
  readonly machine: OracleMachine;
  readonly seedCount: number;
  readonly noises: readonly number[];
  readonly how: 'search' | 'exhaustive';
}

const { machine, seedCount, noises, how } = workerData as OracleJob;
parentPort?.postMessage(claimAll(machine, seedCount, how, noises));
