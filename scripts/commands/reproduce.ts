/** The command line that takes the same figures again: stored in the document, so that a result explains itself. */
import { quoteWord } from '../../reports/shell-words.ts';
import type { CommandArguments } from '../command-line.ts';

/** Options that change what is printed or where it lies, and nothing that is measured. */
const OUTPUT_OPTIONS = new Set([
  'out',
  'report-mode',
  'json',
  'quiet',
  'strict',
  'color',
  'no-color',
  'seed',
  'resume',
]);

/** `crossover run cpu/sha256 --blocks 3 --seed 42`, quoted for a POSIX shell. Pure. */
export function reproducingCommand(
  { words, options }: CommandArguments,
  seed: number,
  command: 'run' | 'ab' | 'tune' = 'run',
): string {
  const given = Object.entries(options).filter(([name]) => !OUTPUT_OPTIONS.has(name));
  const parts = given.flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    return (typeof value === 'object' ? value : [String(value)]).flatMap((text) => [`--${name}`, text]);
  });
  return ['crossover', command, ...words, ...parts, '--seed', String(seed)].map(quoteWord).join(' ');
}
