/** What the bank holds: equal work with known changes. Each pair of versions is a cell of one long `crossover ab`. */

/** Pairs of one run: they differ in scenario and change, and share the model. */
export interface BankRun {
  readonly id: string;
  readonly model: string;
  /** By the file in base/ and head/: the changes of its pairs. */
  readonly changes: Readonly<Record<string, readonly string[]>>;
}

export const BANK_RUNS: readonly BankRun[] = [
  {
    id: 'loop',
    model: 'single-loop',
    changes: {
      'integer-loop': ['×1.02', '×1.1', 'pause'],
      sha256: ['×1.02', '×1.1'],
      'json-parse': ['×1.05', '×1.1'],
      'http-fan-out': ['×1.1'],
    },
  },
  { id: 'pool', model: 'worker-threads', changes: { 'integer-loop': ['×1.05', '×1.1', 'pause'] } },
];

/** `integer-loop`, or `integer-loop in a pool`. */
export function nameOf(workload: string, model: string): string {
  return model === 'single-loop' ? workload : `${workload} in a pool`;
}
