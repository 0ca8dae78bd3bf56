/** One line of the fidelity table. */
export interface FidelityRow {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  /** Null: the condition under which the goal holds is not given, so nothing was shown. */
  readonly passed: boolean | null;
}

/** A check measures and gives its rows; `log` tells a person how far it is. */
export interface FidelityCheck {
  readonly id: string;
  readonly summary: string;
  run(lab: import('./lab.ts').Lab, log: (text: string) => void): Promise<FidelityRow[]>;
}
