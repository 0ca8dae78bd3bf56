/** The last look before a round is stored: a figure that is no number must neither be shown nor make the document unreadable. */
import { type Round, roundSchema } from '../result/schema.ts';
import { type TakenRound, toRound } from './round-value.ts';

/**
 * The round itself when every figure is a finite number or null, as the schema wants it; else a failed one without
 * figures that names the first that is not. Where that happens, a task has replaced something that measuring needs. Pure.
 */
export function withNumbersOnly(round: Round, taken: TakenRound): Round {
  const { error } = roundSchema.safeParse(round);
  if (error === undefined) return round;
  const field = error.issues[0]?.path.join('.') ?? 'unknown';
  return toRound({
    ...taken,
    opened: null,
    warmedUp: null,
    finished: null,
    slices: [],
    error: {
      code: 'CROSSOVER_INTERNAL',
      name: 'CrossoverError',
      message: `A figure of this round is no number (${field}): does the scenario replace built-in functions?`,
    },
  });
}
