/** What the bank holds: equal work with known changes. Each pair of versions is a cell of one long `crossover ab`. */
import { PAUSES } from './burden.ts';

/** Pairs of one run: they differ in scenario and change, and share the model and what a cell is given. */
export interface BankRun {
  readonly id: string;
  readonly model: string;
  readonly cellMs: number;
  /** By the file in base/ and head/: the changes of its pairs. */
  readonly changes: Readonly<Record<string, readonly string[]>>;
}

/** What a cell is given, in milliseconds: blocks of a short comparison are shorter. */
export const CELL_MS = { minute: 60_000, short: 20_000 } as const;

export const BANK_RUNS: readonly BankRun[] = [
  {
    id: 'loop',
    model: 'single-loop',
    cellMs: CELL_MS.minute,
    changes: {
      'integer-loop': ['none', '×1.02', ...PAUSES],
      sha256: ['none', '×1.02'],
      'json-parse': ['none', '×1.05'],
    },
  },
  {
    id: 'pool',
    model: 'worker-threads',
    cellMs: CELL_MS.minute,
    changes: { 'integer-loop': ['×1.05', ...PAUSES] },
  },
  {
    id: 'loop-short',
    model: 'single-loop',
    cellMs: CELL_MS.short,
    changes: {
      'integer-loop': ['×1.1'],
      sha256: ['×1.1'],
      'json-parse': ['×1.1'],
      'http-fan-out': ['×1.1'],
    },
  },
  {
    id: 'pool-short',
    model: 'worker-threads',
    cellMs: CELL_MS.short,
    changes: { 'integer-loop': ['×1.1'] },
  },
];

/** `integer-loop`, or `integer-loop in a pool`. */
export function nameOf(workload: string, model: string): string {
  return model === 'single-loop' ? workload : `${workload} in a pool`;
}
