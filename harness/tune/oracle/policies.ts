/** What people set without measuring, on the same curves. Pure. */
import { bestOf, type OracleCurve, type OracleMachine, oracleCurves, valueAt } from './curves.ts';

export interface Policy {
  readonly id: string;
  readonly sizeOn: (machine: OracleMachine) => number;
}

export const RULES_OF_THUMB: readonly Policy[] = [
  { id: 'no pool', sizeOn: () => 0 },
  { id: '1', sizeOn: () => 1 },
  { id: '⌊cores ÷ 2⌋', sizeOn: ({ cores }) => Math.floor(cores / 2) },
  { id: 'cores − 1', sizeOn: ({ cores }) => cores - 1 },
  { id: 'cores', sizeOn: ({ cores }) => cores },
  { id: '1.5 × cores', sizeOn: ({ cores }) => Math.ceil(1.5 * cores) },
  { id: 'the cap', sizeOn: ({ most }) => most },
];

/** Every size as a policy of its own: the best of them is chosen with hindsight. */
export function constants({ most }: OracleMachine): Policy[] {
  return Array.from({ length: most + 1 }, (_, size) => ({ id: `always ${size}`, sizeOn: () => size }));
}

export interface PolicyScore {
  readonly id: string;
  /** Share of the curves on which it is within δ of the best. */
  readonly goodRatio: number;
  readonly meanRegretRatio: number;
  readonly worstRegretRatio: number;
}

export function regretOf(curve: OracleCurve, machine: OracleMachine, size: number): number {
  return 1 - valueAt(curve, size) / bestOf(curve, machine);
}

export function scorePolicy({ id, sizeOn }: Policy, machine: OracleMachine, deltaRatio: number): PolicyScore {
  const regrets = oracleCurves(machine).map((curve) => regretOf(curve, machine, sizeOn(machine)));
  return { id, ...summarise(regrets, deltaRatio) };
}

/** A rounding error more than δ is no regret. */
const EPSILON = 1e-9;

export function summarise(regrets: readonly number[], deltaRatio: number): Omit<PolicyScore, 'id'> {
  return {
    goodRatio: regrets.filter((regret) => regret <= deltaRatio + EPSILON).length / regrets.length,
    meanRegretRatio: regrets.reduce((sum, regret) => sum + regret, 0) / regrets.length,
    worstRegretRatio: Math.max(...regrets),
  };
}
