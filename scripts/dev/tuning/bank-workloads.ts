/** What the bank of real blocks holds: a workload each, with everything of it that may be chosen. */
import type { TuneWish } from '../../../harness/tune/target.ts';

export interface BankWorkload {
  readonly id: string;
  readonly scenario: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly wish: TuneWish;
  /** So many times the blocks of the others, where these are short and the largest sizes nearly tie: which is the best is told by more of them. */
  readonly times?: number;
}

/** Two cores are looked at up to a pool of eight, as the command does by itself. */
export const BANK_WORKLOADS: readonly BankWorkload[] = [
  { id: 'sha256', scenario: 'cpu/sha256', params: { mebibytes: 4 }, wish: {} },
  { id: 'json-parse', scenario: 'cpu/json-parse', params: {}, wish: {} },
  { id: 'http-fan-out', scenario: 'io/http-fan-out', params: { fanOut: 8, delayMs: 10 }, wish: {} },
  {
    id: 'postgres-query, connections',
    scenario: 'io/postgres-query',
    params: { customers: 10 },
    wish: { knob: 'poolMax', sizes: [1, 2, 3, 4, 6, 8, 12, 16], inFlight: 16 },
    times: 3,
  },
  { id: 'scrypt, uvThreads', scenario: 'cpu/scrypt', params: { cost: 4096 }, wish: { knob: 'uvThreads' } },
  {
    id: 'fetch-parse-hash, half CPU',
    scenario: 'mixed/fetch-parse-hash',
    params: { cpuShare: 0.5 },
    wish: {},
  },
];
