import { expect, test } from 'vitest';
import { CrossoverError } from '../errors.ts';
import { selectScenarios } from './select.ts';

const IDS = ['cpu/sum-of-squares', 'cpu/sha256', 'cpu/json-parse', 'io/file-read'];
const DISK = ['./mine.ts', 'mine.ts', 'deep/my-worker.cjs', '/tmp/no-ending', 'what?.ts', 'bench/'];

/** Chosen ids and paths, or code and message of the refusal. */
function outcomeOf(words: readonly string[]): unknown {
  try {
    const choices = selectScenarios(words, IDS, (path) => DISK.includes(path));
    return choices.map((choice) => (choice.kind === 'file' ? `${choice.id} ← ${choice.path}` : choice.id));
  } catch (error) {
    if (error instanceof CrossoverError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const KNOWN = `Known: ${IDS.join(', ')}.`;
test.each([
  [['cpu/sha256'], ['cpu/sha256']],
  [
    ['io/file-read', 'cpu/sha256', 'io/file-read'],
    ['io/file-read', 'cpu/sha256'],
  ],
  [['cpu/*'], ['cpu/sum-of-squares', 'cpu/sha256', 'cpu/json-parse']],
  [['*'], IDS],
  [['*s*s*'], ['cpu/sum-of-squares', 'cpu/json-parse']],
  [['cpu/sha25?'], ['cpu/sha256']],
  [['./mine.ts'], ['mine ← ./mine.ts']],
  [
    ['mine.ts', 'cpu/sha256'],
    ['mine ← mine.ts', 'cpu/sha256'],
  ],
  [['deep/my-worker.cjs'], ['my-worker ← deep/my-worker.cjs']],
  [['/tmp/no-ending'], ['no-ending ← /tmp/no-ending']],
  [['what?.ts'], ['what? ← what?.ts']],
  [[], []],
  [['sha265'], `CROSSOVER_USAGE: unknown scenario "sha265". Did you mean "cpu/sha256"? ${KNOWN}`],
  [['cpu/sha265'], `CROSSOVER_USAGE: unknown scenario "cpu/sha265". Did you mean "cpu/sha256"? ${KNOWN}`],
  [['postgres'], `CROSSOVER_USAGE: unknown scenario "postgres". ${KNOWN}`],
  [['db/*'], `CROSSOVER_USAGE: unknown scenario "db/*". ${KNOWN}`],
  [['c.u/*'], `CROSSOVER_USAGE: unknown scenario "c.u/*". ${KNOWN}`],
  [['./gone.ts'], ['gone ← ./gone.ts']],
  [['./gone.tsx'], ['gone ← ./gone.tsx']],
  [['bench/'], ['bench ← bench/']],
  [['./gone'], `CROSSOVER_USAGE: unknown scenario "./gone". ${KNOWN}`],
])('%j', (words, expected) => {
  expect(outcomeOf(words)).toEqual(expected);
});
