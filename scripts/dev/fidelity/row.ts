/** One line of the fidelity table. */
export interface FidelityRow {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly passed: boolean;
}

/** A check measures and gives its rows; `log` tells a person how far it is. */
export interface FidelityCheck {
  readonly id: string;
  readonly summary: string;
  run(lab: import('./lab.ts').Lab, log: (text: string) => void): Promise<FidelityRow[]>;
}
